"""`/v1/groups`: operators that count as one taxpayer, and who belongs to them from when to when."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.paging import KNOWN_PAGE, listed, page
from service.http.queries import takes
from service.http.schemas.groups import END, MEMBER, NEW_GROUP
from service.http.schemas.instants import KNOWN_AT, known_at
from service.usecases.group_views import list_groups, read_group
from service.usecases.groups import add_member, end_membership, form_group

GROUPS: Final = Blueprint("groups", __name__, url_prefix="/v1/groups")


@GROUPS.post("", endpoint="formGroup")
def form() -> Response:
    """Form a group."""
    asked, wanted = command(NEW_GROUP)
    return written(form_group(service(), asked, wanted))


@GROUPS.get("", endpoint="listGroups")
@takes(KNOWN_PAGE)
def list_all() -> Response:
    """List the groups that the key sees."""
    return listed(list_groups(service(), principal(), page()))


@GROUPS.get("/<group>", endpoint="readGroup")
@takes(KNOWN_AT)
def read(group: str) -> Response:
    """Read a group."""
    return json_answer(read_group(service(), principal(), group, known_at()))


@GROUPS.post("/<group>/members", endpoint="addMember")
def add(group: str) -> Response:
    """Record that an operator belongs to a group."""
    asked, member = command(MEMBER)
    return written(add_member(service(), asked, group, member))


@GROUPS.post("/<group>/members/<operator>/end", endpoint="endMembership")
def end(group: str, operator: str) -> Response:
    """Record from when on an operator does not belong to a group any more."""
    asked, until = command(END)
    return written(end_membership(service(), asked, group, operator, until))
