"""`hashlevy db`: bring the database's tables to the version of this service, or back."""

from __future__ import annotations

import click

from service.cli.commands import Branch
from service.cli.local import prepare
from service.cli.settings import settings
from service.store import migrations
from service.store.role_making import RolesNotMadeError


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
        config = settings()
        migrations.upgrade(config.database_url, revision, config.keys)
    click.echo(f"at {migrations.current(settings().database_url)}")


@command.command("downgrade", examples=["hashlevy db downgrade base --yes"])
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the database back to REVISION (`base` is empty). What only later revisions hold is lost."""
    if not yes:
        click.confirm("This loses what later revisions hold. Go on?", abort=True, err=True)
    config = settings()
    migrations.downgrade(config.database_url, revision, config.keys)
    click.echo(f"at {migrations.current(settings().database_url) or 'base'}")


@command.command("current", examples=["hashlevy db current"])
def current() -> None:
    """Say which revision the database is at."""
    click.echo(migrations.current(settings().database_url) or "base")


@command.command("roles", examples=["hashlevy db roles", "hashlevy db roles --sql"])
@click.option("--sql", is_flag=True, help="Only print what is left to do, for one who may do it.")
def roles(*, sql: bool) -> None:
    """
    Make the roles that work on a PostgreSQL database, where they lack, and give each the rights that it needs.

    Every upgrade does it too. It needs a user who may create roles, and to whom the tables belong.
    """
    url = settings().database_url
    if sql:
        click.echo(migrations.roles_script(url), nl=False)
        return
    try:
        migrations.make_roles(url)
    except RolesNotMadeError as error:
        raise click.ClickException(str(error)) from error
    click.echo("every role has its rights")


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
