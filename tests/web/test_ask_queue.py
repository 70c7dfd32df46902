"""A bound on work at once and on requests in line."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.web import ask_queue
from qa.web.ask_queue import AskQueue
from qa.web.problems import HttpProblem
from tests.web.fakes import FakeService


def test_place_is_given_back_even_after_a_failure() -> None:
    """A place lost for each failure would close the service for good."""
    queue = AskQueue(workers=1, waiting=0)
    for _ in range(3):
        with pytest.raises(RuntimeError), queue.place():
            raise RuntimeError
    with queue.place(), pytest.raises(HttpProblem, match="503"), queue.place():
        pass


def test_work_is_done_in_the_order_it_came() -> None:
    """First come, first served: nobody waits for ever."""
    done: list[int] = []

    async def run_all() -> None:
        queue = AskQueue(workers=1)
        async with anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(queue.run, lambda number=number: done.append(number))

    anyio.run(run_all)
    assert done == list(range(20))


def test_request_beyond_the_bound_is_told_to_come_back(app: FastAPI, service: FakeService) -> None:
    """A pile of waiting requests helps nobody; one worker and one waiting place leave the third outside."""
    queue = app.state.queue = AskQueue(workers=1, waiting=1)
    started, may_end = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        started.release()
        may_end.wait(timeout=10)

    service.before_answering = hold
    answered: list[int] = []
    with TestClient(app, base_url="http://localhost") as client:

        def ask() -> None:
            answered.append(client.get("/v1/ask?question=a").status_code)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert started.acquire(timeout=10)
        # A request sent before the second is in line would take its place, and wait for an end that is not to come.
        _wait_until(lambda: queue.taken == 2)
        refused = client.post("/v1/ask/batch", json={"questions": ["a"]})
        assert client.get("/health").status_code == 200
        may_end.set()
        for thread in threads:
            thread.join(timeout=10)
        assert client.get("/v1/ask?question=a").status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert answered == [200, 200]


def _wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "did not come true within ten seconds"
        time.sleep(0.001)


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (64, 2)])
def test_as_many_threads_answer_as_can_be_used(cores: int, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads beyond the second only take turns at the interpreter, and a container may be allowed one core of many."""
    monkeypatch.setattr(ask_queue, "cores_allowed", lambda: cores)
    assert AskQueue.for_this_machine().workers == threads
