"""The next working day is looked up in years as they were recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime

from service.law.working_days import CalendarYear, WorkingDays


def year(of: int, *rest: str, recorded: int = 1, settled: bool = True) -> CalendarYear:
    """Record a year of XA with these days of rest, on a day of January 2030."""
    days = frozenset(date.fromisoformat(f"{of}-{day}") for day in rest)
    return CalendarYear("XA", of, days, settled, f"{of}/{recorded}", "test 1", datetime(2030, 1, recorded, tzinfo=UTC))


def test_a_working_day_stays_and_names_its_year() -> None:
    """Nothing moves; the edition that says so is told all the same."""
    found = WorkingDays([year(2031, "01-01")]).next_working_day("XA", date(2031, 1, 2))

    assert (date(2031, 1, 2), ["2031/1"]) == (
        found and found.day,
        [edition.sha256 for edition in found.editions] if found else [],
    )


def test_days_of_rest_in_a_row_are_passed_over_across_the_year() -> None:
    """From a Saturday in December over the holidays; both years are named."""
    known = WorkingDays([year(2030, "12-30", "12-31"), year(2031, "01-01", "01-02")])

    found = known.next_working_day("XA", date(2030, 12, 30))

    assert found is not None
    assert (date(2031, 1, 3), [2030, 2031]) == (found.day, [edition.year for edition in found.editions])


def test_of_two_editions_of_a_year_the_later_recorded_counts() -> None:
    """In whatever order they are given."""
    first, second = year(2031, "03-08", recorded=1), year(2031, "03-08", "03-09", recorded=2)

    for known in (WorkingDays([first, second]), WorkingDays([second, first])):
        found = known.next_working_day("XA", date(2031, 3, 8))
        assert found is not None
        assert (date(2031, 3, 10), (second,)) == found


def test_nothing_is_guessed_of_a_year_or_country_that_is_unknown() -> None:
    """Neither at the start nor on the way."""
    known = WorkingDays([year(2030, "12-31")])

    assert known.next_working_day("XB", date(2030, 5, 1)) is None
    assert known.next_working_day("XA", date(2030, 12, 31)) is None
