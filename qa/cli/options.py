"""Options that several commands share, and the settings they amount to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperOption

from qa.errors import InvalidInput
from qa.settings import Settings
from qa.settings_sources import SettingsInForce, read_settings

IndexDir = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index; stands above QA_INDEX_DIR.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")]


def valid_id(given: str | None) -> str | None:
    """Return an article's id as it was given; raises InvalidInput where it cannot be one, not being UTF-8."""
    try:
        (given or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"the id is not valid Unicode at character {error.start}", next_step="write it in UTF-8"
        ) from error
    return given


ArticleId = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="The article's id, as `qa list` shows it.", callback=valid_id)
]

# One option for each field of Filters.
Outlet = Annotated[str | None, typer.Option(help="Only from this outlet.", metavar="NAME")]
ArticleFilter = Annotated[str | None, typer.Option("--article", help="Only from this article.", metavar="ID")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only published on or after: 2025, 2025-12 or 2025-12-30.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only published on or before; 2025 means to its end.")]
About = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only what speaks of then: 2024, 2025-12, 2025-12-30 or 2024..2026."),
]
Speaker = Annotated[str | None, typer.Option(help="Only what this person says.", metavar="NAME")]

MinConfidence = Annotated[
    float | None,
    typer.Option(metavar="P", min=0.0, max=1.0, help="Confidence from which an answer counts as one, 0 to 1."),
]

CONFIG_HELP = (
    "TOML file with settings; without it QA_CONFIG, or qa.toml in this folder. The environment stands above it."
)


class ConfigFile:
    """The file that `--config` named, before the command or after it; one command runs at a time."""

    path: Path | None = None

    @classmethod
    def option(cls) -> TyperOption:
        """Return the option as every command takes it, without an argument of the command's function."""

        def note(value: str | None) -> None:
            if value is not None:
                cls.path = Path(value)

        return TyperOption(
            param_decls=["--config"],
            metavar="FILE",
            help=CONFIG_HELP,
            expose_value=False,
            callback=lambda _context, _option, value: note(value),
        )


def settings_in_force(index: Path | None, **flags: Any) -> SettingsInForce:
    """Return file, environment and options put together, with where each value came from."""
    return read_settings(config=ConfigFile.path, flags={"index_dir": index, **flags})


def settings_for(index: Path | None, **flags: Any) -> Settings:
    """Return file, environment and options put together; an option that is None was not given."""
    return settings_in_force(index, **flags).settings


def examples(*lines: str) -> str:
    r"""Return a help epilog that shows `lines` one below the other; \b keeps them from being joined."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
