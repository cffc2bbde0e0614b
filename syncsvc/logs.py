"""Logs: events with keys and values, readable on a terminal, JSON elsewhere, and never personal data."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_PERSONAL = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<![\w.:/-])(?:\+|00?)[1-9](?:[ /()-]?\d){6,}(?![\w:])"),
)


def configure(*, json: bool, level: str = "info") -> None:
    """Set logging up once per process: to standard error, as JSON lines or for a reader."""
    renderer: Any = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blot out what looks like a mail address or a telephone number: the last line of defence, not the first."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            for pattern in _PERSONAL:
                value = pattern.sub("[redacted]", value)  # noqa: PLW2901 — each pattern works on the last one's result
            event[key] = value
    return event


def logger(name: str) -> Any:
    """A logger that says where its events come from."""
    return structlog.get_logger(component=name)
