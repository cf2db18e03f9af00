"""`hashlevy audit witness`: cosign the checkpoints of logs, for an authority, an association, or anybody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from service.cli.commands import Leaf
from service.clock import system_clock
from service.serving.listening import CannotListen, listen
from service.witness.application import Application
from service.witness.beginning import Begun, CannotWitness, Files, begin, read_logs

_FILE = click.Path(dir_okay=False, path_type=Path)


class AddressType(click.ParamType[tuple[str, int]]):
    """A host and a port."""

    name = "host:port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Read it."""
        host, colon, port = str(value).rpartition(":")
        if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 0xFFFF:  # noqa: PLR2004
            self.fail(f"found {value!r}, expected an address such as 127.0.0.1:8800 or [::1]:8800", param, ctx)
        return host.removeprefix("[").removesuffix("]"), int(port)


@click.command(
    "witness",
    cls=Leaf,
    examples=[
        "hashlevy audit witness --state witness.db --key witness.key --name ministry.example/w1 --trust trust.txt"
    ],
)
@click.option(
    "--state", type=_FILE, required=True, help="What was cosigned; made at the first start. Never restore it."
)
@click.option("--key", type=_FILE, required=True, help="The private key (Ed25519); made at the first start.")
@click.option("--ml-dsa-key", type=_FILE, help="A second one (ML-DSA-44), to sign with both; made if it is missing.")
@click.option(
    "--name", help="What a new key is called: your own address without https://, such as ministry.example/w1."
)
@click.option(
    "--trust", required=True, multiple=True, help="A log to know: its key, or a trust file with its key. Repeatable."
)
@click.option("--listen", "address", type=AddressType(), default="127.0.0.1:8800", show_default=True, help="Where.")
def command(trust: Sequence[str], address: tuple[str, int], name: str | None, **files: Path) -> None:
    """
    Witness logs: cosign each checkpoint that continues the one before, until Ctrl-C (C2SP tlog-witness).

    It sees sizes, hashes and signatures, no tax data, and needs no database but its own file. It makes its key when it
    is first started, and shows the line by which others trust it.
    """
    from service.serving.witnessing import serve_witness  # noqa: PLC0415 - no other command of this branch needs a server

    try:
        begun = begin(Files(**files), name, [log for text in trust for log in read_logs(text)], system_clock)
        with listen(*address) as listening:
            click.echo(_welcome(begun, listening.getsockname()))
            serve_witness(Application(begun.witness), listening)
    except (CannotWitness, CannotListen) as error:
        raise click.ClickException(str(error)) from error


def _welcome(begun: Begun, address: Sequence[object]) -> str:
    host, port = address[:2]
    place = f"http://[{host}]:{port}/" if ":" in str(host) else f"http://{host}:{port}/"
    lines = "\n".join(f"  witness {_label(number)} {key.write()} {place}" for number, key in enumerate(begun.keys))
    logs = "\n".join(f"  {log.write()}" for log in begun.logs)
    return f"""
The witness {begun.keys[0].name} answers at {place}  (stop it with Ctrl-C)

It cosigns checkpoints of these logs:
{logs}

Lines for the trust files of those who believe it, and of the logs:
{lines}
"""


def _label(number: int) -> str:
    return "w1" if number == 0 else "w1-ml-dsa"
