"""Calendars are recorded as the law is: a release that knows more changes no earlier answer."""

from __future__ import annotations

from datetime import UTC, date, datetime

from service.domain.canonical import read_canonical
from service.usecases.calendars.public_holidays import PublishedYear, published_year
from service.usecases.calendars.record_calendars import record_calendars, working_days
from service.usecases.service import Service

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
SECOND = datetime(2026, 12, 1, tzinfo=UTC)


def earlier_release(calendar: str, year: int) -> PublishedYear:
    """Publish what was known before the decree on the days off of 2026: weekends and holidays alone."""
    known = published_year(calendar, year)
    rest = tuple(day for day in known.rest if day != date(2026, 12, 31))
    return known._replace(rest=rest, settled=known.settled and year != 2026)


def test_the_calendars_that_the_law_names_are_recorded_once(service: Service) -> None:
    """Said again, nothing is new."""
    recorded = record_calendars(service.store, lambda: FIRST)

    assert "RU 2026" in recorded
    assert {"RU"} == {name.partition(" ")[0] for name in recorded}
    assert () == record_calendars(service.store, lambda: SECOND)


def test_a_release_that_knows_more_is_recorded_beside_the_earlier(service: Service) -> None:
    """Only the year that differs; with the earlier knowledge the earlier day comes out again."""
    record_calendars(service.store, lambda: FIRST, earlier_release)

    assert ("RU 2026",) == record_calendars(service.store, lambda: SECOND)

    for known_at, expected in ((FIRST, date(2026, 12, 31)), (SECOND, date(2027, 1, 11))):
        with service.store.reading() as reading:
            found = working_days(reading, known_at).next_working_day("RU", date(2026, 12, 31))
        assert found is not None
        assert expected == found.day


def test_the_days_moved_by_decree_are_in_the_russian_year() -> None:
    """9 January and 31 December 2026 are off in place of weekend days (decree of 2025); 2 March is worked."""
    rest = set(published_year("RU", 2026).rest)

    assert {date(2026, 1, 9), date(2026, 12, 31), date(2026, 3, 9), date(2026, 3, 28)} <= rest
    assert date(2026, 3, 2) not in rest
    assert date(2025, 11, 1) not in published_year("RU", 2025).rest  # a Saturday that was worked


def test_a_year_is_unsettled_until_its_decree_is_known() -> None:
    """What is far ahead is said to be open."""
    assert published_year("RU", 2026).settled
    assert not published_year("RU", 2035).settled


def test_a_year_says_all_that_it_rests_on(service: Service) -> None:
    """The days as a list, and the release they were taken from."""
    record_calendars(service.store, lambda: FIRST)
    with service.store.reading() as reading:
        row = next(row for row in reading.calendar_years(FIRST) if row.year == 2026)

    assert row.source.startswith("holidays 0.")
    assert ["calendar", "rest", "settled", "year"] == sorted(read_canonical(row.content))
