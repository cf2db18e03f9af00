"""`hashlevy audit export` and `heads`: the log for others to keep and check, and to be complete when they do."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.commands import Leaf
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.log_folder import InUse, LogFolder
from service.cli.log_keys import own_trust
from service.usecases.export_log import AnotherLog, export_log
from service.usecases.log_events import tell_heads

TRUST = "trust"


@click.command("export", cls=Leaf, examples=["hashlevy audit export /srv/www/log"])
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """
    Write the audit log into a folder: its checkpoint, tiles and entries (C2SP tlog-tiles), and a trust file.

    Any server of static files can serve the folder, and `hashlevy-verify fsck` takes it as it is. Run again, this
    writes what was appended since; ended in the middle, it goes on from there. The folder names nobody.
    """
    kept = LogFolder(folder)
    try:
        with kept.alone(), local_service() as service:
            done = export_log(service, kept)
            kept.write(TRUST, own_trust().encode())
    except (AnotherLog, InUse) as error:
        raise click.ClickException(f"The log is not exported to {folder}: {error}.") from error
    click.echo(f"{folder} holds the log of {done.size} leaves; {done.written} files were written.")


@click.command("heads", cls=Leaf, examples=["hashlevy audit heads"])
def heads() -> None:
    """
    Commit to the last event of every operator now; the worker does it once a day.

    What an operator is shown as its stream is proven to be all of its events up to the last such commitment.
    """
    with local_service() as service:
        told = tell_heads(service.store, service.clock(), ADMINISTRATOR.key)
    if told is None:
        raise click.ClickException("The audit log has no leaf as yet; the worker appends the first ones.")
    click.echo(f"{told.event} commits to the heads of {told.streams} streams in a log of {told.size} leaves.")
