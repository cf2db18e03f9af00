"""The bodies of `POST /v1/groups` and of what is said of its members later."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from service.http.fields import Code, Day, Identifier, Part, Parts, Text
from service.http.limits import MAX_MEMBERS, MAX_NAME
from service.http.shape import Shape, wrong
from service.law.format.forms import SCHEDULE
from service.usecases.requests import NewGroup, NewMember


class MemberShape(Shape[NewMember]):
    """An operator that belongs to a group, and on which days."""

    operator = Identifier("operator", required=True)
    since = Day(required=True)
    until = Day(load_default=None)

    def made(self, members: dict[str, Any]) -> NewMember:
        """Make the membership."""
        member = NewMember(**members)
        if member.until is not None and member.until <= member.since:
            raise wrong(
                "empty-period", "expected a day after since: until is the first day not of it any more", "until"
            )
        return member


class NewGroupShape(Shape[NewGroup]):
    """Operators that count as one taxpayer."""

    name = Text(required=True, most=MAX_NAME)
    schedule = Code(SCHEDULE.pattern, required=True, expects='the name of a schedule, such as "us_ny.pow_excise"')
    representative = Identifier("operator", required=True)
    members = Parts(Part(MemberShape()), required=True, most=MAX_MEMBERS)

    def made(self, members: dict[str, Any]) -> NewGroup:
        """Make the group."""
        group = NewGroup(**members)
        belonging = [member.operator for member in group.members]
        if len(set(belonging)) < len(belonging):
            repeated = next(at for at, operator in enumerate(belonging) if operator in belonging[:at])
            raise wrong("given-twice", "expected every operator once; this one stands before", "members", repeated)
        if group.representative not in belonging:
            raise wrong("not-a-member", "expected one of the members, who files for all of them", "representative")
        return group


class EndShape(Shape[date]):
    """From when on an operator does not belong to a group any more."""

    until = Day(required=True)

    def made(self, members: dict[str, Any]) -> date:
        """Return the day."""
        until: date = members["until"]
        return until


NEW_GROUP: Final = NewGroupShape()
MEMBER: Final = MemberShape()
END: Final = EndShape()
