"""`hashlevy late-interest`: what being late with a debt would cost; stored nowhere, without legal effect."""

from __future__ import annotations

import sys
from typing import BinaryIO
from urllib.parse import quote

import click

from service.cli.bodies import read_json
from service.cli.commands import Leaf
from service.cli.estimating import estimating_service
from service.cli.output import show
from service.cli.refusing import RefusedAsProblem
from service.clock import system_clock
from service.domain.errors import Refusal
from service.domain.identifiers import new_identifier
from service.http.schemas.late_interest import LATE_INTEREST
from service.usecases.estimate_late_interest import estimate_late_interest


@click.command("late-interest", cls=Leaf, examples=["hashlevy late-interest debt.json"])
@click.argument("file", type=click.File("rb"))
def command(file: BinaryIO) -> None:
    """
    Estimate the late interest of the request in FILE (- for standard input), as POST /v1/estimates/late-interest does.

    Without a migrated database the shipped law counts, at the rates that FILE states. Exit code 1 says that the request
    is refused; the problem is JSON on standard error.
    """
    try:
        request = LATE_INTEREST.read(read_json(file))
        with estimating_service() as service:
            show(estimate_late_interest(service, request))
    except Refusal as refusal:
        name = "-" if file is sys.stdin.buffer else quote(file.name)
        raise RefusedAsProblem(refusal, name, new_identifier("request", system_clock())) from refusal
