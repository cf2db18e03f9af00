"""`hashlevy holdings`: everything that is held of an operator, to be compared with its own books."""

from __future__ import annotations

from datetime import datetime

import click

from service.cli.commands import Leaf
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.options import known_at_option
from service.cli.output import every, json_option, show_list
from service.usecases.holdings import read_holdings
from service.usecases.requests import Page


@click.command("holdings", cls=Leaf, examples=["hashlevy holdings opr_... --json"])
@click.argument("operator")
@known_at_option
@json_option
def command(operator: str, known_at: datetime | None, *, as_json: bool) -> None:
    """
    List what is held of OPERATOR: assessments, declarations and reports, by identifier and hash.

    The last line, on standard error, has the number of all items and the hash over them: the SHA-256 of the canonical
    JSON of each and a line feed.
    """
    with local_service() as service:
        at = known_at or service.clock()
        items = list(every(lambda page: read_holdings(service, ADMINISTRATOR, operator, page), at))
        whole = read_holdings(service, ADMINISTRATOR, operator, Page(None, 1, at))
    columns = ("id", "object", "schedule", "tax_period", "period", "client_reference", "sha256")
    show_list(items, columns, as_json=as_json)
    click.echo(f"{whole['total']} items, sha256 {whole['sha256']}, known at {whole['known_at']}", err=True)
