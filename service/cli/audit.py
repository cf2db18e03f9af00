"""`hashlevy audit`: the audit log, in its order."""

from __future__ import annotations

from typing import Any

import click

from service.audit.outside import Outside
from service.cli.commands import Branch
from service.cli.erasure import erase, retention
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.log_export import export, heads
from service.cli.log_keys import keys
from service.cli.output import every, json_option, show_list
from service.cli.settings import settings
from service.cli.stamps import command as stamps
from service.cli.witness import command as witness
from service.cli.witnesses import command as witnesses
from service.domain.canonical import canonical
from service.domain.identifiers import is_identifier
from service.usecases.disclose import OPENABLE, disclose
from service.usecases.inclusion import receipt_of_assessment, receipt_of_event
from service.usecases.operator_stream import operator_stream
from service.usecases.read import list_events
from service.usecases.requests import Page
from service.usecases.unfreeze_log import unfreeze


@click.group("audit", cls=Branch)
def command() -> None:
    """The audit log, in its order, and what may be erased beside it."""


command.add_command(erase)
command.add_command(retention)
command.add_command(keys)
command.add_command(export)
command.add_command(heads)
command.add_command(stamps)
command.add_command(witness)
command.add_command(witnesses)


@command.command("list", examples=["hashlevy audit list --after 41 --json"])
@click.option("--after", type=click.IntRange(min=-1), default=-1, show_default=True, help="The position to go on from.")
@json_option
def list_(after: int, *, as_json: bool) -> None:
    """List the events that have a position, from the one after --after on."""

    def read_page(page: Page) -> dict[str, Any]:
        return list_events(service, ADMINISTRATOR, page if page.after is not None else Page(str(after), page.limit))

    with local_service() as service:
        show_list(every(read_page), ("position", "occurred_at", "type", "id", "sha256"), as_json=as_json)


@command.command("receipt", examples=["hashlevy audit receipt asm_01m83jkmhhehna968r9h7nb76s > assessment.receipt"])
@click.argument("identifier")
def receipt(identifier: str) -> None:
    """Write the receipt of an assessment or event: the proof that it is in the log, for anybody to check."""
    show = receipt_of_event if is_identifier(identifier, "event") else receipt_of_assessment
    with local_service() as service:
        found = show(service, ADMINISTRATOR, identifier)
    click.echo(found.text, nl=False)
    if found.witnessed is False:
        click.echo("Too few witnesses have cosigned its checkpoint as yet; ask again for one that they have.", err=True)


@command.command("stream", examples=["hashlevy audit stream opr_01m83jkm9pfqxt1g1q9ee6e7wt > operator.stream"])
@click.argument("operator")
def stream(operator: str) -> None:
    """Write all events of an operator with the proof that these are all, for anybody to check."""
    with local_service() as service:
        for piece in operator_stream(service, ADMINISTRATOR, operator):
            click.echo(piece, nl=False)
    click.echo()


@command.command("disclose", examples=["hashlevy audit disclose asm_01m83jkmhhehna968r9h7nb76s --open tenant"])
@click.argument("assessment")
@click.option("--open", "opening", multiple=True, type=click.Choice(tuple(OPENABLE)), help="What to open. Repeatable.")
def disclose_(assessment: str, opening: tuple[str, ...]) -> None:
    """Write what it takes to compute an assessment again; nothing of the event is opened but what is named."""
    with local_service() as service:
        click.echo(canonical(disclose(service, ADMINISTRATOR, assessment, opening)))


@command.command("unfreeze", examples=['hashlevy audit unfreeze --reason "the disk of 22 November is lost"'])
@click.option("--reason", required=True, help="Why. Its SHA-256 stands in the log; keep the text.")
def unfreeze_(reason: str) -> None:
    """
    Sign again, though the database is behind what was signed: only where the one that was signed is lost for good.

    The log tells this of itself. Whoever holds the checkpoint that is given up can prove that the log was cut, and
    witnesses that have seen it cosign none until the log is longer and continues it.
    """
    with local_service() as service:
        aside = unfreeze(service.store, Outside(settings().outside), service.clock(), ADMINISTRATOR.key, reason)
    if aside is None:
        raise click.ClickException("The audit log is not frozen: the database continues the last checkpoint.")
    click.echo(f"Signing goes on from what the database holds. The checkpoint that was given up is in {aside}")
