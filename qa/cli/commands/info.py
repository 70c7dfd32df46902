"""`qa info` and `qa doctor`: what the index holds, and whether it is in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from qa.cli import exits
from qa.cli.options import AsJson, IndexDir, settings_for
from qa.cli.output import show, write_json
from qa.cli.safe_text import safe_line
from qa.cli.styled import Line, line
from qa.reports import Finding, IndexInfo

Repair = Annotated[bool, typer.Option("--repair", help="Mend first what can be mended, then check.")]


def info(as_json: AsJson = False, index: IndexDir = None) -> int:
    """Show what the index holds, its size and its model."""
    from qa.service import open_service  # not needed for --help

    with open_service(settings_for(index)) as service:
        facts = service.info()
    if as_json:
        write_json(asdict(facts))
    else:
        show(_info_lines(facts))
    return exits.OK


def _info_lines(facts: IndexInfo) -> Iterator[Line]:
    state = facts.state
    behind = state.sequence - facts.derived_sequence
    lag = f" (derived indexes {behind} behind; they catch up by themselves)" if behind > 0 else ""
    parts = ", ".join(f"{part} {readable_size(size)}" for part, size in facts.bytes.items())
    rows = {
        "index": facts.path,
        "articles": f"{state.articles:,}",
        "passages": f"{state.passages:,}",
        "outlets": ", ".join(facts.outlets) or "none named",
        "speakers": ", ".join(facts.speakers) or "none named",
        "published": _period(facts),
        "model": state.model,
        "vectors": facts.vector_index,
        "sequence": f"{state.sequence}{lag}",
        "size": f"{readable_size(sum(facts.bytes.values()))} ({parts})",
    }
    for name, value in rows.items():
        yield line(f"{name:<10} {safe_line(value)}")


def _period(facts: IndexInfo) -> str:
    if facts.first_published is None or facts.last_published is None:
        return "no dates"
    if facts.first_published == facts.last_published:
        return facts.first_published
    return f"{facts.first_published} to {facts.last_published}"


def readable_size(count: int) -> str:
    """Return a number of bytes in the largest unit below it: 1536 is "1.5 KiB"."""
    size = float(count)
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"


def doctor(repair: Repair = False, as_json: AsJson = False, index: IndexDir = None) -> int:
    """Check that the index and the model are in order.

    Looks at the archive, at the indexes derived from it and at the model, and names the command that mends what is
    wrong. Exit code: 0 when all is well, 3 when a check found something.
    """
    from qa import upkeep  # not needed for --help

    settings = settings_for(index)
    repaired = upkeep.repair(settings) if repair else []
    findings = upkeep.examine(settings)
    sound = all(finding.ok for finding in findings)
    if as_json:
        write_json({"ok": sound, "repaired": repaired, "findings": [asdict(finding) for finding in findings]})
    else:
        show(_doctor_lines(repaired, findings))
    return exits.OK if sound else exits.FAILURE


def _doctor_lines(repaired: Sequence[str], findings: Sequence[Finding]) -> Iterator[Line]:
    for done in repaired:
        yield line(f"repaired: {safe_line(done)}")
    for finding in findings:
        mark = ("ok  ", "good") if finding.ok else ("FAIL", "bad")
        yield Line((mark, (f" {safe_line(finding.check)}: {safe_line(finding.message)}", "")))
        if finding.next_step and not finding.ok:
            yield line(f"next: {safe_line(finding.next_step)}", "strong", indent=5)
