"""The report: one HTML page without scripts and without anything from another host, light and dark.

All text of articles and questions is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from qa.evaluation import table
from qa.evaluation.bootstrap import Difference
from qa.evaluation.evaluation import Evaluation
from qa.evaluation.metrics import first_rank
from qa.evaluation.observations import Observation
from qa.evaluation.plots import plot_ranks, plot_reliability, plot_risk_coverage, plot_times

MOST_SHOWN = 15

_STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1c1c1e;--soft:#5c5f66;--line:#d9dbe0;--main:#2f5fb3;--miss:#b4531f}
@media(prefers-color-scheme:dark){:root{--paper:#17181b;--ink:#ececee;--soft:#a7abb3;--line:#3a3d44;--main:#7fa8f0;
--miss:#e79a66}}
body{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2rem auto;
padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.3rem 0;color:var(--soft)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.25rem .6rem;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere}
th{font-weight:600;color:var(--soft)}th.group{padding-top:1rem;color:var(--ink)}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:1.2rem}
figure{margin:0}figcaption{font-weight:600}figcaption span{font-weight:400;color:var(--soft)}svg{width:100%;height:auto}
.grid{stroke:var(--line)}.axis{stroke:var(--soft)}.bar{fill:var(--main)}.miss{fill:var(--miss)}
.curve{fill:none;stroke:var(--main);stroke-width:2}.ideal{fill:none;stroke:var(--soft);stroke-dasharray:4 4}
.dot{fill:var(--main);stroke:var(--paper);stroke-width:1.5}
text{font-size:12px;fill:var(--soft)}.name{fill:var(--ink)}
"""


def render_report(evaluation: Evaluation, differences: Mapping[str, Difference] | None = None) -> str:
    """Return the page for `evaluation`, with the comparison if there is one."""
    title = escape(f"Evaluation of {evaluation.name}")
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline'\">",
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>",
        *(f"<p>{escape(line)}</p>" for line in _made(evaluation)),
        _plots(evaluation.observations),
        "<h2>Measures</h2>",
        _measures(evaluation),
    ]
    if differences:
        parts += ["<h2>Compared with the other run</h2>"]
        parts += [_table(table.DIFFERENCE_HEADINGS, table.difference_rows(differences))]
    if evaluation.kinds:
        parts += ["<h2>By kind of question</h2>", _table(*table.kind_table(evaluation.kinds))]
    parts += [_wrong(evaluation.observations), "</body></html>\n"]
    return "".join(parts)


def _made(evaluation: Evaluation) -> list[str]:
    made, index = evaluation.made, evaluation.made["index"]
    answerable = sum(one.answerable for one in evaluation.observations)
    commit = f", commit {made['commit']}" if made["commit"] else ""
    return [
        f"{answerable:,} answerable and {len(evaluation.observations) - answerable:,} unanswerable questions, "
        f"{index['articles']:,} articles, {index['passages']:,} passages.",
        f"{made['time']}, interview-qa {made['version']}{commit}, model {index['model']}, "
        f"an answer counts from confidence {made['min_confidence']:g}.",
        f"Digest of the set: {evaluation.digest[:16]}. Intervals: 95 %, bootstrap over questions, "
        f"{made['resamples']:,} resamples.",
    ]


def _plots(observations: Sequence[Observation]) -> str:
    drawn = (
        ("Rank of the first right passage.", "Of the answerable questions.", plot_ranks),
        ("Risk and coverage.", "Wrong answers when only the surest are given.", plot_risk_coverage),
        ("Reliability.", "On the dashed line, confidence is as good as its word.", plot_reliability),
        ("Time for a question.", "As the service states it; the slowest hundredth stands in the last bar.", plot_times),
    )
    figures = (
        f"<figure><figcaption>{title} <span>{says}</span></figcaption>{plot(observations)}</figure>"
        for title, says, plot in drawn
    )
    return f'<h2>At a glance</h2><div class="plots">{"".join(figures)}</div>'


def _measures(evaluation: Evaluation) -> str:
    rows = []
    for group in table.groups(evaluation.measures):
        rows.append(f'<tr><th class="group" colspan="4">{escape(group)}</th></tr>')
        rows += map(_row, table.measure_rows(evaluation.measures, group))
    return f'<div class="wide"><table>{_head(table.MEASURE_HEADINGS)}<tbody>{"".join(rows)}</tbody></table></div>'


def _wrong(observations: Sequence[Observation]) -> str:
    """Return the questions whose first passage is wrong, the surest first: what to look into."""
    wrong = sorted((one for one in observations if one.right == 0.0), key=lambda one: -one.confidence)
    wrong = [one for one in wrong if one.answerable or one.answered]
    if not wrong:
        return ""
    rows = []
    for one in wrong[:MOST_SHOWN]:
        rank = first_rank(one.metrics)
        found = "not in the set" if not one.answerable else "none" if rank is None else str(rank)
        rows.append((f"{one.id}: {one.text}", found, f"{one.confidence:.2f}", "yes" if one.answered else "no"))
    shown = f"The {len(rows)} surest of {len(wrong)}" if len(wrong) > len(rows) else f"All {len(wrong)}"
    headings = ("question", "rank of the right passage", "confidence", "answered")
    return f"<h2>Wrong at rank 1</h2><p>{shown}.</p>{_table(headings, rows)}"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return f'<div class="wide"><table>{_head(headings)}<tbody>{"".join(map(_row, rows))}</tbody></table></div>'


def _head(headings: Sequence[str]) -> str:
    return f"<thead><tr>{''.join(f'<th>{escape(one)}</th>' for one in headings)}</tr></thead>"


def _row(cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in cells)}</tr>"
