"""
Obligations: what operators owe a return or a payment for, worked out from places, law, filings and decisions.

Nothing of it is stored but decisions of authorities: the same knowledge gives the same obligations under the same
names, whenever it is asked for.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from service.domain.errors import Fault, Nonsense
from service.domain.periods import Period, day_after, first_instant, latest_day
from service.domain.principals import Role
from service.domain.regions import lies_in
from service.kernel.due_days import DueDays, due_days, runs_out
from service.kernel.obligations import Course, Obligation, Status, obligations, status_at
from service.kernel.terms import Terms
from service.law.format.forms import SCHEDULE
from service.usecases.access import missing, require, visible_farm, visible_operator
from service.usecases.calendars.record_calendars import working_days
from service.usecases.clock_moves import timeline_of
from service.usecases.fulfilment import Filed, Fulfilment
from service.usecases.group_views import sees_all, visible_group
from service.usecases.known_at import reading_at
from service.usecases.obligation_json import obligation_json
from service.usecases.rulings import decisions_about, rulings
from service.usecases.taxpayers import first_day, taxpayer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.canonical import Json
    from service.domain.clock import Timeline
    from service.domain.principals import Principal
    from service.law.library import Library
    from service.store.reading import Reading
    from service.store.rows import ObligationDecisionRow, OperatorRow
    from service.usecases.requests import Page
    from service.usecases.service import Service

OBLIGATION: Final = re.compile(
    rf"obl_((?:opr|frm|grp)_[0-9a-hjkmnp-tv-z]{{26}})\.({SCHEDULE.pattern.pattern})\.([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})",
    re.ASCII,
)
# Nobody mined before, and law beyond is not written.
_YEARS: Final = range(2000, 2200)
# As far as calendars of days of rest are recorded, nearly.
_AHEAD: Final = timedelta(days=3 * 365)


class Standing(NamedTuple):
    """An obligation with all that was known about it: its days, its decisions, what was filed, and where it stands."""

    obligation: Obligation
    due: DueDays
    decisions: tuple[ObligationDecisionRow, ...]
    fulfilment: Fulfilment
    status: Status
    known_at: datetime
    timeline: Timeline

    @property
    def terms(self) -> Terms:
        """The terms of return and payment, with what was decided about them."""
        return Terms(self.due, rulings(self.decisions, self.obligation.schedule, self.timeline))

    @property
    def return_on(self) -> date | None:
        """The day the return is due on, extended where an authority extended it."""
        return None if (term := self.terms.of_return) is None else term.on

    @property
    def payment_on(self) -> date | None:
        """The day the payment is due on, extended where an authority extended it."""
        return None if (term := self.terms.of_payment) is None else term.on


class Wanted(NamedTuple):
    """Which obligations of an operator are asked for: of tax periods with a day in [*start*, *end*), in a *status*."""

    page: Page
    status: Status | None = None
    start: date | None = None
    end: date | None = None


def list_obligations(service: Service, principal: Principal, operator: str, wanted: Wanted) -> dict[str, Json]:
    """
    List the obligations of an operator that *principal* sees, by tax period, schedule and subject.

    Without days: from its first tax period up to the one that contains today.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
    """
    require(principal, "obligations:read")
    known_at = wanted.page.known_at
    now = known_at or service.clock()
    with reading_at(service, known_at) as reading:
        row = visible_operator(reading, principal, operator)
        _refuse_far(wanted, timeline_of(reading, principal, row.id).shown(now))
        desk = Desk(reading, service.library.as_known_at(now), now, principal)
        standings = desk.standings(row, wanted.start, wanted.end)
        seen = [each for each in standings if sees(principal, each.obligation)]
    after = wanted.page.after and _order_of_name(wanted.page.after)
    found = [
        each
        for each in sorted(seen, key=lambda each: _order(each.obligation))
        if (not after or _order(each.obligation) > after) and wanted.status in (None, each.status)
    ]
    shown = found[: wanted.page.limit]
    cursor = shown[-1].obligation.id if len(found) > wanted.page.limit else None
    return {"items": [obligation_json(each) for each in shown], "next_cursor": cursor}


def _refuse_far(wanted: Wanted, now: datetime) -> None:
    """Refuse days that make no span, or lie further ahead than anybody knows the calendar of."""
    latest = (now + _AHEAD).date()
    faults = []
    if wanted.end is not None and wanted.end > latest:
        faults.append(Fault("/to", "out-of-range", f"expected a day up to {latest.isoformat()}"))
    if wanted.start is not None and wanted.start >= min(wanted.end or latest, latest):
        faults.append(Fault("/from", "empty-period", "expected a day before `to`, and not far ahead of today"))
    if faults:
        raise Nonsense("validation-failed", "These days make no span that obligations are known for.", faults=faults)


def read_obligation(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None
) -> dict[str, Json]:
    """
    Read an obligation.

    Raises:
        NotFound: there is none of this name by what was known then, or it is another tenant's.
    """
    require(principal, "obligations:read")
    instant = known_at or service.clock()
    with reading_at(service, known_at) as reading:
        desk = Desk(reading, service.library.as_known_at(instant), instant, principal)
        return obligation_json(visible_obligation(desk, identifier))


def visible_obligation(desk: Desk, identifier: str) -> Standing:
    """Return the obligation, or raise `NotFound` when there is none that the principal of *desk* may see."""
    named = OBLIGATION.fullmatch(identifier)
    standing = None if named is None else desk.named(*named.groups())
    if standing is None or not sees(desk.principal, standing.obligation):
        raise missing("obligation", identifier)
    return standing


def sees(principal: Principal, obligation: Obligation) -> bool:
    """An authority sees the taxes of its jurisdiction, and a regional one those of the country above it."""
    if principal.role is not Role.AUTHORITY:
        return True
    its, own = obligation.schedule.jurisdiction, principal.jurisdiction or ""
    return lies_in(its, own) or lies_in(own, its)


class Desk(NamedTuple):
    """
    Where obligations are worked out: what is read, the law, the instant whose knowledge counts, and for whom.

    Whether a day has come is told by the clock of the operator as it stood at that instant.
    """

    reading: Reading
    library: Library
    known_at: datetime
    principal: Principal

    def standings(self, operator: OperatorRow, start: date | None, end: date | None) -> Iterator[Standing]:
        """Yield the obligations of *operator* for the tax periods that have a day in [*start*, *end*)."""
        timeline = timeline_of(self.reading, self.principal, operator.id)
        shown = timeline.shown(self.known_at)
        taxpayer = taxpayer_of(self.reading, operator, self.known_at)
        begun = start or first_day(taxpayer) or shown.date()
        until = end or day_after(latest_day(shown))
        if begun >= until:
            return
        calendars = working_days(self.reading, self.known_at)
        filed = Filed(self.reading, operator.id, self.known_at)
        decided = decisions_about(self.reading, operator.id, self.known_at)
        for obligation in obligations(taxpayer, self.library, self.known_at, Period(begun, until)):
            due = due_days(obligation.version, obligation.tax_period, calendars)
            decisions = decided.get(obligation.id, ())
            yield restated(
                Standing(obligation, due, decisions, filed.of(obligation), Status.OPEN, self.known_at, timeline)
            )

    def named(self, subject: str, schedule: str, start: str) -> Standing | None:
        """Return the obligation of *subject*, under a schedule, for the tax period that begins on a day."""
        operator = self._who_files(subject)
        if operator is None:
            return None
        try:
            day = date.fromisoformat(start)
        except ValueError:
            return None
        if day.year not in _YEARS:
            return None
        found = self.standings(operator, day, day + timedelta(days=1))
        asked = subject, schedule, day
        return next((each for each in found if _name(each.obligation) == asked), None)

    def _who_files(self, subject: str) -> OperatorRow | None:
        """Return who files for *subject*, if the principal may know what it owes: of a group, only all of it."""
        if subject.startswith("grp"):
            group = visible_group(self.reading, self.library, self.principal, subject).row
            whole = sees_all(self.principal, group.representative)
            return self.reading.operator(group.representative) if whole else None
        owner = visible_farm(self.reading, self.principal, subject).operator if subject.startswith("frm") else subject
        return visible_operator(self.reading, self.principal, owner)


def restated(standing: Standing) -> Standing:
    """Say where it stands, by the clock of its operator in the time zone of its law."""
    obligation, filed = standing.obligation, standing.fulfilment
    zone = ZoneInfo(obligation.schedule.time_zone)
    term = standing.return_on if obligation.needs_declaration else standing.payment_on
    fulfilled_at = filed.declared_at if obligation.needs_declaration else filed.complete_at
    course = Course(
        ended_at=first_instant(obligation.tax_period.end, zone),
        runs_out_at=None if term is None else runs_out(term, zone),
        fulfilled_at=None if fulfilled_at is None else standing.timeline.shown(fulfilled_at),
        waived=standing.terms.waived_by is not None,
    )
    return standing._replace(status=status_at(course, standing.timeline.shown(standing.known_at)))


def _name(obligation: Obligation) -> tuple[str, str, date]:
    return obligation.subject, obligation.schedule.schedule, obligation.tax_period.start


def _order(obligation: Obligation) -> tuple[str, str, str]:
    return obligation.tax_period.start.isoformat(), obligation.schedule.schedule, obligation.subject


def _order_of_name(identifier: str) -> tuple[str, str, str] | None:
    """Return where a name stands in the order, so that a page goes on after it."""
    named = OBLIGATION.fullmatch(identifier)
    if named is None:
        return None
    subject, schedule, start = named.groups()
    return start, schedule, subject
