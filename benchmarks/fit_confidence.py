"""Fit qa/answering/reading/confidence.json: how probable it is that the first passage answers, from its evidence.

    python benchmarks/fit_confidence.py [--write] [--index-root DIR] SET_DIR…

Each SET_DIR holds queries.jsonl, qrels.jsonl, unanswerable.jsonl, and docs.jsonl unless it is about corpus/, as the set
in qa/evaluation/starter is. At most 400 questions of each kind a set are asked. Sets weigh alike, whatever their size,
and so do their unanswerable questions: how many a set has is its makers' choice, not evidence.
Reported are cross-validated figures (ten folds over all questions) and those of each set when the other sets alone were
fitted on; --write stores the fit on all of them. Beside the calibration error (ECE) stand what a perfect one would be
expected to have by chance, with as many questions and these confidences, and the error with the unanswerable questions
weighed as in the fit.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from qa.answers import Answer, Evidence
from qa.evaluation.calibration import calibration_bins
from qa.evaluation.coverage import Coverage
from qa.evaluation.judgments import JudgedQuestion, JudgedSet, read_set
from qa.evaluation.metrics import excerpt_of
from qa.service import open_service
from qa.settings import Settings

FIELDS = [field.name for field in fields(Evidence)]
MOST = 400
SEED = 20261122
SIMULATED = 500
TARGET = Path(__file__).parent.parent / "qa" / "answering" / "reading" / "confidence.json"


@dataclass
class Sample:
    """One set's questions: evidence (n, fields), whether answerable, whether the first passage was right."""

    name: str
    digest: str
    evidence: Any
    answerable: Any
    right: Any


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="store the coefficients in the package")
    parser.add_argument("--index-root", type=Path, help="keep each set's index in a folder below this one")
    options = parser.parse_args()
    samples = [collect(folder, options.index_root) for folder in options.sets]
    folds, apart = cross_validated(samples), [alone(samples, left_out) for left_out in range(len(samples))]
    print(f"{'':32}{'cross-validated':36}fitted on the others")
    print(f"{'set':18} {'asked':>5} {'right':>6}  " + 2 * " AUROC    ECE  chance  weighed    ")
    for sample, fold, other in zip(samples, folds, apart, strict=True):
        shown = "    ".join(figures(sample, samples, values) for values in (fold, other))
        print(f"{sample.name:18} {len(sample.right):5} {sample.right.mean():6.3f}  {shown}")
    for name, values in (("cross-validated", folds), ("fitted on the others", apart)):
        right = np.concatenate([sample.right for sample in samples])
        print(f"ECE of all sets together, {name}: {calibration_error(np.concatenate(values), right):.3f}")
    precision(samples, folds)
    if options.write:
        model = fit(samples)
        stored = {
            "made_by": "benchmarks/fit_confidence.py",
            "fitted_on": {sample.name: {"digest": sample.digest, "questions": len(sample.right)} for sample in samples},
            "coefficients": {name: round(float(value), 4) for name, value in model.items()},
        }
        TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        print(f"written to {TARGET}")


def collect(folder: Path, index_root: Path | None) -> Sample:
    """Ask the set's questions of an index of its articles."""
    judged = read_set(folder)
    with tempfile.TemporaryDirectory() as temporary:
        place = (index_root or Path(temporary)) / judged.name
        with open_service(Settings.from_env().with_values(index_dir=place), create=True) as service:
            service.index([judged.docs or service.settings.corpus_dir])
            asked = [(question, service.ask(question.text, top_k=1)) for question in drawn(judged)]
            texts = {one.id: service.article(one.id).article.text for one in service.list_articles()}
    coverage = Coverage(texts)
    kept = [(question, answer) for question, answer in asked if answer.evidence is not None]
    return Sample(
        judged.name,
        judged.digest,
        np.array(
            [[float(value) for value in asdict(answer.evidence).values()] for _, answer in kept if answer.evidence]
        ),
        np.array([question.answerable for question, _ in kept]),
        np.array([is_right(question, answer, coverage) for question, answer in kept]),
    )


def drawn(judged: JudgedSet) -> list[JudgedQuestion]:
    chosen: list[JudgedQuestion] = []
    for answerable in (True, False):
        questions = [question for question in judged.questions if question.answerable is answerable]
        chosen += random.Random(SEED).sample(questions, min(MOST, len(questions)))
    return chosen


def is_right(question: JudgedQuestion, answer: Answer, coverage: Coverage) -> bool:
    excerpt = excerpt_of(answer.hits[0])
    return any(coverage.covers(excerpt, judgment) for judgment in question.judgments)


