"""
Retention: rules on how long the law has records kept, recorded by authorities, and until when those of an operator are.

No term is built in. A rule has its act and article, and of one jurisdiction the rule that was recorded last counts.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Fault, Forbidden
from service.domain.identifiers import new_identifier
from service.domain.regions import lies_in
from service.domain.retention import Beginning, kept_until
from service.store.rows import RetentionRuleRow
from service.usecases.access import require, require_live
from service.usecases.law_drafts import has_jurisdiction
from service.usecases.perform import perform
from service.usecases.requests import Answer
from service.usecases.subjects import in_force
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

_A_DAY = timedelta(days=1)


class NewRetentionRule(NamedTuple):
    """A rule to be recorded: the jurisdiction, its term of years and from what it is counted, and where it says so."""

    jurisdiction: str
    years: int
    counted_from: Beginning
    act: str
    article: str
    url: str | None


class Retained(NamedTuple):
    """Until when records are kept, and by which rules; *until* is none where there are no records to be kept."""

    until: date | None
    rules: tuple[RetentionRuleRow, ...]


def record_retention_rule(service: Service, command: Command, rule: NewRetentionRule) -> Answer:
    """
    Record how long a law has records kept; answers 201 with the rule.

    Raises:
        Forbidden: `foreign-jurisdiction`, the law is another jurisdiction's than that of the authority.
    """
    require(command.principal, "law:publish")
    require_live(command.principal)
    if not has_jurisdiction(command.principal, rule.jurisdiction):
        detail = f"This key may not do that: the law of {rule.jurisdiction} is not that of its jurisdiction."
        raise Forbidden("foreign-jurisdiction", detail)

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        row = RetentionRuleRow(
            new_identifier("retention_rule", now),
            *rule._replace(counted_from=Beginning(rule.counted_from)),
            recorded_by=command.principal.key,
            recorded_at=now,
        )
        work.add(row)
        body = canonical(rule_json(row))
        Teller.of(work, now, command).tell(Happening("retention_rule.recorded", result_sha256=sha256(body)))
        return Answer(201, body)

    return perform(service, command, effect)


def list_retention_rules(service: Service, principal: Principal) -> dict[str, Json]:
    """List all rules that were ever recorded, in that order: law is the same for everybody."""
    require(principal, "operators:read")
    with service.store.reading() as reading:
        return {"items": [rule_json(row) for row in reading.retention_rules()], "next_cursor": None}


def retained(reading: Reading, operator: str) -> Retained:
    """
    Return until when the law wants the records of *operator* kept.

    Raises:
        Conflict: `retention-not-known`, for a place of the operator no rule is recorded; `retention-runs`, it is still
            a member of a group.
    """
    places = reading.places_of_operator(operator)
    rules = _in_force(reading.retention_rules())
    if lacking := sorted(place for place in places if not any(lies_in(place, rule.jurisdiction) for rule in rules)):
        raise _not_known(lacking)
    last_day = _last_day(reading, operator)
    concerned = tuple(rule for rule in rules if any(lies_in(place, rule.jurisdiction) for place in places))
    if last_day is None or not concerned:
        return Retained(None, concerned)
    ends = (kept_until(last_day, rule.years, Beginning(rule.counted_from)) for rule in concerned)
    return Retained(max(ends), concerned)


def refuse_retained(kept: Retained, today: date) -> None:
    """
    Refuse while the law wants records kept.

    Raises:
        Conflict: `retention-runs`, with the day on which it ends.
    """
    if kept.until is not None and today < kept.until:
        named = "; ".join(f"{rule.act}, {rule.article} ({rule.years} years)" for rule in kept.rules)
        raise Conflict(
            "retention-runs",
            f"The law wants these records kept until {kept.until.isoformat()}: {named}. Ask again once that day has "
            "begun everywhere.",
            extra={"retained_until": kept.until.isoformat()},
        )


def rule_json(row: RetentionRuleRow) -> dict[str, Json]:
    """Represent a rule."""
    return {
        "object": "retention_rule",
        "id": row.id,
        "jurisdiction": row.jurisdiction,
        "years": row.years,
        "counted_from": row.counted_from,
        "act": row.act,
        "article": row.article,
        "url": row.url,
        "recorded_at": instant_text(row.recorded_at),
    }


def _in_force(rows: Iterable[RetentionRuleRow]) -> tuple[RetentionRuleRow, ...]:
    return tuple({row.jurisdiction: row for row in rows}.values())


def _last_day(reading: Reading, operator: str) -> date | None:
    """Return the last day that a record of *operator* is about, or on which one was made."""
    after, made = reading.record_days(operator)
    days = [made, None if after is None else after - _A_DAY]
    for membership in in_force(reading.memberships_beside(operator)):
        if membership.operator == operator and membership.days.end == date.max:
            detail = f"The operator belongs to the group {membership.group}. End its membership first."
            raise Conflict("retention-runs", detail, extra={"retained_until": None})
        if membership.operator == operator:
            days.append(membership.days.end - _A_DAY)
    return max((day for day in days if day is not None), default=None)


def _not_known(lacking: list[str]) -> Conflict:
    faults = [
        Fault("", "retention-not-known", f"expected a rule for {place}, or for the country in which it lies")
        for place in lacking
    ]
    return Conflict(
        "retention-not-known",
        "How long the law has these records kept is not recorded. Record it with its act and article, by "
        "POST /v1/retention-rules or hashlevy audit retention record; no term is assumed.",
        faults=faults,
    )
