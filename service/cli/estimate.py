"""`hashlevy estimate`: what a statement would come to; stored nowhere, without legal effect, without a database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

import click

from service.cli.bodies import read_json
from service.cli.commands import Leaf
from service.cli.estimating import estimating_service
from service.cli.options import LANGUAGES
from service.cli.output import show
from service.cli.refusing import RefusedAsProblem
from service.clock import system_clock
from service.domain.errors import Refusal
from service.domain.identifiers import new_identifier
from service.http.schemas.estimates import ESTIMATE
from service.kernel.rendering import render_trace
from service.usecases.estimate import estimate

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command(
    "estimate",
    cls=Leaf,
    examples=[
        "hashlevy estimate examples/estimates/us-ny-terawulf-2024.json",
        "hashlevy estimate examples/estimates/us-ny-terawulf-2024.json --explain ru",
    ],
)
@click.argument("file", type=click.File("rb"))
@click.option("--explain", type=click.Choice(LANGUAGES), help="Write the reasons in words instead of JSON.")
def command(file: BinaryIO, explain: str | None) -> None:
    """
    Estimate the tax of the request in FILE (- for standard input), as POST /v1/estimates takes it.

    Without a migrated database the shipped law counts, and coins are valued at the prices that FILE declares. Exit
    code 1 says that the request is refused; the problem is JSON on standard error.
    """
    try:
        request = ESTIMATE.read(read_json(file))
        with estimating_service() as service:
            answer: dict[str, Any] = estimate(service, request)
    except Refusal as refusal:
        name = "-" if file is sys.stdin.buffer else quote(file.name)
        raise RefusedAsProblem(refusal, name, new_identifier("request", system_clock())) from refusal
    if explain is None:
        show(answer)
    else:
        click.echo("\n".join(explained(answer, explain)))


def explained(answer: dict[str, Any], language: str) -> Iterator[str]:
    """Tell the reasons of an estimate in words."""
    for assessment in answer["assessments"]:
        yield f"{assessment['schedule']}@{assessment['version']} ({assessment['status']}, {assessment['evidence']})"
        yield render_trace(assessment["trace"], assessment["currency"], language)
    for left_out in answer.get("left_out", ()):
        yield f"{left_out['schedule']}: {left_out['reason']}"
