"""`hashlevy audit stamps`: the checkpoints of the log that an authority for time has stamped."""

from __future__ import annotations

import click

from service.cli.commands import Leaf
from service.cli.local import local_service
from service.cli.output import every, json_option, show_list
from service.usecases.read_stamps import list_stamps


@click.command("stamps", cls=Leaf, examples=["hashlevy audit stamps", "hashlevy audit stamps --json"])
@json_option
def command(*, as_json: bool) -> None:
    """
    List the stamped checkpoints: all leaves below the size of one were there at its time, says the authority.

    HASHLEVY_STAMP_AUTHORITY names who stamps (RFC 3161); `hashlevy audit export` writes stamps as files for openssl.
    """
    with local_service() as service:
        stamps = list(every(lambda page: list_stamps(service, page)))
    show_list(stamps, ("size", "stamped_at", "authority"), as_json=as_json)
