"""The report: a page that stands alone, shows what was measured, and lets no text of a set act as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from qa.evaluation.compare import compare
from qa.evaluation.evaluation import Evaluation, evaluate
from qa.evaluation.judgments import JudgedSet
from qa.evaluation.observations import Observation
from qa.evaluation.plots import plot_ranks, plot_reliability, plot_risk_coverage, plot_times
from qa.evaluation.report import render_report
from qa.settings import Settings
from tests.evaluation.conftest import STATE


def seen(
    number: int, *, rank: int | None, confidence: float, answerable: bool = True, took_ms: float = 5.0
) -> Observation:
    """Return an observation whose first right passage is at `rank`."""
    metrics = {"hit@1": float(rank == 1), "pmrr@10": 1 / rank if rank else 0.0} if answerable else {}
    return Observation(
        id=f"q{number}",
        text=f"Question {number}?",
        kind="fact",
        answerable=answerable,
        answered=confidence >= 0.5,
        confidence=confidence,
        took_ms=took_ms,
        citations=10,
        verified=10,
        metrics=metrics,
    )


@pytest.fixture
def observations() -> list[Observation]:
    """Ranks 1, 1, 3, none, and an unanswerable question that was answered."""
    return [
        seen(1, rank=1, confidence=0.9),
        seen(2, rank=1, confidence=0.8, took_ms=7.0),
        seen(3, rank=3, confidence=0.7),
        seen(4, rank=None, confidence=0.2, took_ms=400.0),
        seen(5, rank=None, confidence=0.6, answerable=False),
    ]


@pytest.fixture
def evaluation(judged_set: JudgedSet, observations: list[Observation]) -> Evaluation:
    return evaluate(judged_set, observations, state=STATE, settings=Settings(), min_confidence=0.5)


class Tags(HTMLParser):
    """Collects the tags and checks that they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


def test_the_page_asks_no_other_host_for_anything(evaluation: Evaluation) -> None:
    """It can be mailed, archived and opened without a network."""
    page = render_report(evaluation)
    tags = parsed(page)
    assert not {"script", "link", "img", "iframe"} & set(tags.names)
    assert not {"src", "href"} & {name for name, _ in tags.attributes}
    assert "url(" not in page
    assert "default-src 'none'" in page
    assert tags.names.count("svg") == 4


def test_it_is_readable_by_day_and_by_night(evaluation: Evaluation) -> None:
    """Every colour of the light page has its dark counterpart."""
    page = render_report(evaluation)
    light, dark = re.findall(r":root\{([^}]*)\}", page)
    names = set(re.findall(r"--\w+", light))
    assert names == set(re.findall(r"--\w+", dark))
    assert set(re.findall(r"var\((--\w+)\)", page)) == names


def test_text_of_the_set_is_shown_and_not_obeyed(evaluation: Evaluation) -> None:
    """Questions and names come from whoever made the set."""
    nasty = "<script>alert(1)</script>"
    observations = tuple(replace(one, text=nasty, kind=nasty) for one in evaluation.observations)
    page = render_report(replace(evaluation, name=nasty, observations=observations))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_wrong_first_passages_are_listed_the_surest_first(evaluation: Evaluation) -> None:
    """Sure and wrong is what to look into; an unanswerable question is there when it was answered."""
    page = render_report(evaluation)
    listed = page.split("Wrong at rank 1")[1]
    assert re.findall(r"<td>(q\d): Question", listed) == ["q3", "q5", "q4"]
    assert "<td>not in the set</td><td>0.60</td><td>yes</td>" in listed


def test_the_comparison_is_shown_when_there_is_one(evaluation: Evaluation) -> None:
    """And no empty heading otherwise."""
    assert "Compared with" in render_report(evaluation, compare(evaluation, evaluation))
    assert "Compared with" not in render_report(evaluation)


Plot = Callable[[Sequence[Observation]], str]


@pytest.mark.parametrize("plot", [plot_ranks, plot_risk_coverage, plot_reliability, plot_times])
@pytest.mark.parametrize("count", [0, 1, 5])
def test_every_mark_lies_inside_its_plot(plot: Plot, count: int, observations: list[Observation]) -> None:
    """Also for a set of one question, and for none at all."""
    if count == 0 and plot in (plot_risk_coverage, plot_reliability):
        observations = [replace(observations[0], metrics={})]  # nothing judged
    else:
        observations = observations[: max(count, 1)]
    svg = ElementTree.fromstring(plot(observations))  # noqa: S314 - our own text
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    for element in svg.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(element.get(name, 0)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(element.get(name, 0)) <= height
        if element.tag == "rect":
            assert float(element.attrib["y"]) + float(element.attrib["height"]) <= height


def test_the_bars_of_ranks_count_the_questions(observations: list[Observation]) -> None:
    """Two at rank 1, one at 3, one not found; the unanswerable question is no part of it."""
    says = re.findall(r"<title>(.*?)</title>", plot_ranks(observations))
    assert [one for one in says if not one.split(": ")[1].startswith("0")] == ["1: 2 of 4", "3: 1 of 4", "none: 1 of 4"]


def test_the_threshold_in_force_is_marked_on_the_curve(observations: list[Observation]) -> None:
    """Four of five answered, two of these wrong."""
    assert "<title>as set: 80% answered, 50.0% of these wrong</title>" in plot_risk_coverage(observations)
