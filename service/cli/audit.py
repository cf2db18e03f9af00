"""`hashlevy audit`: the audit log, in its order."""

from __future__ import annotations

from typing import Any

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.output import every, json_option, show_list
from service.usecases.read import list_events
from service.usecases.requests import Page


@click.group("audit", cls=Branch)
def command() -> None:
    """The audit log, in its order."""


@command.command("list", examples=["hashlevy audit list --after 41 --json"])
@click.option("--after", type=click.IntRange(min=-1), default=-1, show_default=True, help="The position to go on from.")
@json_option
def list_(after: int, *, as_json: bool) -> None:
    """List the events that have a position, from the one after --after on."""

    def read_page(page: Page) -> dict[str, Any]:
        return list_events(service, ADMINISTRATOR, page if page.after is not None else Page(str(after), page.limit))

    with local_service() as service:
        show_list(every(read_page), ("position", "occurred_at", "type", "id", "sha256"), as_json=as_json)
