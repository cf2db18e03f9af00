"""`hashlevy db`: bring the database's tables to the version of this service, or back."""

from __future__ import annotations

import click

from service.cli.commands import Branch
from service.cli.local import prepare
from service.cli.settings import settings
from service.store import migrations


@click.group("db", cls=Branch)
def command() -> None:
    """Bring the database's tables to the version of this service, or back."""


@command.command("upgrade", examples=["hashlevy db upgrade"])
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Upgrade the database to REVISION; to the newest, unless named, and then record the shipped law in it too."""
    if revision == "head":
        prepare()
    else:
        migrations.upgrade(settings().database_url, revision)
    click.echo(f"at {migrations.current(settings().database_url)}")


@command.command("downgrade", examples=["hashlevy db downgrade base --yes"])
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the database back to REVISION (`base` is empty). What only later revisions hold is lost."""
    if not yes:
        click.confirm("This loses what later revisions hold. Go on?", abort=True, err=True)
    migrations.downgrade(settings().database_url, revision)
    click.echo(f"at {migrations.current(settings().database_url) or 'base'}")


@command.command("current", examples=["hashlevy db current"])
def current() -> None:
    """Say which revision the database is at."""
    click.echo(migrations.current(settings().database_url) or "base")


@command.command("check", examples=["hashlevy db check"])
@click.pass_context
def check(context: click.Context) -> None:
    """Say whether the database has the tables that this service declares; exit code 1 where it has not."""
    url = settings().database_url
    found, needed = migrations.current(url), migrations.head()
    if found != needed:
        click.echo(f"the database is at {found or 'base'}, this service needs {needed}: hashlevy db upgrade", err=True)
        context.exit(1)
    difference = migrations.difference(url)
    if difference is not None:
        click.echo(difference, err=True)
        context.exit(1)
    click.echo(f"at {found}, as declared")
