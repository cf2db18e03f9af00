"""`hashlevy rates`: record the reference rates that law on lateness names, as their publishers say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import click

from service.cli.commands import Branch
from service.cli.local import local_service, write
from service.cli.options import known_at_option
from service.cli.output import json_option, show, show_list
from service.domain.rate_series import RATE_SERIES
from service.usecases.import_reference_rates import import_reference_rates
from service.usecases.prices.reading import MAX_BYTES
from service.usecases.reference_rates import list_reference_rates

if TYPE_CHECKING:
    from datetime import datetime


@click.group("rates", cls=Branch)
def command() -> None:
    """Record the reference rates that law on lateness names, as their publishers say."""


@command.command("import", examples=["hashlevy rates import key-rate.csv"])
@click.argument("file", type=click.File("rb"))
def import_(file: BinaryIO) -> None:
    """
    Record the rates in FILE (- for standard input), all of them or none.

    One change a line: series,since,rate,source. A rate is a fraction a year, 0.20 for 20 %, and holds from its day
    until the next line of its series. What is recorded already is not recorded again; a rate that differs is recorded
    as a revision, and what was answered before can still be given again.
    """
    content = file.read(MAX_BYTES + 1)
    with local_service() as service:
        show(import_reference_rates(service, write("rates import", {}), content))


@command.command("list", examples=["hashlevy rates list ru.key_rate"])
@click.argument("series", type=click.Choice(list(RATE_SERIES)))
@known_at_option
@json_option
def list_(series: str, known_at: datetime | None, *, as_json: bool) -> None:
    """List the rates recorded of SERIES, by their days."""
    with local_service() as service:
        found: dict[str, Any] = list_reference_rates(service, series, known_at)
    show_list(found["rates"], ("since", "rate", "source", "recorded_at"), as_json=as_json)
