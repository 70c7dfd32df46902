"""Lines as programs write them, read one by one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.questions import Question, QuestionLine, read_questions
from qa.errors import InvalidFilter, InvalidInput, InvalidQuestion
from qa.records import Filters

DEFAULTS = Question("", top_k=4, filters=Filters(outlet="Courier"), min_confidence=0.5)


def read_one(line: bytes) -> QuestionLine:
    """Return what the only line reads as."""
    (found,) = read_questions([line], DEFAULTS)
    return found


def test_plain_text_takes_every_option_from_the_defaults() -> None:
    """A plain line has no id, and its number tells where it stood."""
    found = read_one(b"  who? \n")
    assert found == QuestionLine(1, None, Question("who?", 4, Filters(outlet="Courier"), 0.5))


@pytest.mark.parametrize("identity", ["q1", 7, 1.5, False, ["a", 1], {"part": 2}, ""])
def test_any_json_value_can_be_an_id(identity: object) -> None:
    """The id is the program's own; it comes back as it was."""
    assert read_one(json.dumps({"id": identity, "text": "who?"}).encode()).id == identity


def test_filters_of_a_line_are_laid_over_the_defaults() -> None:
    """A line changes the filters that it names and no other."""
    found = read_one(b'{"text": "who?", "filters": {"since": "2025"}}')
    assert found.question is not None
    assert found.question.filters == Filters(outlet="Courier", since="2025")


@pytest.mark.parametrize(("given", "value"), [("0", 0.0), ("1", 1.0), ("0.25", 0.25), ("null", 0.5)])
def test_any_confidence_from_0_to_1_may_be_asked_for(given: str, value: float) -> None:
    """0 takes every answer, 1 none but the certain; null is none given."""
    found = read_one(f'{{"text": "who?", "min_confidence": {given}}}'.encode())
    assert found.question is not None
    assert found.question.min_confidence == value


def test_unknown_keys_are_left_alone() -> None:
    """Files of judged questions carry more than the question."""
    assert read_one(b'{"text": "who?", "answers": ["Ana"], "kind": "fact"}').error is None


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        (b'{"id": 1, "text"', InvalidQuestion, "the line opens with { and is no JSON object"),
        (b'{"id": NaN, "text": "a"}', InvalidQuestion, "NaN is not JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", InvalidQuestion, "the line opens with { and is no JSON object"),
        (b'{"a":' * 100_000, InvalidQuestion, "the line opens with { and is no JSON object"),
        (b"{}", InvalidQuestion, 'no string under "text"'),
        (b'{"text": 5}', InvalidQuestion, 'no string under "text"'),
        (b'{"text": "a\\ud800"}', InvalidQuestion, "not valid Unicode at character 1"),
        (b"caf\xe9", InvalidQuestion, "not UTF-8"),
        (b'{"text": "a", "top_k": "5"}', InvalidInput, "top_k cannot be '5'"),
        (b'{"text": "a", "top_k": true}', InvalidInput, "top_k cannot be True"),
        (b'{"text": "a", "min_confidence": 2}', InvalidInput, "min_confidence cannot be 2"),
        (b'{"text": "a", "context": true}', InvalidInput, "context cannot be True"),
        (b'{"text": "a", "explain": 1}', InvalidInput, "explain cannot be 1"),
        (b'{"text": "a", "filters": "x"}', InvalidFilter, "filters cannot be 'x'"),
        (b'{"text": "a", "filters": {"outelt": "x"}}', InvalidFilter, "no filter is named 'outelt'"),
        (b'{"text": "a", "filters": {"since": 2025}}', InvalidFilter, "filter since cannot be 2025"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: bytes, kind: type[InvalidInput], message: str) -> None:
    """The reason stands in the line's place."""
    found = read_one(line)
    assert found.question is None
    assert type(found.error) is kind
    assert message in found.error.message


def test_lines_are_read_as_they_are_asked_for() -> None:
    """Nothing is read ahead: the next line may depend on this answer."""
    read: list[int] = []

    def source() -> object:
        for number in range(3):
            read.append(number)
            yield b"who?\n"

    found = read_questions(source(), DEFAULTS)  # type: ignore[arg-type]
    next(found)
    assert read == [0]


@given(st.lists(st.binary() | st.text().map(lambda text: b"{" + text.encode() + b"}")))
def test_no_bytes_stop_the_reading(lines: list[bytes]) -> None:
    """Each line that is not blank gives exactly one question or one error, in order."""
    found = list(read_questions(lines, DEFAULTS))
    assert all((line.question is None) != (line.error is None) for line in found)
    numbers = [line.number for line in found]
    assert numbers == sorted(set(numbers))
    blank = {number for number, line in enumerate(lines, 1) if not line.removeprefix(b"\xef\xbb\xbf").strip()}
    assert set(range(1, len(lines) + 1)) - blank <= set(numbers)
