"""`hashlevy operators`: register taxpayers and list them."""

from __future__ import annotations

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.output import every, json_option, show, show_list
from service.domain.reports import OperatorKind
from service.http.schemas.operators import NEW_OPERATOR
from service.usecases.read import list_operators
from service.usecases.register import register_operator


@click.group("operators", cls=Branch)
def command() -> None:
    """Register taxpayers and list them."""


@command.command("register", examples=['hashlevy operators register --kind legal_entity --name "Baikal Hash LLC"'])
@click.option("--kind", type=click.Choice([kind.value for kind in OperatorKind]), required=True)
@click.option("--name", required=True, help="Its name, as its return shows it.")
@click.option("--reference", help="What your own software calls it.")
def register(kind: str, name: str, reference: str | None) -> None:
    """Register a taxpayer."""
    document = {"kind": kind, "name": name, "client_reference": reference}
    with local_service() as service:
        show(register_operator(service, write("operators register", document), NEW_OPERATOR.read(document)).document)


@command.command("list", examples=["hashlevy operators list"])
@json_option
def list_(*, as_json: bool) -> None:
    """List taxpayers, in order of registration."""
    with local_service() as service:
        items = every(lambda page: list_operators(service, ADMINISTRATOR, page))
        show_list(items, ("id", "kind", "name", "client_reference"), as_json=as_json)
