"""`hashlevy statement`: what an operator owes, what being late costs it, and what it paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from service.cli.commands import Leaf
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.options import known_at_option
from service.cli.output import show
from service.cli.tables import block, table
from service.usecases.read_statement import read_statement
from service.usecases.requests import StatementRequest

_SUMS = ("assessed", "differences", "interest", "penalties", "paid", "balance", "not_allocated")


@click.command(
    "statement",
    cls=Leaf,
    examples=["hashlevy statement opr_...", "hashlevy statement opr_... --as-of 2026-06-30 --json"],
)
@click.argument("operator")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As of the end of this day; without it, of today.")
@known_at_option
@click.option("--json", "as_json", is_flag=True, help="Write the whole statement as JSON, with every step of interest.")
def command(operator: str, as_of: Any, known_at: datetime | None, *, as_json: bool) -> None:
    """Show the statement of OPERATOR: assessed, differences, interest, penalties, noted payments, balance."""
    day = None if as_of is None else as_of.date()
    with local_service() as service:
        statement: dict[str, Any] = read_statement(service, ADMINISTRATOR, StatementRequest(operator, day, known_at))
    if as_json:
        show(statement)
    else:
        click.echo("\n\n".join(_pages(statement)))


def _pages(statement: dict[str, Any]) -> Iterator[str]:
    yield f"{statement['operator']} as known at {statement['known_at']}"
    for account in statement["accounts"]:
        rows = [[line["on"], line["kind"], _what(line), line["amount"], line["balance"]] for line in account["lines"]]
        yield table(["on", "kind", "of", "amount", "balance"], rows, right=(3, 4))
        title = f"{account['jurisdiction']}, {account['currency']}, as of {account['as_of']}"
        yield block(title, ((name.replace("_", " "), account[name]) for name in _SUMS))
        moved = [(debt, said) for debt, said in _moved(account["debts"]) if said]
        if moved:
            yield block("days that count", moved)
        if account["gaps"]:
            yield block("not charged", ((gap["code"], gap["detail"]) for gap in account["gaps"]))


def _moved(debts: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Say of each debt why other days count than the law names; nothing where none do."""
    for debt in debts:
        terms = debt["terms"]
        said = [why(name, terms[name]) for name in ("payment", "return") if terms[name] is not None]
        if terms["waived_by"] is not None:
            said.append(f"nothing is late: waived by {terms['waived_by']}")
        yield _what(debt), "; ".join(filter(None, said))


def why(name: str, term: dict[str, Any]) -> str:
    """Say which day counts and why; nothing where it is the one that the law names."""
    if term["extended_to"] is not None:
        return f"{name} {term['extended_to']}, not {term['on']}: extended by {term['extended_by']}"
    shift = term["shift"]
    if shift is not None and not shift["calendar_known"]:
        return f"{name} {term['on']}: the calendar of {shift['calendar']} was not known, which might move it"
    if term["on"] == term["stated_on"]:
        return ""
    return f"{name} {term['on']}, not {term['stated_on']}: moved off days of rest by {shift['law']}"


def _what(line: dict[str, Any]) -> str:
    """Name what a line is about."""
    if "reference" in line:
        return str(line["reference"])
    period = f"{line['period']['start']} .. {line['period']['end']}"
    return f"{line['schedule']} {period}" + (f" by {line['rule']}" if "rule" in line else "")
