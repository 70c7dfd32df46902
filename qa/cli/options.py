"""Options that several commands share, and the settings they amount to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.settings import Settings

IndexDir = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index; stands above QA_INDEX_DIR.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")]
ArticleId = Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id, as `qa list` shows it.")]


def settings_for(index: Path | None) -> Settings:
    """Return the settings of the environment with the options given in their place."""
    return Settings.from_env().with_values(index_dir=index)


def examples(*lines: str) -> str:
    r"""Return a help epilog that shows `lines` one below the other; \b keeps them from being joined."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
