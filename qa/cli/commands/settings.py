"""`qa settings`: each setting, its value, and where that came from."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from qa.cli import exits
from qa.cli.options import AsJson, IndexDir, settings_in_force
from qa.cli.output import say, show_table, write_json
from qa.settings import Settings


def settings(as_json: AsJson = False, index: IndexDir = None) -> int:
    """Show each setting, its value and where that came from: default, file, environment or flag.

    Of keys only the number is shown.
    """
    found = settings_in_force(index)
    rows = [(f.name, _shown(getattr(found.settings, f.name), f.metadata["secret"])) for f in fields(Settings)]
    if as_json:
        values = {name: {"value": _as_json(value), "from": found.sources[name]} for name, value in rows}
        write_json({"file": str(found.file) if found.file else None, "settings": values})
        return exits.OK
    show_table(("setting", "value", "from"), [[name, _as_text(value), found.sources[name]] for name, value in rows])
    say(f"file: {found.file}" if found.file else "no settings file")
    return exits.OK


def _shown(value: Any, secret: bool) -> Any:
    if not secret:
        return value
    return f"{len(value)} set" if value else ()


def _as_json(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
