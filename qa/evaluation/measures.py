"""The table of measures: name, label, statistic and sense of each, and their values with intervals over a set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from qa.evaluation.bootstrap import interval
from qa.evaluation.calibration import auroc, calibration_error
from qa.evaluation.columns import Columns, Statistic, columns_of, mean, quantile, share
from qa.evaluation.metrics import BUDGETS, CUTS, DOC_CUTS
from qa.evaluation.observations import Observation


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table.

    Attributes:
        name: its key in JSON; those of the retrieval metrics are the scorer's.
        label: what a person reads; short enough for a comparison to fit a terminal of 80 columns.
        group: under which heading it stands.
        statistic: how it is computed.
        counted: the column whose rows, nan left out, are its n.
        better: in which direction it improves.
        decimals: how many of them people are shown.
        shown: whether the printed tables have it; JSON has all.
    """

    name: str
    label: str
    group: str
    statistic: Statistic
    counted: str
    better: Literal["higher", "lower"] = "higher"
    decimals: int = 3
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """What a measure came to.

    Attributes:
        value: over all questions it applies to.
        low, high: bootstrap 95 % interval; None for fewer than two questions.
        n: number of questions it applies to.
    """

    value: float
    low: float | None
    high: float | None
    n: int


def _mean(name: str, label: str, group: str, *, shown: bool = True) -> Measure:
    return Measure(name, label, group, mean(name), name, shown=shown)


def _table() -> Iterator[Measure]:
    passages, articles, abstaining = "Passages", "Articles", "Answering or not"
    for cut in CUTS:
        yield _mean(f"hit@{cut}", f"right passage in first {cut}" if cut > 1 else "right passage first", passages)
    yield _mean("pmrr@10", "MRR@10 of passages", passages)
    for cut in CUTS:
        yield _mean(f"evrec@{cut}", f"evidence in first {cut}", passages)
        yield _mean(f"all@{cut}", f"all evidence in first {cut}", passages, shown=False)
    for budget in BUDGETS:
        yield _mean(f"hit@{budget}c", f"right in first {budget:,} characters", passages)
        yield _mean(f"evrec@{budget}c", f"evidence in first {budget:,} characters", passages, shown=False)
    yield _mean("mrr@10", "MRR@10 of articles", articles)
    yield _mean("ndcg@10", "nDCG@10 of articles", articles)
    for cut in DOC_CUTS:
        yield _mean(f"docrec@{cut}", f"right articles in first {cut}", articles, shown=False)
    yield _mean("highlight_of_right", "highlight right where passage is", "Highlights")
    yield _mean("highlight@1", "highlight of first passage right", "Highlights")
    yield Measure("auroc", "abstention AUROC", abstaining, auroc, "confidence")
    yield _mean("answered", "coverage: answerable answered", abstaining)
    yield _mean("answered_right", "answerable answered right", abstaining)
    yield _mean("precision", "precision: answers right", abstaining)
    wrong = "answered_unanswerable"
    yield Measure(wrong, "unanswerable answered", abstaining, mean(wrong), wrong, better="lower")
    yield Measure("ece", "expected calibration error", abstaining, calibration_error, "right", better="lower")
    yield Measure("offsets_verified", "citations verified", "Citations", share("verified", "citations"), "citations")
    yield _mean("speaker", "speaker right where passage is", "Citations")
    yield Measure("speaker_of_gold", "speaker of judged words", "Citations", share("spoken_right", "spoken"), "spoken")
    for name, at in (("took_ms_p50", 0.5), ("took_ms_p95", 0.95)):
        yield Measure(name, f"time, {name[-3:]}, ms", "Time", quantile("took_ms", at), "took_ms", "lower", decimals=1)


MEASURES = tuple(_table())
BY_NAME = {measure.name: measure for measure in MEASURES}

KIND_MEASURES = ("hit@1", "hit@5", "pmrr@10", "highlight@1", "speaker", "answered", "answered_right")
UNANSWERABLE_KIND_MEASURES = ("answered_unanswerable", "auroc")


def measure(observations: Sequence[Observation], names: Sequence[str] | None = None) -> dict[str, Value]:
    """Return the measures that apply to `observations` by name; `names` chooses among them."""
    columns = columns_of(observations)
    chosen = MEASURES if names is None else tuple(BY_NAME[name] for name in names)
    values = {one.name: _value(one, columns, len(observations)) for one in chosen if one.counted in columns}
    return {name: value for name, value in values.items() if value is not None}


def _value(one: Measure, columns: Columns, rows: int) -> Value | None:
    counted = int(np.count_nonzero(~np.isnan(columns[one.counted])))
    value = float(one.statistic(columns, np.arange(rows))) if counted else float("nan")
    if np.isnan(value):
        return None  # such as AUROC without an unanswerable question
    low, high = interval(one.statistic, columns, rows) if counted > 1 else (None, None)
    return Value(value, low, high, counted)


def measure_kinds(observations: Sequence[Observation]) -> dict[str, dict[str, Value]]:
    """Return the measures of each kind of question; unanswerable kinds are set against all answerable questions."""
    answerable = [one for one in observations if one.answerable]
    kinds = dict.fromkeys((one.kind, one.answerable) for one in observations if one.kind is not None)
    measured = {}
    for kind, can_be_answered in kinds:
        of_kind = [one for one in observations if one.kind == kind and one.answerable == can_be_answered]
        if can_be_answered:
            measured[kind] = measure(of_kind, KIND_MEASURES)
        else:
            name = f"{kind} (unanswerable)" if (kind, True) in kinds else kind
            measured[name] = measure([*answerable, *of_kind], UNANSWERABLE_KIND_MEASURES)
    return {str(kind): values for kind, values in measured.items() if values}
