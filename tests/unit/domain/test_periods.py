"""Periods are half-open spans of days in the jurisdiction's own calendar."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.periods import Period, earliest_day, first_instant, latest_day, local_day, months_after, tax_period

JULY = Period(date(2026, 7, 1), date(2026, 8, 1))
days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


def test_a_period_contains_its_first_day_and_not_its_last() -> None:
    """The end is the first day no longer in it."""
    assert (True, False) == (JULY.contains(JULY.start), JULY.contains(JULY.end))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("month", Period(date(2024, 12, 1), date(2025, 1, 1))),
        ("quarter", Period(date(2024, 10, 1), date(2025, 1, 1))),
        ("year", Period(date(2024, 1, 1), date(2025, 1, 1))),
    ],
)
def test_the_tax_period_of_a_day_is_the_calendar_one_around_it(kind: str, expected: Period) -> None:
    """December lies in the fourth quarter, whose end is the next year's first day."""
    assert expected == tax_period(kind, date(2024, 12, 31))


def test_an_evening_in_june_is_the_third_quarter_in_almaty_and_the_second_in_moscow() -> None:
    """2026-06-30T19:00Z is five hours later in Almaty, three in Moscow."""
    instant = datetime(2026, 6, 30, 19, tzinfo=UTC)

    quarters = [tax_period("quarter", local_day(instant, ZoneInfo(zone))) for zone in ("Asia/Almaty", "Europe/Moscow")]

    assert [date(2026, 7, 1), date(2026, 4, 1)] == [quarter.start for quarter in quarters]


def test_a_day_begins_when_it_does_in_its_own_zone() -> None:
    """Midnight in Almaty is seven in the evening before, in UTC."""
    begins = first_instant(date(2026, 7, 1), ZoneInfo("Asia/Almaty"))

    assert datetime(2026, 6, 30, 19, tzinfo=UTC) == begins


@given(days, st.integers(-240, 240))
def test_months_are_counted_like_a_calendar(day: date, months: int) -> None:
    """Going there and back ends on the first of the month one started in."""
    there = months_after(day.replace(day=1), months)

    assert day.replace(day=1) == months_after(there, -months)
    assert months == (there.year - day.year) * 12 + there.month - day.month


@given(days, st.integers(1, 400), st.lists(days, max_size=8))
def test_the_parts_of_a_cut_make_up_the_whole(start: date, length: int, edges: list[date]) -> None:
    """They touch, none is empty, and each edge inside begins a part."""
    whole = Period(start, date.fromordinal(start.toordinal() + length))

    parts = list(whole.cut_at(edges))

    assert (whole.start, whole.end) == (parts[0].start, parts[-1].end)
    assert all(before.end == after.start for before, after in pairwise(parts))
    assert all(part.days > 0 for part in parts)
    assert {edge for edge in edges if whole.start < edge < whole.end} == {part.start for part in parts[1:]}


@given(days, st.integers(1, 60), days, st.integers(1, 60))
def test_the_overlap_has_the_days_that_both_have(first: date, length: int, second: date, other: int) -> None:
    """Counted day by day."""
    one = Period(first, date.fromordinal(first.toordinal() + length))
    two = Period(second, date.fromordinal(second.toordinal() + other))
    common = [
        day for day in map(date.fromordinal, range(one.start.toordinal(), one.end.toordinal())) if two.contains(day)
    ]

    overlap = one.overlap(two)

    assert len(common) == (overlap.days if overlap else 0)


def test_it_is_several_days_at_once_on_earth() -> None:
    """At 22:00 in UTC the next day has begun in the far east; at 10:00 the last one is not over in the far west."""
    evening, morning = datetime(2026, 1, 1, 22, tzinfo=UTC), datetime(2026, 1, 1, 10, tzinfo=UTC)

    assert (date(2026, 1, 1), date(2026, 1, 2)) == (earliest_day(evening), latest_day(evening))
    assert (date(2025, 12, 31), date(2026, 1, 2)) == (earliest_day(morning), latest_day(morning))
    zones = [ZoneInfo(name) for name in sorted(available_timezones())]
    for instant in (evening, morning):
        assert {earliest_day(instant), latest_day(instant)} <= {local_day(instant, zone) for zone in zones}
        assert all(earliest_day(instant) <= local_day(instant, zone) <= latest_day(instant) for zone in zones)
