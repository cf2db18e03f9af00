"""`hashlevy farms`: register sites of operators and list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.options import known_at_option
from service.cli.output import acknowledge, every, json_option, show_list
from service.http.schemas.farms import NEW_FARM
from service.usecases.read import list_farms
from service.usecases.register import register_farm

if TYPE_CHECKING:
    from datetime import datetime


@click.group("farms", cls=Branch)
def command() -> None:
    """Register the sites of operators and list them."""


@command.command(
    "register",
    examples=["hashlevy farms register --operator opr_... --name South --region RU-IRK --time-zone Asia/Irkutsk"],
)
@click.option("--operator", required=True, help="Whose it is: opr_...")
@click.option("--name", required=True)
@click.option("--region", required=True, help="ISO 3166-2, such as RU-IRK.")
@click.option("--zone", help="Where the law names municipalities: the code of its zone, such as irkutsk_south.")
@click.option("--time-zone", required=True, help="IANA, such as Asia/Irkutsk.")
@click.option("--since", help="First day on which region and zone are true; without it, always.")
@click.option("--reference", "client_reference", help="What your own software calls it.")
def register(**members: str | None) -> None:
    """Register a farm."""
    request = NEW_FARM.read(members)
    with local_service() as service:
        acknowledge(register_farm(service, write("farms register", members), request))


@command.command("list", examples=["hashlevy farms list --json"])
@known_at_option
@json_option
def list_(known_at: datetime | None, *, as_json: bool) -> None:
    """List farms, in order of registration."""
    with local_service() as service:
        items = every(lambda page: list_farms(service, ADMINISTRATOR, page), known_at)
        show_list(items, ("id", "operator", "name", "region", "zone", "client_reference"), as_json=as_json)
