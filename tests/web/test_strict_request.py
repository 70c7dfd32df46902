"""What could be read in two ways is refused: bodies, query strings, content types."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa.web.problems import HttpProblem
from qa.web.strict_request import check_content_type, check_query, parse_json

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from(["question", "questions", "top_k", "filters", "min_confidence", "since", "id", "text", "x"])
NEARLY_BODIES = st.dictionaries(FIELDS, JSON_VALUES | st.dictionaries(FIELDS, JSON_VALUES), max_size=5)


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (b"{", "line 1, column 2: Expecting property name enclosed in double quotes"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', 'the key "c" stands twice in one object'),
        (b"[1, NaN]", "NaN is not JSON"),
        (b'"\xff"', "byte 1 of the body is not UTF-8"),
        (rb'["\ud800"]', "the body holds half of a surrogate pair"),
        (b"1" * 5000, "the body holds a number of too many digits"),
        (b"[" * 200_000, "the body is nested too deeply"),
    ],
)
def test_refused_body_is_told_why(raw: bytes, detail: str) -> None:
    """The sender should find the place without a debugger."""
    with pytest.raises(HttpProblem) as raised:
        parse_json(raw)
    assert (raised.value.status_code, raised.value.detail) == (400, detail)


def test_body_may_begin_with_a_byte_order_mark_and_hold_whole_surrogate_pairs() -> None:
    """Some editors write the mark; an escaped emoji is two halves that belong together."""
    assert parse_json(b"\xef\xbb\xbf" + rb'{"a": "\ud83d\ude00"}') == {"a": "😀"}


@given(JSON_VALUES)
def test_valid_json_is_read_as_json_reads_it(value: object) -> None:
    """Strictness takes nothing away from good bodies, escaped or not."""
    for escaped in (True, False):
        try:
            raw = json.dumps(value, ensure_ascii=escaped).encode("utf-8")
        except UnicodeEncodeError:
            continue
        assert parse_json(raw) == value


@pytest.mark.parametrize(
    "value", ["application/json", "Application/JSON; charset=utf-8", "application/problem+json", "application/json;"]
)
def test_content_types_of_json_pass(value: str) -> None:
    """Letter case and parameters do not matter."""
    check_content_type(value)


@pytest.mark.parametrize("value", ["", "text/json", "application/jsonp", "multipart/form-data", "application/x+"])
def test_other_content_types_are_refused(value: str) -> None:
    """A page of another site can send text/plain or a form without asking, but not JSON."""
    with pytest.raises(HttpProblem, match="415"):
        check_content_type(value)


def test_query_with_every_field_once_passes() -> None:
    """Empty values, plus signs and encoded UTF-8 are good."""
    check_query(b"a=1&b=&c=%C3%A9+x")


@pytest.mark.parametrize("raw", ["a=é".encode(), b"a=%e9", b"a=1&%61=2", b"a" + b"&a" * 100])
def test_query_that_can_be_read_in_two_ways_is_refused(raw: bytes) -> None:
    """Servers and clients differ in what they make of bytes that are not encoded, and of fields named twice."""
    with pytest.raises(HttpProblem, match="400"):
        check_query(raw)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/batch"])
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(body=st.binary(max_size=200) | NEARLY_BODIES.map(lambda value: json.dumps(value).encode()))
def test_no_body_makes_the_service_fail(client: TestClient, path: str, body: bytes) -> None:
    """Whatever comes, it is an answer or the sender's fault, and valid JSON."""
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in {200, 400, 413, 422}
    json.loads(response.content.decode("utf-8"))


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.sampled_from(["/v1/ask", "/v1/articles", "/v1/passages/2"]),
    st.dictionaries(FIELDS | st.sampled_from(["offset", "limit", "neighbours"]), st.text() | st.integers().map(str)),
)
def test_no_query_makes_the_service_fail(client: TestClient, path: str, query: dict[str, str]) -> None:
    """The same for what stands in a URL."""
    response = client.get(path, params=query)
    assert response.status_code in {200, 400, 413, 422}
    json.loads(response.content.decode("utf-8"))
