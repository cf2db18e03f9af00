"""Whom a command about law acts for: the administrator of the database, or the bearer of a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from service.cli.local import ADMINISTRATOR, local_service, write
from service.domain.principals import Principal
from service.law.reader import schedule_named_in
from service.usecases.authenticate import authenticate
from service.usecases.requests import Command
from service.usecases.service import Service

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Acting(NamedTuple):
    """The service, and who asks it."""

    service: Service
    principal: Principal

    def write(self, operation: str, document: Any) -> Command:
        """Name one write of this bearer."""
        return write(operation, document)._replace(principal=self.principal)

    def knows_schedule_of(self, file: Path) -> bool:
        """Tell whether the schedule of the version in *file* is known."""
        named = schedule_named_in(file.read_bytes(), str(file))
        return any(schedule.schedule == named for schedule in self.service.library.schedules())


def bearer_option(command: _Command) -> _Command:
    """Add `--key`."""
    return click.option(
        "--key",
        envvar="HASHLEVY_KEY",
        help="Act as the bearer of this key; without it, as the database's administrator. Two people have two keys.",
    )(command)


@contextmanager
def acting(key: str | None) -> Iterator[Acting]:
    """
    Open the service for the bearer of *key*.

    Raises:
        Unauthenticated: it is not a good key.
    """
    with local_service() as service:
        yield Acting(service, ADMINISTRATOR if key is None else authenticate(service, key))
