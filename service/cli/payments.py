"""`hashlevy payments`: note what operators paid, take a wrong note away, and list them; no money moves here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.options import known_at_option
from service.cli.output import acknowledge, every, json_option, show_list
from service.http.schemas.payments import NEW_PAYMENT, REVERSAL
from service.usecases.note_payment import note_payment, reverse_payment
from service.usecases.read_payments import list_payments

if TYPE_CHECKING:
    from datetime import datetime


@click.group("payments", cls=Branch)
def command() -> None:
    """Note what operators paid, take a wrong note away, and list them; no money moves here."""


@command.command(
    "note",
    examples=[
        "hashlevy payments note opr_... --jurisdiction RU --paid-on 2026-03-27 --amount 9 --currency RUB --reference 7",
    ],
)
@click.argument("operator")
@click.option("--jurisdiction", required=True, help="To whose authority it was paid: ISO 3166, such as RU or US-NY.")
@click.option("--paid-on", required=True, help="The day on which it was paid.")
@click.option("--amount", required=True)
@click.option("--currency", required=True, help="ISO 4217, such as RUB.")
@click.option("--reference", required=True, help="What the payment goes by, such as the number of its order.")
def note(operator: str, amount: str, currency: str, **members: str) -> None:
    """Note a payment of OPERATOR."""
    document = {**members, "amount": {"amount": amount, "currency": currency}}
    request = NEW_PAYMENT.read(document)
    with local_service() as service:
        asked = write("payments note", {"operator": operator, **document})
        acknowledge(note_payment(service, asked, operator, request))


@command.command(
    "reverse",
    examples=['hashlevy payments reverse pay_... --reference "order 17, wrong" --reason "noted for another operator"'],
)
@click.argument("payment")
@click.option("--reference", required=True, help="What this note goes by.")
@click.option("--reason", required=True)
def reverse(payment: str, **members: str) -> None:
    """Take PAYMENT away, by a note of its own."""
    request = REVERSAL.read(members)
    with local_service() as service:
        asked = write("payments reverse", {"payment": payment, **members})
        acknowledge(reverse_payment(service, asked, payment, request))


@command.command("list", examples=["hashlevy payments list opr_..."])
@click.argument("operator")
@known_at_option
@json_option
def list_(operator: str, known_at: datetime | None, *, as_json: bool) -> None:
    """List the payments noted of OPERATOR, oldest note first."""
    with local_service() as service:
        items = every(lambda page: list_payments(service, ADMINISTRATOR, operator, page), known_at)
        columns = ("id", "jurisdiction", "paid_on", "amount", "reference", "reverses", "reversed_by")
        show_list(items, columns, as_json=as_json)
