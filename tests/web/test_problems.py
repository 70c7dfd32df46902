"""One shape for every failure, and the right status for each."""

from __future__ import annotations

import inspect
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from qa import errors
from qa.web.problems import KINDS, code_of
from tests.web.fakes import FakeService

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Wrong:
    """A request that must fail, with the failure it must get."""

    method: str
    path: str
    status: int
    code: str
    body: bytes | str = b""
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path[:60]} {self.body[:60]!s}".strip()


def _ask(body: Any, status: int, code: str, *fields: str) -> Wrong:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return Wrong("POST", "/v1/ask", status, code, text, fields=fields)


def _get(path: str, status: int, code: str, *fields: str) -> Wrong:
    return Wrong("GET", path, status, code, fields=fields)


INVALID = (422, "invalid-input")
WRONG = [
    # Fields
    _ask({}, *INVALID, "question"),
    _ask("", *INVALID, "body"),
    _ask("[]", *INVALID, "body"),
    _ask('"when?"', *INVALID, "body"),
    _ask("null", *INVALID, "body"),
    _ask({"question": None}, *INVALID, "question"),
    _ask({"question": 5}, *INVALID, "question"),
    _ask({"question": ["a"]}, *INVALID, "question"),
    _ask({"question": "a\0b"}, *INVALID, "question"),
    _ask({"question": ""}, 422, "invalid-question"),
    _ask({"question": " \n\u3000"}, 422, "invalid-question"),
    _ask({"question": "x" * 61}, 413, "too-large"),
    _ask({"question": "a", "top_k": 0}, *INVALID, "top_k"),
    _ask({"question": "a", "top_k": -1}, *INVALID, "top_k"),
    _ask({"question": "a", "top_k": "5"}, *INVALID, "top_k"),
    _ask({"question": "a", "top_k": 1.5}, *INVALID, "top_k"),
    _ask({"question": "a", "top_k": True}, *INVALID, "top_k"),
    _ask({"question": "a", "top_k": 4}, *INVALID),
    _ask({"question": "a", "top_k": 10**300}, *INVALID),
    _ask({"question": "a", "min_confidence": 1.01}, *INVALID, "min_confidence"),
    _ask({"question": "a", "min_confidence": "0.5"}, *INVALID, "min_confidence"),
    _ask('{"question": "a", "min_confidence": 1e999}', *INVALID, "min_confidence"),
    _ask({"question": "a", "filters": []}, *INVALID, "filters"),
    _ask({"question": "a", "filters": {"since": ""}}, *INVALID, "filters.since"),
    _ask({"question": "a", "filters": {"since": 2025}}, *INVALID, "filters.since"),
    _ask({"question": "a", "filters": {"outlet": "\0"}}, *INVALID, "filters.outlet"),
    _ask({"question": "a", "filters": {"outlet": "x" * 1001}}, *INVALID, "filters.outlet"),
    _ask({"question": "a", "filters": {"since": "yesterday"}}, 422, "invalid-filter"),
    _ask({"question": "a", "filters": {"author": "x"}, "k": 1}, *INVALID, "filters.author", "k"),
    # Bodies
    _ask("{", 400, "invalid-json"),
    _ask('{"question": "a"} x', 400, "invalid-json"),
    _ask("{'question': 'a'}", 400, "invalid-json"),
    _ask('{"question": "a", "min_confidence": NaN}', 400, "invalid-json"),
    _ask('{"question": "a", "min_confidence": -Infinity}', 400, "invalid-json"),
    _ask('{"question": "a", "question": "b"}', 400, "invalid-json"),
    _ask('{"question": "a", "filters": {"since": "1", "since": "2"}}', 400, "invalid-json"),
    _ask(r'{"question": "\ud83d"}', 400, "invalid-json"),
    _ask(r'{"\udc00": "a"}', 400, "invalid-json"),
    _ask(b'{"question": "\xff"}', 400, "invalid-json"),
    _ask('{"question": "a"}'.encode("utf-16"), 400, "invalid-json"),
    _ask(b'{"question": "\xed\xa0\x80"}', 400, "invalid-json"),
    _ask("[" * 2000, 400, "invalid-json"),
    _ask(b'{"question": "a\x00"}', 400, "invalid-json"),
    _ask("x" * 2049, 413, "too-large"),
    Wrong("GET", "/health", 413, "too-large", "x" * 2049),
    Wrong("POST", "/v1/ask", 415, "not-json", '{"question": "a"}', {"Content-Type": "text/plain"}),
    Wrong("POST", "/v1/ask", 415, "not-json", "question=a", {"Content-Type": "application/x-www-form-urlencoded"}),
    Wrong("POST", "/v1/ask", 415, "not-json", '{"question": "a"}', {}),
    # Batches
    Wrong("POST", "/v1/ask/batch", 422, "invalid-input", "{}", fields=("questions",)),
    Wrong("POST", "/v1/ask/batch", 422, "invalid-input", '{"questions": []}', fields=("questions",)),
    Wrong("POST", "/v1/ask/batch", 422, "invalid-input", '{"questions": "a"}', fields=("questions",)),
    Wrong("POST", "/v1/ask/batch", 422, "invalid-input", '{"questions": [1]}', fields=("questions[0]",)),
    Wrong("POST", "/v1/ask/batch", 422, "invalid-input", '{"questions": ["a", null]}', fields=("questions[1]",)),
    Wrong("POST", "/v1/ask/batch", 422, "invalid-input", '{"questions": ["\\u0000"]}', fields=("questions[0].text",)),
    Wrong("POST", "/v1/ask/batch", 422, "invalid-input", '{"questions": [{"id": 1}]}', fields=("questions[0].text",)),
    Wrong("POST", "/v1/ask/batch", 422, "invalid-question", '{"questions": ["a", ""]}', fields=("questions[1]",)),
    Wrong("POST", "/v1/ask/batch", 413, "too-large", json.dumps({"questions": ["x" * 61]}), fields=("questions[0]",)),
    Wrong("POST", "/v1/ask/batch", 413, "too-large", json.dumps({"questions": ["a"] * 5})),
    # Query strings
    _get("/v1/ask", *INVALID, "question"),
    _get("/v1/ask?question=", 422, "invalid-question"),
    _get("/v1/ask?question=%00", *INVALID, "question"),
    _get("/v1/ask?question=" + "x" * 61, 413, "too-large"),
    _get("/v1/ask?question=a&question=b", 400, "invalid-query"),
    _get("/v1/ask?question=%ff", 400, "invalid-query"),
    _get("/v1/ask?question=%ed%a0%80", 400, "invalid-query"),
    _get("/v1/ask?question=a" + "&x" * 200, 400, "invalid-query"),
    _get("/v1/ask?question=a&q=b", *INVALID, "q"),
    _get("/v1/ask?question=a&top_k=", *INVALID, "top_k"),
    _get("/v1/ask?question=a&top_k=many", *INVALID, "top_k"),
    _get("/v1/ask?question=a&top_k=0", *INVALID, "top_k"),
    _get("/v1/ask?question=a&top_k=4", *INVALID),
    _get("/v1/ask?question=a&top_k=" + "9" * 5000, *INVALID, "top_k"),
    _get("/v1/ask?question=a&min_confidence=nan", *INVALID, "min_confidence"),
    _get("/v1/ask?question=a&min_confidence=inf", *INVALID, "min_confidence"),
    _get("/v1/ask?question=a&outlet=", *INVALID, "outlet"),
    _get("/v1/ask?question=a&since=yesterday", 422, "invalid-filter"),
    _get("/v1/articles?offset=-1", *INVALID, "offset"),
    _get(f"/v1/articles?offset={2**63}", *INVALID, "offset"),
    _get("/v1/articles?limit=0&offset=x", *INVALID, "offset", "limit"),
    _get("/v1/articles?limit=1001", *INVALID, "limit"),
    _get("/v1/articles?page=2", *INVALID, "page"),
    _get("/v1/passages/2?neighbours=21", *INVALID, "neighbours"),
    _get("/v1/passages/2?neighbours=-1", *INVALID, "neighbours"),
    _get("/v1/passages/two", *INVALID, "id"),
    _get("/v1/passages/0", *INVALID, "id"),
    _get("/v1/passages/-1", *INVALID, "id"),
    _get(f"/v1/passages/{2**63}", *INVALID, "id"),
    _get("/v1/passages/" + "9" * 5000, *INVALID, "id"),
    # What is not there
    _get("/v1/passages/99", 404, "not-found"),
    _get("/v1/articles/nothing.md", 404, "not-found"),
    _get("/v1/articles/%ff", 404, "not-found"),
    _get("/nothing", 404, "no-such-route"),
    _get("/v1/ask/", 404, "no-such-route"),
    _get("/a//b", 404, "no-such-route"),
    _get("/%ff%00%0a", 404, "no-such-route"),
    _get("/redoc", 404, "no-such-route"),
    Wrong("BREW", "/nothing", 404, "no-such-route"),
    # Methods
    Wrong("DELETE", "/v1/ask", 405, "method-not-allowed"),
    Wrong("OPTIONS", "/v1/ask", 405, "method-not-allowed"),
    Wrong("BREW", "/v1/articles/boats.txt", 405, "method-not-allowed"),
    Wrong("GET", "/v1/ask/batch", 405, "method-not-allowed"),
    Wrong("POST", "/health", 405, "method-not-allowed"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_each_wrong_request_gets_its_problem(client: TestClient, service: FakeService, wrong: Wrong) -> None:
    """Never a 5xx for what a client did, never another shape, and the service is not asked."""
    response = client.request(wrong.method, wrong.path, content=wrong.body, headers=wrong.headers)
    problem = _check_shape(response, path=wrong.path)
    assert (response.status_code, problem["code"]) == (wrong.status, wrong.code)
    assert tuple(error["field"] for error in problem["errors"]) == wrong.fields
    assert [question for question, *_ in service.asked if question != "a"] == []


def _check_shape(response: Any, *, path: str) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-request-id"]
    problem: dict[str, Any] = json.loads(response.content.decode("utf-8"))
    kind = KINDS[problem["code"]]
    texts = ("type", "title", "detail", "instance", "code", "next_step")
    assert list(problem) == ["type", "title", "status", "detail", "instance", "code", "next_step", "errors"]
    assert all(isinstance(problem[name], str) and problem[name] for name in texts)
    assert (problem["type"], problem["title"]) == (f"/docs#{problem['code']}", kind.title)
    assert problem["status"] == response.status_code == kind.status
    assert all(list(error) == ["field", "message"] for error in problem["errors"])
    assert path.startswith("/v1/articles/%") or "%f" in path or problem["instance"] == path.partition("?")[0]
    return problem


FAILURES: list[tuple[errors.QaError, int, str | None]] = [
    (errors.IndexMissing(Path("index")), 503, "10"),
    (errors.IndexBusy(Path("index")), 503, "2"),
    (errors.IndexDamaged(Path("index"), "cut short"), 503, None),
    (errors.NotWritten(Path("index"), "No space left on device"), 503, None),
    (errors.ModelMismatch(expected="a", found="b", next_step="qa index"), 503, None),
    (errors.ModelUnavailable("no weights", next_step="install"), 503, None),
    (errors.InvalidSetting("threads cannot be -1", next_step="choose"), 500, None),
    (errors.ExtraMissing("pdf", "reading PDF"), 501, None),
    (errors.QaError("it failed", next_step="look"), 500, None),
]


@pytest.mark.parametrize(("failure", "status", "retry_after"), FAILURES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("path", ["/v1/ask?question=a", "/v1/articles", "/v1/passages/2", "/ready"])
def test_each_failure_of_the_service_has_its_status(
    client: TestClient,
    service: FakeService,
    failure: errors.QaError,
    status: int,
    retry_after: str | None,
    path: str,
) -> None:
    """The message and the next step of the error are what the client reads; waiting is advised where it helps."""
    service.failure = failure
    response = client.get(path)
    problem = _check_shape(response, path=path)
    assert (problem["status"], response.headers.get("retry-after")) == (status, retry_after)
    assert (problem["detail"], problem["next_step"]) == (failure.message, failure.next_step)


def test_every_error_class_is_in_the_table() -> None:
    """A new error class must not slip through as a bare 500; one is told before there is a server."""
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.QaError)]
    assert [one.__name__ for one in classes if one.code not in KINDS] == ["AddressUnavailable"]


def test_subclass_without_a_row_takes_that_of_its_base() -> None:
    """Other layers may name finer situations."""

    class QuestionInKlingon(errors.InvalidQuestion):
        code = "klingon"

    assert code_of(QuestionInKlingon("no", next_step="translate")) == "invalid-question"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/ask", "GET, HEAD, POST"),
        ("GET", "/v1/ask/batch", "POST"),
        ("HEAD", "/v1/ask/batch", "POST"),
        ("POST", "/v1/articles/boats.txt", "DELETE, GET, HEAD, PUT"),
        ("PUT", "/docs", "GET, HEAD"),
    ],
)
def test_allow_names_all_methods_of_a_path(client: TestClient, method: str, path: str, allow: str) -> None:
    """RFC 9110 asks for Allow with a 405; a path with two routes has the methods of both."""
    response = client.request(method, path)
    assert (response.status_code, response.headers["allow"]) == (405, allow)


