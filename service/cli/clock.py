"""`hashlevy clock`: what the clock of a sandbox shows, and moving it."""

from __future__ import annotations

import click

from service.cli.commands import Branch
from service.cli.local import SANDBOX_ADMINISTRATOR, local_service, write
from service.cli.output import acknowledge, show
from service.http.schemas.test_clock import NEW_TIME
from service.usecases.clock_moves import move_clock, read_clock


@click.group("clock", cls=Branch)
def command() -> None:
    """Read and move the clocks of sandboxes; those of live operators nobody moves."""


@command.command("show", examples=["hashlevy clock show opr_..."])
@click.argument("operator")
def show_(operator: str) -> None:
    """Show what the clock of OPERATOR shows, and how it was moved last."""
    with local_service() as service:
        show(read_clock(service, SANDBOX_ADMINISTRATOR, operator))


@command.command("move", examples=["hashlevy clock move opr_... 2027-07-01T00:00:00Z"])
@click.argument("operator")
@click.argument("instant")
def move(operator: str, instant: str) -> None:
    """Have the clock of OPERATOR show INSTANT, and go on from there; it only goes forwards."""
    document = {"operator": operator, "instant": instant}
    asked = write("clock move", document, SANDBOX_ADMINISTRATOR)
    with local_service() as service:
        acknowledge(move_clock(service, asked, *NEW_TIME.read(document)))