def fit(samples: Sequence[Sample], rows: Sequence[Any] | None = None) -> dict[str, float]:
    """Return intercept and weights by name, in the units of the evidence."""
    chosen = rows if rows is not None else [np.ones(len(sample.right), dtype=bool) for sample in samples]
    evidence = np.concatenate([s.evidence[r] for s, r in zip(samples, chosen, strict=True)])
    right = np.concatenate([s.right[r] for s, r in zip(samples, chosen, strict=True)])
    weight = np.concatenate([weights(s, samples)[r] for s, r in zip(samples, chosen, strict=True)])
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=2000).fit(
        (evidence - mean) / spread, right, sample_weight=weight / weight.mean()
    )
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - (slopes * mean).sum())
    return {"intercept": intercept, **dict(zip(FIELDS, slopes.tolist(), strict=True))}


def weights(sample: Sample, samples: Sequence[Sample]) -> Any:
    """Return how much each question counts: unanswerable ones, in each set, as large a share as they are of all."""
    # A small set's questions count more, but not without bound: forty questions say less than four hundred.
    even = np.full(len(sample.right), 1 / max(len(sample.right), 150))
    if sample.answerable.all():
        return even
    wanted = float(np.mean(np.concatenate([~one.answerable for one in samples])))
    found = float(np.mean(~sample.answerable))
    return even * np.where(sample.answerable, (1 - wanted) / (1 - found), wanted / found)


def confidence(model: dict[str, float], evidence: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-(model["intercept"] + evidence @ np.array([model[name] for name in FIELDS]))))


def cross_validated(samples: Sequence[Sample]) -> list[Any]:
    """Return each question's confidence from a fit that did not see it, ten folds over all sets together."""
    found = [np.zeros(len(sample.right)) for sample in samples]
    splits = [list(StratifiedKFold(10, shuffle=True, random_state=SEED).split(s.evidence, s.right)) for s in samples]
    for fold in range(10):
        rows = [np.isin(np.arange(len(s.right)), split[fold][0]) for s, split in zip(samples, splits, strict=True)]
        model = fit(samples, rows)
        for sample, split, values in zip(samples, splits, found, strict=True):
            values[split[fold][1]] = confidence(model, sample.evidence[split[fold][1]])
    return found


def alone(samples: Sequence[Sample], left_out: int) -> Any:
    others = [sample for number, sample in enumerate(samples) if number != left_out]
    return confidence(fit(others or samples), samples[left_out].evidence)


def auroc(sample: Sample, values: Any) -> float:
    if sample.answerable.all():
        return float("nan")
    return float(roc_auc_score(sample.answerable, values))


def figures(sample: Sample, samples: Sequence[Sample], values: Any) -> str:
    """Return AUROC, calibration error, that expected by chance, and that with questions weighed as in the fit."""
    chance = np.random.default_rng(SEED)
    perfect = [calibration_error(values, chance.random(len(values)) < values) for _ in range(SIMULATED)]
    return (
        f"{auroc(sample, values):6.3f} {calibration_error(values, sample.right):6.3f} {np.mean(perfect):7.3f}"
        f" {weighed_error(values, sample.right, weights(sample, samples)):8.3f}"
    )


def calibration_error(values: Any, right: Any) -> float:
    count, said, found = calibration_bins(values, right.astype(float))
    return float((count / count.sum()) @ np.abs(said - found))


def weighed_error(values: Any, right: Any, weight: Any) -> float:
    """Return the calibration error over ten bins of equal weight."""
    order = np.argsort(values, kind="stable")
    part = weight[order] / weight.sum()
    bins = np.minimum((np.cumsum(part) - part / 2) * 10, 9).astype(int)
    return float(np.abs(np.bincount(bins, part * (values - right)[order])).sum())


def precision(samples: Sequence[Sample], folds: Sequence[Any]) -> None:
    """Print what a threshold buys, sets weighing alike, from cross-validated confidence."""
    weight = np.concatenate([np.full(len(sample.right), 1 / len(sample.right)) for sample in samples])
    values, right = np.concatenate(list(folds)), np.concatenate([sample.right for sample in samples])
    answerable = np.concatenate([sample.answerable for sample in samples])
    print("\nthreshold  answers that are right  right ones answered  unanswerable ones answered")
    for threshold in np.arange(0.3, 0.96, 0.05):
        said = values >= threshold
        if said.any():
            exact = (weight * right)[said].sum() / weight[said].sum()
            reached = (weight * right)[said].sum() / (weight * right).sum()
            wrongly = (weight * ~answerable)[said].sum() / (weight * ~answerable).sum()
            print(f"{threshold:9.2f}  {exact:22.3f}  {reached:19.3f}  {wrongly:26.3f}")


if __name__ == "__main__":
    main()
