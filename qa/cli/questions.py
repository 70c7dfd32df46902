"""Questions as programs put them: one a line, plain text or a JSON object, read as the lines arrive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

from qa.errors import InvalidFilter, InvalidInput, InvalidQuestion
from qa.records import Filters

_BOM = b"\xef\xbb\xbf"
_Number = TypeVar("_Number", int, int | None)
_FILTER_NAMES = tuple(entry.name for entry in fields(Filters))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the service: the words, and the options they are asked with (None: the setting's value)."""

    text: str
    top_k: int | None = None
    filters: Filters = field(default_factory=Filters)
    min_confidence: float | None = None
    explain: bool = False
    context: int = 0


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One line read: its number from 1, the id it carries, and the question or why there is none."""

    number: int
    id: object = None
    question: Question | None = None
    error: InvalidInput | None = None


def read_questions(lines: Iterable[bytes], defaults: Question) -> Iterator[QuestionLine]:
    """Yield one QuestionLine for each line that is not blank; what a line leaves out is taken from `defaults`.

    A line that opens with "{" is a JSON object with "text" (or "question") and optionally "id", "top_k",
    "min_confidence", "explain", "context" and "filters"; other keys are left alone. Any other line is a question in
    plain text.
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.removeprefix(_BOM).strip() if number == 1 else raw.strip()
        if line:
            yield _read_line(number, line, defaults)


def _read_line(number: int, raw: bytes, defaults: Question) -> QuestionLine:
    try:
        values = _values(raw)
    except InvalidQuestion as error:
        return QuestionLine(number, error=error)
    try:
        return QuestionLine(number, values.get("id"), _question(values, defaults))
    except InvalidInput as error:
        return QuestionLine(number, values.get("id"), error=error)


def _values(raw: bytes) -> Mapping[str, object]:
    try:
        line = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidQuestion(f"the line is not UTF-8: {error.reason}", next_step="save it as UTF-8") from error
    if not line.startswith("{"):
        return {"text": line}
    try:
        values: dict[str, object] = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidQuestion(
            f"the line opens with {{ and is no JSON object: {error}",
            next_step='write {"id": …, "text": "…"} on one line, or the question as plain text',
        ) from error
    return values


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _question(values: Mapping[str, object], defaults: Question) -> Question:
    text = values.get("text", values.get("question"))
    if not isinstance(text, str):
        raise InvalidQuestion('the object has no string under "text"', next_step='write {"id": …, "text": "…"}')
    return replace(
        defaults,
        text=checked_text(text),
        top_k=_whole_number("top_k", values.get("top_k"), defaults.top_k, least=1),
        min_confidence=_min_confidence(values.get("min_confidence"), defaults.min_confidence),
        explain=_explain(values.get("explain"), defaults.explain),
        context=_whole_number("context", values.get("context"), defaults.context, least=0),
        filters=_filters(values.get("filters"), defaults.filters),
    )


def checked_text(text: str) -> str:
    """Return `text`, or raise InvalidQuestion where it holds half a character that no encoder can read."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidQuestion(
            f"the question is not valid Unicode at character {error.start}", next_step="write it in UTF-8"
        ) from error
    return text


def _whole_number(name: str, value: object, default: _Number, *, least: int) -> int | _Number:
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"{name} cannot be {value!r}", next_step=f"give a whole number, {least} or more")
    return value


def _min_confidence(value: object, default: float | None) -> float | None:
    if value is None:
        return default
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise InvalidInput(f"min_confidence cannot be {value!r}", next_step="give a number from 0 to 1")
    return float(value)


def _explain(value: object, default: bool) -> bool:
    if value is None:
        return default
    if not isinstance(value, bool):
        raise InvalidInput(f"explain cannot be {value!r}", next_step="give true or false")
    return value


def _filters(value: object, default: Filters) -> Filters:
    if value is None:
        return default
    if not isinstance(value, dict):
        raise InvalidFilter(f"filters cannot be {value!r}", next_step=f"give an object with {_known_filters()}")
    for name, wanted in value.items():
        if name not in _FILTER_NAMES:
            raise InvalidFilter(f"no filter is named {name!r}", next_step=f"known: {_known_filters()}")
        if wanted is not None and not isinstance(wanted, str):
            raise InvalidFilter(f"filter {name} cannot be {wanted!r}", next_step="give a string")
    return replace(default, **value)


def _known_filters() -> str:
    return ", ".join(_FILTER_NAMES)
