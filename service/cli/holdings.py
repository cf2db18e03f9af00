"""`hashlevy holdings`: everything that is held of an operator, to be compared with its own books."""

from __future__ import annotations

import click

from service.cli.commands import Leaf
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.output import every, json_option, show_list
from service.http.schemas.obligations import KNOWN_AT
from service.usecases.holdings import read_holdings
from service.usecases.known_at import refuse_future
from service.usecases.requests import Page


@click.command("holdings", cls=Leaf, examples=["hashlevy holdings opr_... --json"])
@click.argument("operator")
@click.option("--known-at", help="With the knowledge of this instant, such as 2027-01-31T09:30:00Z.")
@json_option
def command(operator: str, known_at: str | None, *, as_json: bool) -> None:
    """
    List what is held of OPERATOR: assessments, declarations and reports, by identifier and hash.

    The last line, on standard error, has the number of all items and the hash over them: the SHA-256 of the canonical
    JSON of each and a line feed.
    """
    with local_service() as service:
        now = service.clock()
        asked = KNOWN_AT.read({} if known_at is None else {"known_at": known_at})
        refuse_future(asked, now)
        at = asked or now
        items = list(every(lambda page: read_holdings(service, ADMINISTRATOR, operator, page, at)))
        whole = read_holdings(service, ADMINISTRATOR, operator, Page(None, 1), at)
    columns = ("id", "object", "schedule", "tax_period", "period", "client_reference", "sha256")
    show_list(items, columns, as_json=as_json)
    click.echo(f"{whole['total']} items, sha256 {whole['sha256']}, known at {whole['known_at']}", err=True)
