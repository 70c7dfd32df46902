"""The numbers as rows of text: the same tables on the terminal and in the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.evaluation.bootstrap import Difference
from qa.evaluation.measures import BY_NAME, Value

MEASURE_HEADINGS = ("measure", "value", "95 % interval", "questions")
DIFFERENCE_HEADINGS = ("measure", "this", "other", "change", "95 % interval", "p")
KIND_HEADINGS = {
    "hit@1": "hit@1",
    "hit@5": "hit@5",
    "pmrr@10": "MRR@10",
    "highlight@1": "highlight",
    "speaker": "speaker",
    "answered_right": "right",
    "answered": "answered",
    "answered_unanswerable": "answered",
    "auroc": "AUROC",
}

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
    measured = {name for values in kinds.values() for name in values}
    columns = list(dict.fromkeys(heading for name, heading in KIND_HEADINGS.items() if name in measured))
    return ("kind", "n", *columns), [(kind, *_kind_cells(values, columns)) for kind, values in kinds.items()]


def _kind_cells(values: Mapping[str, Value], columns: Sequence[str]) -> Row:
    cells = {KIND_HEADINGS[name]: number(name, value.value) for name, value in values.items()}
    counted = next(values[name].n for name in ("answered", "answered_unanswerable") if name in values)
    return (f"{counted:,}", *(cells.get(heading, "") for heading in columns))


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
    """Return a value of the measure `name` as people read it."""
    return f"{value:{'+' if signed else ''}.{BY_NAME[name].decimals}f}"


def _interval(name: str, low: float | None, high: float | None, *, signed: bool = False) -> str:
    if low is None or high is None:
        return ""
    return f"{number(name, low, signed=signed)} to {number(name, high, signed=signed)}"
