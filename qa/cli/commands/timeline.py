"""`qa timeline`: what was said about something, oldest first."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.cli import exits
from qa.cli.commands.ask import open_or_build, say_close_speakers
from qa.cli.lines.timeline import timeline_lines
from qa.cli.options import About, ArticleFilter, AsJson, IndexDir, Outlet, Since, Speaker, Until, settings_for
from qa.cli.output import show, write_json
from qa.cli.questions import checked_text
from qa.errors import InvalidInput
from qa.records import Filters

TopicWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="QUESTION", help="What it should be about; several words make one question."),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", help="Entries to show, the most relevant ones.", show_default=False),
]
Whole = Annotated[bool, typer.Option("--whole", help="Show passages whole, not only the words that answer.")]


def timeline(
    words: TopicWords = None,
    as_json: AsJson = False,
    limit: Limit = None,
    outlet: Outlet = None,
    article: ArticleFilter = None,
    since: Since = None,
    until: Until = None,
    about: About = None,
    speaker: Speaker = None,
    whole: Whole = False,
    index: IndexDir = None,
) -> int:
    """Show what was said about something, oldest first, each statement with who said it and where it stands.

    Dates are those of what was said where they are known, else of publication; what has no date comes last. The same
    words in several places are one entry. Exit code: 0 with entries, 1 without, 2 misuse, 3 failure.
    """
    from qa.to_json import timeline_to_json  # not needed for --help

    if not words:
        raise InvalidInput("there is no question", next_step='for example: qa timeline "Ninh Thuan 1"')
    filters = Filters(outlet=outlet, article=article, since=since, until=until, about=about, speaker=speaker)
    with open_or_build(settings_for(index)) as service:
        found = service.timeline(checked_text(" ".join(words)), limit=limit, filters=filters)
    if as_json:
        write_json(timeline_to_json(found))
    else:
        show(timeline_lines(found, drawn=sys.stdout.isatty(), whole=whole, filtered=bool(filters)))
    say_close_speakers(filters, found.close_speakers)
    return exits.OK if found.entries else exits.NOT_IN_CORPUS
