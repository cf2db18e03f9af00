"""`hashlevy assessments`: what reports came to, why, and whether it can be computed again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.options import known_at_option, language_option
from service.cli.output import acknowledge, every, json_option, show, show_list
from service.kernel.rendering import render_trace
from service.usecases.read import list_assessments, read_assessment, read_trace
from service.usecases.reassess import read_differences, reassess
from service.usecases.replay import replay


@click.group("assessments", cls=Branch)
def command() -> None:
    """What reports came to, why, and whether it can be computed again."""


@command.command(
    "list",
    examples=[
        "hashlevy assessments list --report rep_...",
        "hashlevy assessments list --known-at 2026-11-02T09:00:00Z",
    ],
)
@click.option("--report", help="Only those of this report.")
@known_at_option
@json_option
def list_(report: str | None, known_at: datetime | None, *, as_json: bool) -> None:
    """List assessments, oldest first."""
    with local_service() as service:
        items = map(_row, every(lambda page: list_assessments(service, ADMINISTRATOR, page, report), known_at))
        columns = ("id", "schedule", "version", "period", "total", "difference", "findings", "superseded_by")
        show_list(items, columns, as_json=as_json)


@command.command("show", examples=["hashlevy assessments show asm_..."])
@click.argument("assessment")
@known_at_option
def show_(assessment: str, known_at: datetime | None) -> None:
    """Show ASSESSMENT whole, as JSON."""
    with local_service() as service:
        show(read_assessment(service, ADMINISTRATOR, assessment, known_at))


@command.command("trace", examples=["hashlevy assessments trace asm_... --language ru"])
@click.argument("assessment")
@language_option
@known_at_option
def trace(assessment: str, language: str, known_at: datetime | None) -> None:
    """Say how ASSESSMENT was computed, step by step, in words."""
    with local_service() as service:
        document: dict[str, Any] = read_trace(service, ADMINISTRATOR, assessment, known_at)
    click.echo(render_trace(document["trace"], document["currency"], language))


@command.command("reassess", examples=["hashlevy assessments reassess asm_..."])
@click.argument("assessment")
def reassess_(assessment: str) -> None:
    """Make ASSESSMENT again by what is known now, and show what changed, and why."""
    with local_service() as service:
        acknowledge(reassess(service, write("assessments reassess", assessment), assessment))


@command.command("differences", examples=["hashlevy assessments differences asm_..."])
@click.argument("assessment")
@json_option
def differences_(assessment: str, *, as_json: bool) -> None:
    """Show what the reassessment that made ASSESSMENT changed, by cause, days and line."""
    with local_service() as service:
        document: dict[str, Any] = read_differences(service, ADMINISTRATOR, assessment)
    columns = ("cause", "period", "line", "before", "after", "difference")
    show_list(document["differences"], columns, as_json=as_json)


@command.command("replay", examples=["hashlevy assessments replay asm_..."])
@click.argument("assessment")
@click.pass_context
def replay_(context: click.Context, assessment: str) -> None:
    """Compute ASSESSMENT again from what is stored, and compare byte for byte; exit code 1 where it differs."""
    with local_service() as service:
        answer = replay(service, ADMINISTRATOR, assessment)
    show(answer)
    context.exit(0 if answer["identical"] else 1)


def _row(assessment: dict[str, Any]) -> dict[str, Any]:
    """Name findings by their codes, as a table shows them."""
    return assessment | {"findings": list(dict.fromkeys(finding["code"] for finding in assessment["findings"]))}
