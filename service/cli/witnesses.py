"""`hashlevy audit witnesses`: who witnesses the log of this service, and how far each has come."""

from __future__ import annotations

import click

from service.cli.commands import Leaf
from service.cli.local import local_service
from service.cli.output import json_option, show, show_list
from service.usecases.read_witnesses import read_witnesses

_COLUMNS = ("witness", "size", "age_seconds", "url")


@click.command("witnesses", cls=Leaf, examples=["hashlevy audit witnesses", "hashlevy audit witnesses --json"])
@json_option
def command(*, as_json: bool) -> None:
    """
    Show what each witness of HASHLEVY_WITNESSES cosigned last, how long ago, and whether the quorum is met.

    The size is that of the tree: how many leaves it has.
    """
    with local_service() as service:
        document = read_witnesses(service)
    if as_json:
        show(document)
        return
    show_list(document["witnesses"], _COLUMNS, as_json=False)
    click.echo(_told(document["quorum"], document["checkpoint"]))


def _told(quorum: str | None, checkpoint: dict[str, object] | None) -> str:
    if quorum is None:
        return "Nobody witnesses this log: HASHLEVY_WITNESSES names no trust file."
    if checkpoint is None:
        return "No checkpoint is signed as yet."
    said = {None: "no quorum is asked for", True: "the quorum is met", False: "the quorum is not met"}
    met = checkpoint["witnessed"]
    return f"Checkpoint of {checkpoint['size']} leaves: {said[met if isinstance(met, bool) else None]} ({quorum})."
