"""How the log is written: one line a record, for people (text) or for programs (json)."""

from __future__ import annotations

import json
import logging
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

FIELDS = "qa"
"""Attribute of a record that holds its fields by name: `extra={FIELDS: {...}}`."""

# Everything that would act on a terminal; line ends are dealt with apart.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(10), *range(11, 32), *range(127, 160))}
_CONTROLS |= {code: f"\\u{code:04x}" for code in (0x2028, 0x2029)}


class TextLines(logging.Formatter):
    """Writes a record for people; what goes on over several lines is indented, so that no text in it forges a line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines."""
        return super().format(record).translate(_CONTROLS).replace("\n", "\n    ")


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": TextLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "qa": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}


def logging_of(log_format: str) -> dict[str, Any]:
    """Return the configuration of logging for "text" or "json"."""
    config = deepcopy(LOGGING)
    if log_format == "json":
        config["formatters"]["line"] = {"()": JsonLines}
    return config


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object on one line: time, level, logger, message, and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; whatever is in it, no other line begins in it."""
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            found["traceback"] = self.formatException(record.exc_info)
        return json.dumps(found, default=str)
