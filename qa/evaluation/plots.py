"""The plots of a report as SVG text, drawn here so that the report needs no script and no other host.

Colours are classes that the report's style sheet gives a light and a dark value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from qa.evaluation.calibration import calibration_bins, risk_coverage
from qa.evaluation.columns import columns_of
from qa.evaluation.metrics import DEPTH, first_rank
from qa.evaluation.observations import Observation

WIDTH, HEIGHT = 440, 290
LEFT, RIGHT, TOP, BOTTOM = 54, 22, 18, 48
TIME_BINS = 24


@dataclass(frozen=True, slots=True)
class Frame:
    """The axes of one plot: what they are named and where their ticks are; x from 0 to `x_end`, y from 0 to `y_end`."""

    title: str
    x_label: str
    y_label: str
    x_end: float
    y_end: float
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]

    def x(self, value: float) -> float:
        """Return the horizontal place of `value` on the page."""
        return LEFT + value / self.x_end * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return the vertical place of `value` on the page."""
        return HEIGHT - BOTTOM - value / self.y_end * (HEIGHT - TOP - BOTTOM)

    def drawn(self, marks: Iterable[str]) -> str:
        """Return the whole plot with `marks` in it."""
        right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
        parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(self.title)}">']
        for value, label in self.y_ticks:
            parts.append(_line(LEFT, self.y(value), right, self.y(value), "grid"))
            parts.append(_text(LEFT - 7, self.y(value) + 4, label, "end"))
        parts += [_text(self.x(value), floor + 17, label) for value, label in self.x_ticks]
        parts += marks
        parts.append(_line(LEFT, floor, right, floor, "axis"))
        parts.append(_text((LEFT + right) / 2, HEIGHT - 8, self.x_label, css="name"))
        middle = (TOP + floor) / 2
        parts.append(
            f'<text class="name" text-anchor="middle" transform="translate(14 {middle:.1f}) rotate(-90)">'
            f"{escape(self.y_label)}</text></svg>"
        )
        return "".join(parts)

    def bar(self, start: float, end: float, height: float, says: str, css: str = "bar") -> str:
        """Return a bar from `start` to `end` on the x axis; `says` is shown when pointed at."""
        left, top = self.x(start) + 1, self.y(height)
        width, tall = max(self.x(end) - left - 1, 0.5), max(self.y(0) - top, 0.0)
        return (
            f'<rect class="{css}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{tall:.1f}">'
            f"<title>{escape(says)}</title></rect>"
        )

    def curve(self, xs: Iterable[float], ys: Iterable[float], css: str = "curve") -> str:
        """Return a line through the points."""
        points = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in zip(xs, ys, strict=True))
        return f'<polyline class="{css}" points="{points}"/>'

    def dot(self, x: float, y: float, says: str, radius: float = 4.5, css: str = "dot") -> str:
        """Return a point; `says` is shown when pointed at."""
        place = f'cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="{radius:.1f}"'
        return f'<circle class="{css}" {place}><title>{escape(says)}</title></circle>'


def plot_ranks(observations: Sequence[Observation]) -> str:
    """Draw how many questions have their first right passage at each rank."""
    judged = [one for one in observations if one.answerable and one.right is not None]
    ranks = [first_rank(one.metrics) for one in judged]
    counts = [(str(rank), ranks.count(rank)) for rank in range(1, DEPTH + 1)] + [("none", ranks.count(None))]
    y_ticks = _ticks(max(1, *(count for _, count in counts)))
    frame = Frame(
        title="Rank of the first right passage",
        x_label="rank of the first right passage",
        y_label="questions",
        x_end=len(counts),
        y_end=y_ticks[-1][0],
        x_ticks=[(at + 0.5, name) for at, (name, _) in enumerate(counts)],
        y_ticks=y_ticks,
    )
    marks = []
    for at, (name, count) in enumerate(counts):
        css = "bar miss" if name == "none" else "bar"
        marks.append(frame.bar(at + 0.1, at + 0.9, count, f"{name}: {count} of {len(judged)}", css))
        if count:
            marks.append(_text(frame.x(at + 0.5), frame.y(count) - 4, str(count)))
    return frame.drawn(marks)


