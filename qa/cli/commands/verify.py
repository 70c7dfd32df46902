"""`qa verify`: whether quotations stand in the archive word for word, one by one or all of a draft."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import exits
from qa.cli.lines.verdict import draft_lines, verdict_lines
from qa.cli.options import AsJson, IndexDir, settings_for
from qa.cli.output import show, write_json
from qa.cli.questions import checked_text
from qa.errors import InvalidInput
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.records import Article

QuotedWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="QUOTATION", help="The words to check; several words make one quotation."),
]
Draft = Annotated[
    str | None,
    typer.Option(
        "--draft", metavar="FILE", help="Check every quotation in this .txt, .md, .docx or .html; - reads stdin."
    ),
]


def verify(
    words: QuotedWords = None,
    draft: Draft = None,
    as_json: AsJson = False,
    index: IndexDir = None,
) -> int:
    """Check whether a quotation stands in an article word for word, and where; else show what is nearest.

    Exit code: 0 when every quotation is exact, 1 when one is not, 2 misuse, 3 failure.
    """
    if (draft is None) == (not words):
        raise InvalidInput(
            "give either a quotation or --draft FILE", next_step='for example: qa verify "we are ready to sign"'
        )
    settings = settings_for(index)
    if draft is not None:
        return _verify_draft(draft, settings, as_json=as_json)
    from qa.service import open_service
    from qa.to_json import verdict_to_json  # not needed for --help

    with open_service(settings) as service:
        verdict = service.verify(checked_text(" ".join(words or ())))
    if as_json:
        write_json(verdict_to_json(verdict))
    else:
        show(verdict_lines(verdict))
    return exits.OK if verdict.status == "exact" else exits.NOT_IN_CORPUS


def _verify_draft(draft: str, settings: Settings, *, as_json: bool) -> int:
    from qa.service import open_service
    from qa.to_json import draft_to_json  # not needed for --help

    article = _read_draft(draft, settings)
    with open_service(settings) as service:
        found = service.verify_draft(article.text, markdown=article.format == "md", start=article.body_start)
    if as_json:
        write_json({"draft": draft, **draft_to_json(found)})
    else:
        show(draft_lines(found))
    return exits.OK if found.all_exact else exits.NOT_IN_CORPUS


def _read_draft(draft: str, settings: Settings) -> Article:
    """Return the draft as the formats of articles read it."""
    from qa.article_files import read_draft  # not needed for --help

    limit = settings.max_article_chars
    return read_draft(sys.stdin.buffer.read(4 * limit + 5) if draft == "-" else Path(draft), max_chars=limit)
