"""
Form controlled groups and say who belongs to them from when to when; assessments made before stay as they are.

An operator belongs to at most one group of a schedule on any day. That is judged behind the lock of the operator, and
what is recorded has the time behind it: whoever assesses a group either knows it, or came first and is marked.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import canonical, sha256
from service.domain.errors import Conflict, Fault, Forbidden, Nonsense
from service.domain.identifiers import new_identifier
from service.domain.periods import Period
from service.store.rows import GroupRow, MembershipRow
from service.usecases.access import missing, require, sees_by_name, visible_operator
from service.usecases.group_views import visible_group
from service.usecases.perform import perform_on
from service.usecases.representations import group_json
from service.usecases.requests import Answer, NewMember
from service.usecases.subjects import in_force, latest_memberships
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.store.reading import Admission
    from service.store.rows import IdempotencyRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command, NewGroup
    from service.usecases.service import Service


class _Held(NamedTuple):
    """A group behind its locks, and what `perform_on` asks of a write."""

    group: GroupRow
    answer: IdempotencyRow | None
    revoked: bool


def form_group(service: Service, command: Command, request: NewGroup) -> Answer:
    """
    Form a group; answers 201 with the group.

    Raises:
        NotFound: there is no such schedule, or one of the operators is none that the key sees.
        Nonsense: `not-for-groups`, the schedule looks at each operator by itself.
        Conflict: `already-in-group`, on some day a member belongs to another group of the schedule.
    """
    require(command.principal, "groups:write")
    if service.library.schedule(request.schedule).subject != "group":
        raise _not_for_groups(request.schedule)

    def read(work: UnitOfWork) -> Admission:
        for member in request.members:
            visible_operator(work, command.principal, member.operator)
        work.lock_operators(member.operator for member in request.members)
        return work.admission(command.principal.key, command.idempotency_key)

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        row = GroupRow(new_identifier("group", now), request.name, request.schedule, request.representative, now)
        for position, member in enumerate(request.members):
            _refuse_second_group(work, row, member, f"/members/{position}/operator")
        members = [MembershipRow(row.id, *member, now) for member in request.members]
        body = canonical(group_json(row, members, withheld=False))
        teller = Teller.of(work, now, command)
        work.add(row)
        teller.tell(Happening("group.formed", row.representative, result_sha256=sha256(body)))
        for each in members:
            _record(work, teller, row, each)
        return Answer(201, body, location=f"/v1/groups/{row.id}")

    return perform_on(service, command, read, effect)


def add_member(service: Service, command: Command, group_id: str, member: NewMember) -> Answer:
    """
    Record that an operator belongs to a group; answers 201 with the group.

    Raises:
        NotFound: there is no such group or operator that the key sees.
        Forbidden: `group-not-wholly-yours`, the key does not see all members.
        Conflict: `already-in-group`, on some day the operator belongs to a group of the schedule, this one included.
    """
    require(command.principal, "groups:write")

    def read(work: UnitOfWork) -> _Held:
        return _changeable(work, service, command, (group_id, member.operator))

    def effect(work: UnitOfWork, now: datetime, held: _Held) -> Answer:
        visible_operator(work, command.principal, member.operator)
        _refuse_second_group(work, held.group, member, "/operator")
        return _recorded(work, command, held.group, MembershipRow(held.group.id, *member, now))

    return perform_on(service, command, read, effect)


def end_membership(service: Service, command: Command, group_id: str, operator: str, until: date) -> Answer:
    """
    Record that *until* is the first day on which a member does not belong any more; answers 201 with the group.

    It is the latest membership of the operator that ends; one that ends on its first day never was.

    Raises:
        NotFound: there is no such group that the key sees, or the operator is no member of it.
        Forbidden: `group-not-wholly-yours`, the key does not see all members.
        Nonsense: `membership-not-begun`, it begins after *until*.
        Conflict: `already-in-group`, it would reach into the next membership.
    """
    require(command.principal, "groups:write")

    def read(work: UnitOfWork) -> _Held:
        return _changeable(work, service, command, (group_id, operator))

    def effect(work: UnitOfWork, now: datetime, held: _Held) -> Answer:
        own = [row for row in latest_memberships(work.memberships(held.group.id)) if row.operator == operator]
        if not own:
            raise missing("member", operator)
        member = NewMember(operator, own[-1].since, until)
        _refuse_reversed(member.since, until)
        _refuse_second_group(work, held.group, member, "/until")
        return _recorded(work, command, held.group, MembershipRow(held.group.id, *member, now))

    return perform_on(service, command, read, effect)


def _refuse_reversed(since: date, until: date) -> None:
    if until < since:
        message = f"expected {since.isoformat()}, the day on which the membership begins, or a later one"
        detail = "A membership does not end before it begins."
        raise Nonsense("membership-not-begun", detail, faults=[Fault("/until", "membership-not-begun", message)])


def _refuse_second_group(work: UnitOfWork, group: GroupRow, member: NewMember, at: str) -> None:
    """Refuse days on which the operator belongs to a group of the schedule; the membership itself may change."""
    days = Period(member.since, member.until or date.max)
    for held in in_force(work.memberships_beside(member.operator)):
        is_itself = (held.group, held.days.start) == (group.id, member.since)
        same_law = (held.operator, held.schedule) == (member.operator, group.schedule)
        if same_law and not is_itself and held.days.overlap(days):
            first, last = max(held.days.start, days.start), min(held.days.end, days.end)
            message = f"expected days on which {member.operator} belongs to no group of {group.schedule}"
            raise Conflict(
                "already-in-group",
                f"{member.operator} belongs to {held.group} from {first} on, up to {_or_for_good(last)}.",
                faults=[Fault(at, "already-in-group", message)],
                extra={"links": {"group": f"/v1/groups/{held.group}"}},
            )


def _or_for_good(day: date) -> str:
    return "no day that is known" if day == date.max else day.isoformat()


def _not_for_groups(schedule: str) -> Nonsense:
    detail = f"{schedule} looks at each operator or farm by itself: its law knows no group that counts as one taxpayer."
    return Nonsense("not-for-groups", detail, faults=[Fault("/schedule", "not-for-groups", "expected one for groups")])


def _changeable(work: UnitOfWork, service: Service, command: Command, named: tuple[str, str]) -> _Held:
    """
    Return the group that is *named* with an operator, behind the locks of that one and of its representative.

    Who changes a group changes the tax of all its members, so they must all be the sender's; and whoever touches one
    group meets at its representative.
    """
    group_id, operator = named
    view = visible_group(work, service.library, command.principal, group_id)
    concerned = (view.row.representative, *(row.operator for row in view.all_members))
    if not all(sees_by_name(command.principal, each) for each in concerned):
        detail = "This key does not see all members of the group. Who changes it must stand for all of them."
        raise Forbidden("group-not-wholly-yours", detail)
    work.lock_operators([view.row.representative, operator])
    admission = work.admission(command.principal.key, command.idempotency_key)
    return _Held(view.row, admission.answer, admission.revoked)


def _recorded(work: UnitOfWork, command: Command, group: GroupRow, row: MembershipRow) -> Answer:
    rows = [*work.memberships(group.id), row]
    body = canonical(group_json(group, latest_memberships(rows), withheld=False))
    _record(work, Teller.of(work, row.recorded_at, command), group, row)
    return Answer(201, body, location=f"/v1/groups/{group.id}")


def _record(work: UnitOfWork, teller: Teller, group: GroupRow, row: MembershipRow) -> None:
    """Keep a membership, mark what rests on the days that it changes, and tell it to the operator that it concerns."""
    known = latest_memberships(work.memberships(group.id))
    ends = [each.until or date.max for each in known if (each.operator, each.since) == (row.operator, row.since)]
    ends.append(row.until or date.max)
    # Where it was known with another end, it changes the days between the two; else all of its own.
    changed = Period(min(ends), max(ends)) if len(ends) > 1 else Period(row.since, ends[0])
    work.add(row)
    work.marking(row.recorded_at).membership(row.operator, group.id, group.schedule, changed)
    said = [row.controlled_group, row.operator, row.since.isoformat(), None if row.until is None else str(row.until)]
    teller.tell(Happening("group.membership_recorded", row.operator, result_sha256=sha256(canonical(said))))
