"""Options and arguments that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

LANGUAGES: Final = ("en", "ru")

_Command = TypeVar("_Command", bound=Callable[..., Any])


def language_option(command: _Command) -> _Command:
    """Add `--language en|ru`."""
    return click.option(
        "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="English or Russian."
    )(command)
