"""`hashlevy groups`: form controlled groups, and say who belongs to them from when to when."""

from __future__ import annotations

from datetime import datetime

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.options import known_at_option
from service.cli.output import acknowledge, every, json_option, show, show_list
from service.http.schemas.groups import END, MEMBER, NEW_GROUP
from service.usecases.group_views import list_groups, read_group
from service.usecases.groups import add_member, end_membership, form_group


@click.group("groups", cls=Branch)
def command() -> None:
    """Form controlled groups that count as one taxpayer, and say who belongs to them."""


@command.command(
    "form",
    examples=[
        "hashlevy groups form --name Hudson --schedule us_ny.pow_excise --since 2025-01-01 --representative opr_...",
    ],
)
@click.option("--name", required=True)
@click.option("--schedule", required=True, help="The schedule whose law counts the group as one.")
@click.option("--representative", required=True, help="The member that files for all: opr_...")
@click.option("--member", "others", multiple=True, help="Another member: opr_... May be given again.")
@click.option("--since", required=True, help="First day on which all of them belong.")
def form(name: str, schedule: str, representative: str, others: tuple[str, ...], since: str) -> None:
    """Form a group; who joins on another day is added afterwards."""
    members = [{"operator": operator, "since": since} for operator in (representative, *others)]
    document = {"name": name, "schedule": schedule, "representative": representative, "members": members}
    request = NEW_GROUP.read(document)
    with local_service() as service:
        acknowledge(form_group(service, write("groups form", document), request))


@command.command("list", examples=["hashlevy groups list --json"])
@known_at_option
@json_option
def list_(known_at: datetime | None, *, as_json: bool) -> None:
    """List groups, in the order in which they were formed."""
    with local_service() as service:
        items = every(lambda page: list_groups(service, ADMINISTRATOR, page), known_at)
        show_list(items, ("id", "name", "schedule", "representative"), as_json=as_json)


@command.command("show", examples=["hashlevy groups show grp_..."])
@click.argument("group")
@known_at_option
def show_(group: str, known_at: datetime | None) -> None:
    """Show a group with its members."""
    with local_service() as service:
        show(read_group(service, ADMINISTRATOR, group, known_at))


@command.command("add", examples=["hashlevy groups add grp_... --operator opr_... --since 2026-07-01"])
@click.argument("group")
@click.option("--operator", required=True, help="Who belongs: opr_...")
@click.option("--since", required=True, help="First day on which it belongs.")
@click.option("--until", help="First day on which it does not any more; without it, none is known.")
def add(group: str, **members: str | None) -> None:
    """Record that an operator belongs to a group."""
    member = MEMBER.read(members)
    with local_service() as service:
        acknowledge(add_member(service, write("groups add", {"group": group, **members}), group, member))


@command.command("end", examples=["hashlevy groups end grp_... --operator opr_... --until 2026-10-01"])
@click.argument("group")
@click.option("--operator", required=True, help="Who leaves: opr_...")
@click.option("--until", required=True, help="First day on which it does not belong any more.")
def end(group: str, operator: str, until: str) -> None:
    """Record from when on an operator does not belong to a group any more."""
    day = END.read({"until": until})
    document = {"group": group, "operator": operator, "until": until}
    with local_service() as service:
        acknowledge(end_membership(service, write("groups end", document), group, operator, day))
