"""`hashlevy serve`: everything from an empty machine to the first answer."""

from __future__ import annotations

from dataclasses import replace

import click

from service import logs
from service.cli.commands import Leaf
from service.cli.refusing import Unsafe
from service.cli.settings import settings
from service.serving.listening import CannotListen
from service.serving.serve import serve
from service.usecases.node import NotDurable


@click.command("serve", cls=Leaf, examples=["hashlevy serve", "hashlevy serve --host 0.0.0.0 --port 8001"])
@click.option("--host", help="Where to listen; HOST or 127.0.0.1, unless named.")
@click.option("--port", type=click.IntRange(0, 65535), help="PORT or 8000, unless named; 0 takes one that is free.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; HASHLEVY_WORKERS or 2, unless named.")
@click.option(
    "--threads", type=click.IntRange(1, 256), help="Threads in each process; HASHLEVY_THREADS or 8, unless named."
)
@click.pass_context
def command(
    context: click.Context, /, *, host: str | None, port: int | None, workers: int | None, threads: int | None
) -> None:
    """
    Serve over HTTP, until Ctrl-C.

    The database is migrated, the shipped law recorded in it, and where there is no key yet, the first administrator's
    is issued and shown. The worker runs beside the web server. Ctrl-C and SIGTERM let requests finish.

    With HASHLEVY_PROFILE=production it does not start where an acknowledged write could be lost (exit code 78).
    """
    config = settings()
    config = replace(
        config,
        host=host or config.host,
        port=config.port if port is None else port,
        workers=workers or config.workers,
        threads=threads or config.threads,
    )
    logs.configure(config.log_level)
    try:
        asked = serve(config, click.echo)
    except CannotListen as error:
        raise click.ClickException(str(error)) from error
    except NotDurable as error:
        raise Unsafe(error) from error
    context.exit(0 if asked else 1)
