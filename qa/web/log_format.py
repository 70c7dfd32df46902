"""How the log is written: one line a record, for people (text) or for programs (json)."""

from __future__ import annotations

import json
import logging
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

FIELDS = "qa"
"""Attribute of a record that holds its fields by name: `extra={FIELDS: {...}}`."""

_TEXT: dict[str, Any] = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": _TEXT},
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
