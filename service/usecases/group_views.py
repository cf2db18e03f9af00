"""
Who sees which controlled group, and how much of it: tax secrecy holds between its members too.

The member that files for all sees the group, its members and its assessments. Another member sees that it belongs, and
on which days; neither who else does nor what all of them come to. An authority sees the groups of its own law.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.identifiers import is_identifier
from service.domain.principals import Role
from service.domain.regions import lies_in
from service.usecases.access import missing, require, sees_by_name, visible_operators
from service.usecases.known_at import reading_at
from service.usecases.read import cut_page
from service.usecases.representations import group_json
from service.usecases.subjects import latest_memberships

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.law.library import Library
    from service.store.reading import Reading
    from service.store.rows import GroupRow, MembershipRow
    from service.usecases.requests import Page
    from service.usecases.service import Service


class GroupView(NamedTuple):
    """A group, its memberships in force, and those of them that may be shown."""

    row: GroupRow
    all_members: tuple[MembershipRow, ...]
    shown: tuple[MembershipRow, ...]

    def as_json(self) -> dict[str, Json]:
        """Represent what may be shown."""
        return group_json(self.row, self.shown, withheld=self.shown != self.all_members)


def read_group(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read a group with as many of its members as *principal* may know."""
    require(principal, "groups:read")
    with reading_at(service, known_at) as reading:
        return visible_group(reading, service.library, principal, identifier).as_json()


def list_groups(service: Service, principal: Principal, page: Page) -> dict[str, Json]:
    """List the groups that *principal* sees, in the order in which they were formed."""
    require(principal, "groups:read")
    schedules = _schedules_of(service.library, principal)
    with reading_at(service, page.known_at) as reading:
        rows = reading.groups(visible_operators(principal), schedules, after=page.after, limit=page.limit + 1)
        views = [_view(reading, principal, row) for row in rows]
    return cut_page([view.as_json() for view in views], page)


def visible_group(reading: Reading, library: Library, principal: Principal, identifier: str) -> GroupView:
    """Return the group, or raise `NotFound` when there is none that *principal* may see."""
    row = reading.group(identifier) if is_identifier(identifier, "group") else None
    schedules = _schedules_of(library, principal)
    if row is not None and _of_its_world(reading, principal, row) and (schedules is None or row.schedule in schedules):
        view = _view(reading, principal, row)
        # Who once belonged may know it for good, even where it was found out later that this never was.
        if principal.role in (Role.ADMINISTRATOR, Role.AUTHORITY) or view.shown or _belonged(reading, principal, row):
            return view
    raise missing("group", identifier)


def sees_all(principal: Principal, representative: str) -> bool:
    """Tell whether *principal* may know of all members of a group, and what they come to together."""
    return principal.role is Role.AUTHORITY or sees_by_name(principal, representative)


def _view(reading: Reading, principal: Principal, row: GroupRow) -> GroupView:
    members = tuple(latest_memberships(reading.memberships(row.id)))
    whole = sees_all(principal, row.representative)
    return GroupView(row, members, tuple(each for each in members if whole or sees_by_name(principal, each.operator)))


def _of_its_world(reading: Reading, principal: Principal, row: GroupRow) -> bool:
    """Tell whether a group is of the world of *principal*: its members all are of one, so one of them tells."""
    representative = reading.operator(row.representative)
    return representative is not None and representative.sandbox == principal.sandbox


def _belonged(reading: Reading, principal: Principal, row: GroupRow) -> bool:
    return any(sees_by_name(principal, each.operator) for each in reading.memberships(row.id))


def _schedules_of(library: Library, principal: Principal) -> frozenset[str] | None:
    """Return the schedules whose groups an authority sees: those of its jurisdiction; none: not limited to any."""
    if principal.role is not Role.AUTHORITY:
        return None
    jurisdiction = principal.jurisdiction or ""
    return frozenset(each.schedule for each in library.schedules() if lies_in(each.jurisdiction, jurisdiction))
