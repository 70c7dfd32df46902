"""Where settings come from: a flag stands above the environment, that above a TOML file, that above the default.

The file is the one that `--config` names, else QA_CONFIG, else qa.toml in the current directory where there is one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from qa.errors import InvalidSetting
from qa.settings import Settings, given_in

CONFIG_VARIABLE = "QA_CONFIG"
CONFIG_NAME = "qa.toml"


@dataclass(frozen=True, slots=True)
class SettingsInForce:
    """The settings and, for each by name, where its value came from: "default", "file", "environment" or "flag".

    Attributes:
        file: the TOML file that was read, or None.
    """

    settings: Settings
    sources: Mapping[str, str]
    file: Path | None


def read_settings(
    *, config: Path | None = None, env: Mapping[str, str] | None = None, flags: Mapping[str, Any] | None = None
) -> SettingsInForce:
    """Return what is in force; `flags` are values by name, None where an option was not given.

    Raises InvalidSetting for a file that cannot be read, an unknown name in it, or a value outside its bounds.
    """
    env = os.environ if env is None else env
    file = _config_file(config, env)
    given = {
        "file": _read_file(file) if file else {},
        "environment": given_in(env),
        "flag": {name: value for name, value in (flags or {}).items() if value is not None},
    }
    settings = Settings()
    sources = {f.name: "default" for f in fields(Settings)}
    for source, values in given.items():
        try:
            settings = settings.with_values(**values)
        except InvalidSetting as error:
            if source != "file":
                raise
            raise InvalidSetting(f"{file}: {error.message}", next_step=error.next_step) from error
        sources.update(dict.fromkeys(values, source))
    return SettingsInForce(settings, sources, file)


def _config_file(config: Path | None, env: Mapping[str, str]) -> Path | None:
    if config is not None:
        return config
    if env.get(CONFIG_VARIABLE):
        return Path(env[CONFIG_VARIABLE])
    found = Path(CONFIG_NAME)
    return found if found.is_file() else None


def _read_file(path: Path) -> dict[str, Any]:
    import tomllib  # 5 ms that only those with a file pay

    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidSetting(f"{path}: {error.strerror}", next_step="name a file with --config or QA_CONFIG") from error
    except ValueError as error:  # TOML's own error is one, and so is text that is not UTF-8
        raise InvalidSetting(f"{path}: not TOML: {error}", next_step="write lines such as: port = 8000") from error
    # A folder in the file is one beside the file, wherever the command was started.
    for name, value in read.items():
        if isinstance(value, str) and isinstance(getattr(Settings(), name, None), Path):
            read[name] = path.absolute().parent / Path(value).expanduser()
    return read
