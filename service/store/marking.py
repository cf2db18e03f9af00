"""
Marks of staleness: whatever is recorded later marks the assessments that rest on what it changes, in one statement.

A mark changes nothing of an assessment. It names what was recorded, and counts until another assessment supersedes this
one; so only those are marked that none supersedes yet.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, exists, insert, or_, select

from service.domain.periods import Period, day_before
from service.store.tables import assessment_quotes, assessment_staleness, assessments, memberships
from service.store.types import Day, Instant

if TYPE_CHECKING:
    from datetime import datetime

_successor: Final = assessments.alias("successor")
_marked: Final = assessment_staleness.alias("marked")
_reason: Final[ColumnElement[str]] = bindparam("reason", type_=Text())
_cause: Final[ColumnElement[str]] = bindparam("cause", type_=Text())
_at: Final = bindparam("at", type_=Instant())
_unmarked: Final = ~exists().where(
    _marked.c.assessment == assessments.c.id, _marked.c.reason == _reason, _marked.c.cause == _cause
)
_current: Final = (
    select(assessments.c.id, _reason.label("reason"), _cause.label("cause"), _at.label("at"))
    .where(~exists().where(_successor.c.supersedes == assessments.c.id), _unmarked)
    .where(
        assessments.c.period_start < bindparam("end", type_=Day()),
        assessments.c.period_end > bindparam("start", type_=Day()),
    )
)
_BY_LAW: Final = _current.where(
    # What was made with the knowledge of it rests on it already: law under an embargo is recorded before it is known.
    assessments.c.schedule == bindparam("schedule"),
    assessments.c.known_at < _at,
)
_belonged: Final = exists().where(
    memberships.c.controlled_group == assessments.c.subject, memberships.c.operator == bindparam("operator")
)
_BY_PLACE: Final = _current.where(or_(assessments.c.operator == bindparam("operator"), _belonged))
# Of the member by itself, and of its group.
_BY_MEMBERSHIP: Final = _current.where(
    assessments.c.schedule == bindparam("schedule"),
    or_(assessments.c.subject == bindparam("operator"), assessments.c.subject == _cause),
)
_rests_on_quote: Final = exists().where(
    assessment_quotes.c.assessment == assessments.c.id,
    assessment_quotes.c.kind == _reason,
    assessment_quotes.c.base == bindparam("base"),
    assessment_quotes.c.currency == bindparam("currency"),
    assessment_quotes.c.asked_on >= bindparam("first", type_=Day()),
    assessment_quotes.c.since <= bindparam("last", type_=Day()),
)
_BY_QUOTE: Final = (
    select(assessments.c.id, _reason.label("reason"), _cause.label("cause"), _at.label("at"))
    .where(~exists().where(_successor.c.supersedes == assessments.c.id), _unmarked)
    .where(_rests_on_quote)
)


class Marking:
    """Marks what is recorded at one instant; each method says how many assessments it marked."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        """Mark as of *at*."""
        self._connection = connection
        self._at = at

    def law(self, schedule: str, days: Period, version_sha256: str) -> int:
        """Mark the assessments of *schedule* that have one of *days*, because of a version recorded or withdrawn."""
        return self._mark(_BY_LAW, "law", version_sha256, {"schedule": schedule, **_between(days)})

    def quotes(self, kind: str, base: str, currency: str, days: Period) -> int:
        """Mark the assessments that asked for the price or rate (*kind*) of a day that a quote for *days* decides."""
        values = {"base": base, "currency": currency, "first": days.start, "last": day_before(days.end)}
        return self._mark(_BY_QUOTE, kind, f"{base}/{currency}", values)

    def place(self, operator: str, farm: str, since: date) -> int:
        """Mark those of *operator* and its groups that have a day from *since* on, because of a new place of *farm*."""
        return self._mark(_BY_PLACE, "place", farm, {"operator": operator, **_between(Period(since, date.max))})

    def membership(self, operator: str, group: str, schedule: str, days: Period) -> int:
        """Mark those of *operator* and *group* under *schedule* that have one of *days*, on which it joined or left."""
        values = {"operator": operator, "schedule": schedule, **_between(days)}
        return self._mark(_BY_MEMBERSHIP, "membership", group, values)

    def _mark(self, found: Select[Any], reason: str, cause: str, values: dict[str, object]) -> int:
        names = ["assessment", "reason", "cause", "recorded_at"]
        statement = insert(assessment_staleness).from_select(names, found)
        return self._connection.execute(
            statement, {"reason": reason, "cause": cause, "at": self._at, **values}
        ).rowcount


def _between(days: Period) -> dict[str, object]:
    return {"start": days.start, "end": days.end}
