"""Logs: one JSON object a line on standard error, from the service, from gunicorn and from the libraries alike."""

from __future__ import annotations

import logging
import logging.config
import sys
from typing import Any, Final

import orjson
import structlog


def _bytes(event: dict[str, Any], **_: Any) -> bytes:
    return orjson.dumps(event, repr, orjson.OPT_NON_STR_KEYS)


def _text(event: dict[str, Any], **_: Any) -> str:
    return _bytes(event).decode()


_SHARED: Final = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(level: str) -> None:
    """Set logging up for this process; *level* is a name of the standard library in lower case."""
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_bytes),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(standard_library(level))


def standard_library(level: str) -> dict[str, Any]:
    """Return the configuration that has the standard library's loggers write the same lines."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_SHARED, structlog.stdlib.add_logger_name],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_text),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "json"}},
        # It tells at that level which of its own plug-ins it has loaded.
        "loggers": {"alembic": {"level": "WARNING"}},
        "root": {"handlers": ["standard_error"], "level": level.upper()},
    }
