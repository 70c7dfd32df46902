"""The numbers as rows of text: the same tables on the terminal and in the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.evaluation.bootstrap import Difference
from qa.evaluation.measures import BY_NAME, Value

MEASURE_HEADINGS = ("measure", "value", "95 % interval", "questions")
DIFFERENCE_HEADINGS = ("measure", "this run", "other run", "difference", "95 % interval", "p")

Row = tuple[str, ...]


def measure_rows(values: Mapping[str, Value], group: str | None = None) -> list[Row]:
    """Return a row for each shown measure, of one group or of all."""
    return [
        (BY_NAME[name].label, number(name, value.value), _interval(name, value.low, value.high), f"{value.n:,}")
        for name, value in values.items()
        if name in BY_NAME and BY_NAME[name].shown and group in (None, BY_NAME[name].group)
    ]


def groups(values: Mapping[str, Value]) -> list[str]:
    """Return the headings that `values` fall under, in the order of the table."""
    return list(dict.fromkeys(BY_NAME[name].group for name in values if name in BY_NAME))


def kind_table(kinds: Mapping[str, Mapping[str, Value]]) -> tuple[Row, list[Row]]:
    """Return headings and a row for each kind of question, with the measures that any kind has."""
    names = list(dict.fromkeys(name for values in kinds.values() for name in values))
    rows = [(kind, *_kind_cells(values, names)) for kind, values in kinds.items()]
    return ("kind", "questions", *names), rows


def _kind_cells(values: Mapping[str, Value], names: Sequence[str]) -> Row:
    cells = [number(name, values[name].value) if name in values else "" for name in names]
    counted = values.get("answered_unanswerable") or values.get("hit@1") or next(iter(values.values()))
    return (f"{counted.n:,}", *cells)


def difference_rows(differences: Mapping[str, Difference]) -> list[Row]:
    """Return a row for each shown measure of a comparison."""
    return [
        (
            BY_NAME[name].label,
            number(name, found.this),
            number(name, found.other),
            number(name, found.difference, signed=True),
            _interval(name, found.low, found.high, signed=True),
            f"{found.p:.3f}",
        )
        for name, found in differences.items()
        if BY_NAME[name].shown
    ]


def number(name: str, value: float, *, signed: bool = False) -> str:
    """Return a value as people read it: three decimals, or milliseconds with one."""
    unit = BY_NAME[name].unit if name in BY_NAME else ""
    sign = "+" if signed else ""
    return f"{value:{sign}.1f} {unit}" if unit else f"{value:{sign}.3f}"


def _interval(name: str, low: float | None, high: float | None, *, signed: bool = False) -> str:
    if low is None or high is None:
        return ""
    return f"{number(name, low, signed=signed)} to {number(name, high, signed=signed)}"
