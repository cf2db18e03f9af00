"""`hashlevy serve`: everything from an empty machine to the first answer."""

from __future__ import annotations

from dataclasses import replace

import click

from service.cli.commands import Leaf
from service.cli.settings import settings
from service.serving.listening import CannotListen
from service.serving.serve import serve


@click.command("serve", cls=Leaf, examples=["hashlevy serve", "hashlevy serve --port 8001 --workers 4"])
@click.option("--host", help="Where to listen; HOST or 127.0.0.1, unless named.")
@click.option("--port", type=click.IntRange(0, 65535), help="PORT or 8000, unless named; 0 takes any that is free.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; HASHLEVY_WORKERS or 2, unless named.")
@click.option("--threads", type=click.IntRange(1, 256), help="Threads in each; HASHLEVY_THREADS or 8, unless named.")
def command(**options: str | int | None) -> None:
    """Set everything up, serve, and tell the address, the first key and what to try; Ctrl-C stops."""
    named = {name: value for name, value in options.items() if value is not None}
    try:
        asked_to_stop = serve(replace(settings(), **named), click.echo)  # type: ignore[arg-type] # click checked them
    except CannotListen as refusal:
        raise click.ClickException(str(refusal)) from None
    if not asked_to_stop:
        raise SystemExit(1)
