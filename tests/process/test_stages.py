"""Stages are told to who listens in the same context, also in its threads, and to nobody else."""

from __future__ import annotations

import contextvars
import threading
import time

import pytest

from qa.process.stages import listening, stage


def test_a_stage_is_told_with_its_time() -> None:
    """In nanoseconds; to every listener, as long as it listens."""
    told: list[tuple[str, int, int]] = []
    inner: list[str] = []
    with stage("before"):
        pass
    with listening(lambda *one: told.append(one)):
        with listening(lambda name, *_: inner.append(name)), stage("slow"):
            time.sleep(0.02)
        with stage("quick"):
            pass
    with stage("after"):
        pass
    assert [name for name, _, _ in told] == ["slow", "quick"]
    assert inner == ["slow"]
    _, began, ended = told[0]
    assert 0.015e9 < ended - began < 2e9
    assert abs(began - time.time_ns()) < 60e9


def test_a_stage_that_fails_is_told_too() -> None:
    """A slow failure is what one looks for."""
    told: list[str] = []
    with listening(lambda name, *_: told.append(name)), pytest.raises(ValueError, match="no"), stage("failing"):
        raise ValueError("no")
    assert told == ["failing"]


def test_a_thread_tells_the_listener_of_its_context() -> None:
    """Questions are answered in threads; two requests at once do not hear each other."""
    told: dict[str, list[str]] = {"a": [], "b": []}

    def work(name: str) -> None:
        with stage(name):
            time.sleep(0.01)

    threads = []
    for name in told:
        with listening(lambda stage_name, *_, name=name: told[name].append(stage_name)):
            threads.append(threading.Thread(target=contextvars.copy_context().run, args=(work, name)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {"a": ["a"], "b": ["b"]}
