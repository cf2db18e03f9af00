"""Options and arguments that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

import click
from marshmallow import ValidationError

from service.http.fields import Instant
from service.http.shape import faults_of

LANGUAGES: Final = ("en", "ru")

_Command = TypeVar("_Command", bound=Callable[..., Any])


class InstantType(click.ParamType[datetime]):
    """An instant, read as the interface reads one."""

    name = "instant"
    _field = Instant()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it."""
        if isinstance(value, datetime):
            return value
        try:
            return self._field.read(value)
        except ValidationError as error:
            self.fail(faults_of(error)[0].message, param, ctx)


def known_at_option(command: _Command) -> _Command:
    """Add `--known-at INSTANT`."""
    help_ = "Show what was known at this instant, such as 2026-11-02T09:00:00Z; without it, what is known now."
    return click.option("--known-at", type=InstantType(), help=help_)(command)


def language_option(command: _Command) -> _Command:
    """Add `--language en|ru`."""
    return click.option(
        "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="English or Russian."
    )(command)
