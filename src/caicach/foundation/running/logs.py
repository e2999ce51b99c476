"""Log lines as JSON objects, for machines that collect them (`CAICACH_LOG_FORMAT=json`)."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, the facts of the event, and the error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """A line to read, with the facts of the event behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, "facts", {}).items())
        line = super().format(record)
        return f"{line} {facts}" if facts else line
