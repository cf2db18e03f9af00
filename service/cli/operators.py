"""`hashlevy operators`: register taxpayers, list them, and try law on what they have reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from service.cli.commands import Branch
from service.cli.estimate import explained
from service.cli.local import ADMINISTRATOR, administrator_of, local_service, write
from service.cli.options import LANGUAGES, known_at_option
from service.cli.output import acknowledge, every, json_option, show, show_list
from service.domain.reports import OperatorKind
from service.http.schemas.estimates import OPERATOR_ESTIMATE
from service.http.schemas.operators import NEW_OPERATOR
from service.usecases.estimate_operator import estimate_operator
from service.usecases.known_at import refuse_future
from service.usecases.read import list_operators
from service.usecases.register import register_operator

if TYPE_CHECKING:
    from datetime import datetime


@click.group("operators", cls=Branch)
def command() -> None:
    """Register taxpayers, list them, and try law on what they have reported."""


@command.command("register", examples=['hashlevy operators register --kind legal_entity --name "Baikal Hash LLC"'])
@click.option("--kind", type=click.Choice([kind.value for kind in OperatorKind]), required=True)
@click.option("--name", required=True, help="Its name, as its return shows it.")
@click.option("--reference", help="What your own software calls it.")
@click.option("--sandbox", is_flag=True, help="Not in earnest: to try, by a clock of its own. Never changed.")
def register(kind: str, name: str, reference: str | None, *, sandbox: bool) -> None:
    """Register a taxpayer."""
    document = {"kind": kind, "name": name, "client_reference": reference}
    asked = write("operators register", document, administrator_of(sandbox=sandbox))
    with local_service() as service:
        acknowledge(register_operator(service, asked, NEW_OPERATOR.read(document)))


@command.command("list", examples=["hashlevy operators list"])
@click.option("--sandbox", is_flag=True, help="Those that only try, which are in no list with the others.")
@known_at_option
@json_option
def list_(known_at: datetime | None, *, sandbox: bool, as_json: bool) -> None:
    """List taxpayers, in order of registration."""
    with local_service() as service:
        items = every(lambda page: list_operators(service, administrator_of(sandbox=sandbox), page), known_at)
        show_list(items, ("id", "kind", "name", "client_reference"), as_json=as_json)


@command.command(
    "estimate",
    examples=[
        "hashlevy operators estimate opr_... --schedule us_ny.pow_excise@s8518 --from 2025-01-01 --to 2026-01-01",
        "hashlevy operators estimate opr_... --schedule ru.mining_profit_tax --from 2025-01-01 --to 2026-01-01",
    ],
)
@click.argument("operator")
@click.option("--schedule", "schedules", multiple=True, required=True, help="What to try, or schedule@version; again.")
@click.option("--from", "start", required=True, help="First day of the tax period.")
@click.option("--to", "end", required=True, help="First day after it.")
@click.option("--known-at", help="The instant whose knowledge is used; without it, now.")
@click.option("--explain", type=click.Choice(LANGUAGES), help="Write the reasons in words instead of JSON.")
def estimate(operator: str, explain: str | None, **asked: Any) -> None:
    """
    Try law on what an operator has reported: gathered as an assessment would be, kept nowhere.

    A group of which it is a member counts as one taxpayer where the schedule says so.
    """
    members = {
        "schedules": list(asked["schedules"]),
        "tax_period": {"start": asked["start"], "end": asked["end"]},
        "known_at": asked["known_at"],
    }
    request = OPERATOR_ESTIMATE.read(members)
    with local_service() as service:
        refuse_future(request.known_at, service.clock())
        answer: dict[str, Any] = estimate_operator(service, ADMINISTRATOR, operator, request)
    if explain is None:
        show(answer)
    else:
        click.echo("\n".join(explained(answer, explain)))