def plot_risk_coverage(observations: Sequence[Observation]) -> str:
    """Draw the share of wrong answers against the share of questions answered, the surest first."""
    columns = columns_of(observations)
    coverage, risk = risk_coverage(columns["confidence"], columns["right"])
    highest = max(0.1, float(risk.max()) if len(risk) else 0.0)
    y_ticks = _ticks(highest, percent=True)
    frame = Frame(
        title="Risk and coverage",
        x_label="questions answered, the surest first",
        y_label="of these, wrong",
        x_end=1.0,
        y_end=y_ticks[-1][0],
        x_ticks=_ticks(1.0, percent=True),
        y_ticks=y_ticks,
    )
    marks = [frame.curve(coverage, risk)]
    answered = [one for one in observations if one.answered and one.right is not None]
    if answered:
        at = len(answered) / np.count_nonzero(~np.isnan(columns["right"]))
        wrong = sum(one.right == 0.0 for one in answered) / len(answered)
        marks.append(frame.dot(at, wrong, f"as set: {at:.0%} answered, {wrong:.1%} of these wrong"))
        side = ("end", -8) if at > 0.5 else ("start", 8)
        marks.append(_text(frame.x(at) + side[1], max(frame.y(wrong) - 8, TOP), "threshold as set", side[0]))
    return frame.drawn(marks)


def plot_reliability(observations: Sequence[Observation]) -> str:
    """Draw the share of right answers against the stated confidence, ten bins with equally many questions."""
    columns = columns_of(observations)
    bins = list(zip(*calibration_bins(columns["confidence"], columns["right"]), strict=True))
    ticks = _ticks(1.0, percent=True)
    frame = Frame(
        title="Reliability",
        x_label="confidence",
        y_label="first passage right",
        x_end=1.0,
        y_end=1.0,
        x_ticks=ticks,
        y_ticks=ticks,
    )
    marks = [frame.curve((0, 1), (0, 1), "ideal")]
    marks.append(frame.curve((confidence for _, confidence, _ in bins), (right for _, _, right in bins)))
    marks += [
        frame.dot(confidence, right, f"{count:.0f} questions: confidence {confidence:.2f}, right {right:.2f}")
        for count, confidence, right in bins
    ]
    return frame.drawn(marks)


def plot_times(observations: Sequence[Observation]) -> str:
    """Draw how long questions took; those beyond the 99th percentile stand in the last bar."""
    times = np.array([one.took_ms for one in observations if one.took_ms is not None])
    if not len(times):
        times = np.zeros(1)
    x_ticks = _ticks(max(float(np.quantile(times, 0.99)), 0.1))
    end = x_ticks[-1][0]
    counts, edges = np.histogram(np.minimum(times, end), bins=TIME_BINS, range=(0.0, end))
    y_ticks = _ticks(max(1, int(counts.max())))
    frame = Frame(
        title="Time for a question",
        x_label="milliseconds",
        y_label="questions",
        x_end=end,
        y_end=y_ticks[-1][0],
        x_ticks=x_ticks,
        y_ticks=y_ticks,
    )
    marks = [
        frame.bar(start, stop, count, f"{start:.1f} to {stop:.1f} ms: {count}")
        for count, start, stop in zip(counts, edges[:-1], edges[1:], strict=True)
        if count
    ]
    for name, at in (("p50", 0.5), ("p95", 0.95)):
        place = frame.x(min(float(np.quantile(times, at)), end))
        marks += [_line(place, TOP, place, HEIGHT - BOTTOM, "ideal"), _text(place, TOP - 5, name)]
    return frame.drawn(marks)


def _ticks(end: float, *, percent: bool = False) -> list[tuple[float, str]]:
    """Return at most six round steps from 0 to the first one at or beyond `end`, with their labels."""
    magnitude = 10.0 ** np.floor(np.log10(end))
    step = next(s for s in (magnitude * f for f in (0.2, 0.5, 1.0, 2.0)) if end / s <= 5.000001)
    if not percent and end >= 1 and step < 1:
        step = 1.0
    count = int(np.ceil(end / step - 1e-6))
    values = [float(step * at) for at in range(count + 1)]
    return [(value, f"{value:.0%}" if percent else f"{value:g}") for value in values]


def _line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    return f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, words: str, anchor: str = "middle", css: str = "tick") -> str:
    return f'<text class="{css}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
