"""Due days as the law counts them, moved off days of rest where a source says so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from service.domain.canonical import Json
from service.domain.periods import Period
from service.kernel.due_days import closes_on, due_days, runs_out
from service.law.document import Version
from service.law.reader import version_from_content
from service.law.working_days import CalendarYear, WorkingDays
from tests.unit.law.versions import SCHEDULE, version

RECORDED: Final = datetime(2026, 11, 1, tzinfo=UTC)
SHIFT: Final[dict[str, Json]] = {
    "moves_to": "next_working_day",
    "calendar": "RU",
    "law": "act#6.1(7)",
    "evidence": "verified",
}
SATURDAY: Final = CalendarYear(
    calendar="RU",
    year=2026,
    rest=frozenset({date(2026, 3, 28), date(2026, 3, 29)}),
    settled=True,
    sha256="ab" * 32,
    source="test 1",
    recorded_at=RECORDED,
)
YEAR: Final = Period(date(2025, 1, 1), date(2026, 1, 1))


def due(**said: Json) -> Version:
    """Make a version with a return by 25 March and a payment by 28 March, and what else is *said* of its due days."""
    content: dict[str, Json] = dict(version("2025", "2025-01-01").content)
    days: dict[str, Json] = {"return": {"month": "3", "day": "25"}, "payment": {"month": "3", "day": "28"}}
    return version_from_content({**content, "due": {**days, **said}}, SCHEDULE)


def test_a_day_of_rest_moves_to_the_next_working_day_and_names_why() -> None:
    """28 March 2026 is a Saturday: payment by Monday the 30th; both days, the article and the edition are told."""
    days = due_days(due(shift=SHIFT), YEAR, WorkingDays([SATURDAY]))

    assert days.payment_on is not None
    edition = {
        "calendar": "RU",
        "year": 2026,
        "settled": True,
        "sha256": "ab" * 32,
        "source": "test 1",
        "recorded_at": "2026-11-01T00:00:00.000000Z",
    }
    shift = {**SHIFT, "calendar_known": True, "editions": [edition]}
    assert {"stated_on": "2026-03-28", "on": "2026-03-30", "shift": shift} == days.payment_on.as_json()
    assert days.return_on is not None
    assert (date(2026, 3, 25), True) == (days.return_on.on, days.return_on.calendar_known)


def test_no_day_moves_without_a_rule_in_the_law() -> None:
    """That none is known is said by its absence."""
    days = due_days(due(), YEAR, WorkingDays([SATURDAY]))

    assert days.payment_on is not None
    assert {"stated_on": "2026-03-28", "on": "2026-03-28", "shift": None} == days.payment_on.as_json()


def test_a_rule_whose_calendar_is_not_known_moves_nothing_and_says_so() -> None:
    """An answer from before the calendar was recorded comes out again."""
    days = due_days(due(shift=SHIFT), YEAR, WorkingDays())

    assert days.payment_on is not None
    assert (date(2026, 3, 28), False) == (days.payment_on.on, days.payment_on.calendar_known)


def test_what_the_law_does_not_ask_for_has_no_day() -> None:
    """A return that is not due is not due on any day."""
    text = version_from_content(
        {**version("2022", "2022-01-01").content, "due": {"return": None, "payment": {"month": "1", "day": "20"}}},
        SCHEDULE,
    )

    days = due_days(text, Period(date(2022, 1, 1), date(2022, 4, 1)), WorkingDays())

    assert (None, date(2022, 4, 20)) == (days.return_on, days.payment_on and days.payment_on.on)


def test_amendments_close_so_many_years_after_the_period_where_the_law_says() -> None:
    """Otherwise never."""
    window: Json = {"years": "3", "law": "act#65", "evidence": "verified"}

    assert date(2029, 1, 1) == closes_on(due(amendment=window), YEAR)
    assert closes_on(due(), YEAR) is None


def test_a_day_is_over_at_midnight_where_the_jurisdiction_is() -> None:
    """In Almaty five hours before it is in London."""
    assert datetime(2026, 4, 25, 19, tzinfo=UTC) == runs_out(date(2026, 4, 25), ZoneInfo("Asia/Almaty"))