def test_unexpected_failure_leaks_nothing(
    client: TestClient, service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    """The client gets a request id; the log gets class and place under that id, but not the words of the question."""
    service.failure = RuntimeError("broke on: my secret question")
    with caplog.at_level(logging.INFO, logger="qa"):
        response = client.get("/v1/ask?question=my+secret+question", headers={"X-Request-ID": "r1"})
    problem = _check_shape(response, path="/v1/ask")
    assert (problem["status"], problem["code"]) == (500, "internal-error")
    assert "secret" not in response.text
    assert "r1" in problem["detail"]
    [logged] = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert logged.startswith("r1 unexpected RuntimeError\n")
    assert "_fail_if_told" in logged
    assert not [record for record in caplog.records if record.name.startswith("qa") and "secret" in record.getMessage()]


def test_failure_of_the_service_is_logged_with_the_request_id(
    client: TestClient, service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever runs the service sees what clients got."""
    service.failure = errors.IndexDamaged(Path("index"), "cut short")
    client.get("/v1/ask?question=a", headers={"X-Request-ID": "r2"})
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        "r2 index-damaged: index: cut short (run: qa doctor)"
    ]


def test_many_wrong_fields_are_cut_short(client: TestClient) -> None:
    """A large wrong body must not make a larger answer."""
    response = client.post("/v1/ask", json={"question": "a", **{f"{n}" * 150: 1 for n in range(9)}})
    problem = response.json()
    assert len(problem["errors"]) == 9
    assert max(len(error["field"]) for error in problem["errors"]) == 101
    many = client.post("/v1/ask", json={"question": "a", **{str(n): 1 for n in range(50)}}).json()
    assert (len(many["errors"]), many["detail"]) == (20, "0: there is no such field (and 49 more)")
    one = client.post("/v1/ask", json={"question": "a", "0": 1}).json()
    assert (len(one["errors"]), one["detail"]) == (1, "0: there is no such field")


def test_message_never_repeats_the_input(client: TestClient) -> None:
    """What was sent may be private, or a megabyte."""
    response = client.post("/v1/ask", json={"question": ["my secret question"], "top_k": "my secret number"})
    assert response.status_code == 422
    assert "secret" not in response.text


def test_failure_of_the_framework_has_the_shape_too(app: FastAPI, client: TestClient) -> None:
    """Such as a body that ends before it should; what the framework says of it is passed on."""

    @app.get("/teapot")
    async def teapot() -> None:
        raise HTTPException(418, "short and stout")

    problem = _check_shape(client.get("/teapot"), path="/teapot")
    assert (problem["code"], problem["detail"]) == ("bad-request", "short and stout")
