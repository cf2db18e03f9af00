"""Statements under random days of rest and decisions, against a naive count of the days that a payment was late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from hypothesis import event, given, settings
from hypothesis import strategies as st

from service.domain.periods import Period
from service.kernel.due_days import due_days
from service.kernel.lateness.books import Books, Entry, Liability, Note
from service.kernel.lateness.grounds import RateChange, Rates
from service.kernel.lateness.statement import draw
from service.kernel.terms import Ruling, Terms
from service.law.document import RecordedVersion
from service.law.library import Library
from service.law.working_days import CalendarYear, WorkingDays
from tests.unit.kernel.lateness.building import SERIES, interest, late
from tests.unit.kernel.test_due_days import SHIFT, due
from tests.unit.law.examples import schedule

YEAR: Final = Period(date(2025, 1, 1), date(2026, 1, 1))
STATED: Final = date(2026, 3, 28)  # of a payment, by the law of `due`
KNOWN_AT: Final = datetime(2030, 1, 1, tzinfo=UTC)
# A made-up 30 % of a year, a three-hundredth a day: one of every thousand.
LIBRARY: Final = Library([(schedule("xa.late"), RecordedVersion(late(interest({1: "1/300"})), KNOWN_AT))])
RATES: Final = {SERIES: Rates(SERIES, [RateChange(date(2000, 1, 1), Decimal("0.30"), "illustrative")])}

days = st.integers(0, 60)


class Story(NamedTuple):
    """Days counted from the one that the law names: of rest, of decisions, of the payment, and to look from."""

    shifts: bool
    calendar_known: bool
    rest: frozenset[int]
    decisions: list[tuple[int, str, int | None, int | None]]
    paid: int
    as_of: int


extensions = st.tuples(days, st.just("extension"), st.none() | days, st.none() | days)
others = st.tuples(days, st.sampled_from(["waiver", "reinstatement"]), st.none(), st.none())
stories = st.builds(
    Story,
    st.booleans(),
    st.booleans(),
    st.frozensets(st.integers(0, 8), max_size=9),
    st.lists(extensions | others, max_size=4).map(lambda found: sorted(found, key=lambda each: each[0])),
    days,
    days,
)


def day(number: int | None) -> date | None:
    """Return a day by its number."""
    return None if number is None else STATED + timedelta(days=number)


@settings(max_examples=300, deadline=None)
@given(stories)
def test_interest_is_of_the_days_after_the_day_that_counts(story: Story) -> None:
    """A euro for each thousand and each day from it to the payment, and nothing under a waiver."""
    drawn: Any = draw(_books(story), STATED + timedelta(days=story.as_of))
    (account,) = drawn["accounts"]

    late_days = _days_late(story)
    event(f"late: {late_days > 0}")
    assert f"{late_days}.00" == account["interest"]


def _books(story: Story) -> Books:
    rest = frozenset(STATED + timedelta(days=number) for number in story.rest)
    year = CalendarYear("RU", 2026, rest, settled=True, sha256="ab" * 32, source="made up", recorded_at=KNOWN_AT)
    version = due(shift=SHIFT) if story.shifts else due()
    owed = due_days(version, YEAR, WorkingDays([year] if story.calendar_known else []))
    rulings = tuple(
        Ruling(str(number), decision, day(return_on), day(payment_on), STATED + timedelta(days=on))
        for number, (on, decision, return_on, payment_on) in enumerate(story.decisions)
    )
    entry = Entry("asm_1", YEAR.end, Decimal(1000))
    liability = Liability("xa.levy", "XA", "EUR", YEAR, (entry,), Terms(owed, rulings), YEAR.end, ("xa.late",))
    note = Note("pay_1", "XA", "EUR", STATED + timedelta(days=story.paid), Decimal(1000), "order 1", None)
    return Books("legal_entity", (liability,), (note,), LIBRARY, RATES, KNOWN_AT)


def _days_late(story: Story) -> int:
    """Walk through the days, and through the decisions that were made by the last of them."""
    counts, extended, waived = 0, 0, False
    while story.shifts and story.calendar_known and counts in story.rest:
        counts += 1
    for on, decision, _, payment_on in story.decisions:
        if on <= story.as_of:
            extended = extended if payment_on is None else payment_on
            waived = waived if decision == "extension" else decision == "waiver"
    late_days = [number for number in range(story.as_of + 1) if max(counts, extended) < number <= story.paid]
    return 0 if waived else len(late_days)
