"""Log lines, to read or as JSON objects (`CAICACH_LOG_FORMAT=json`), with the number of the request or job."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from caicach.foundation.running.doing import number


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """The facts of an event and `trace`, the number of the request or job where there is one."""
    facts: dict[str, Any] = getattr(record, "facts", {})
    return {**facts, "trace": number()} if number() else facts


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, the facts of the event, and the error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """A line to read, with the facts of the event behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = super().format(record)
        return f"{line} {facts}" if facts else line
