"""`hashlevy health`: whether the service on this machine is ready to answer; what container health checks run."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from typing import Final

import click

from service.cli.commands import Leaf
from service.cli.settings import settings

_TIMEOUT_SECONDS: Final = 5
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 -- where it listens, asked here


@click.command("health", cls=Leaf, examples=["hashlevy health", "hashlevy health --port 8001"])
@click.option("--port", type=click.IntRange(1, 65535), help="Where the service listens; PORT or 8000, unless named.")
@click.pass_context
def command(context: click.Context, port: int | None) -> None:
    """Ask the service on this machine whether it is ready (GET /readyz); exit code 1 where it is not."""
    config = settings()
    host = _EVERYWHERE.get(config.host, config.host)
    connection = HTTPConnection(host, port or config.port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        click.echo(f"not ready: nothing answers at {host}:{port or config.port} ({error})", err=True)
        context.exit(1)
    finally:
        connection.close()
    if status != 200:  # noqa: PLR2004 -- OK
        click.echo(f"not ready: /readyz answers {status}", err=True)
        context.exit(1)
    click.echo("ready")
