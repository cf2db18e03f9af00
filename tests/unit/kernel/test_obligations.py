"""Obligations follow from where farms are and what the law says, and stand where the clock of the jurisdiction says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from service.domain.periods import Period
from service.domain.reports import Place
from service.kernel.obligations import Course, Obligation, Site, Status, Taxpayer, obligations, status_at
from service.law.library import Library
from service.usecases.record_library import shipped_library

RECORDED: Final = datetime(2026, 10, 1, tzinfo=UTC)
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
OPERATOR: Final = "opr_1"


@pytest.fixture(scope="module")
def library() -> Library:
    """Read the shipped law."""
    return shipped_library(RECORDED)


def site(*places: tuple[str, str], farm: str = "frm_1", begins: str | None = None) -> Site:
    """Make a farm that works from its first place on."""
    dated = tuple(Place(date.fromisoformat(since), region, None) for since, region in places)
    return Site(farm, date.fromisoformat(begins) if begins else dated[0].since, dated)


def owed(library: Library, *sites: Site, kind: str = "legal_entity", year: int = 2025) -> list[Obligation]:
    """Return the obligations of a year."""
    span = Period(date(year, 1, 1), date(year + 1, 1, 1))
    return list(obligations(Taxpayer(OPERATOR, kind, sites), library, NOW, span))


def named(found: list[Obligation]) -> list[tuple[str, str, str]]:
    """Say which they are: schedule, version, and the first day of the period."""
    return [(each.schedule.schedule, each.version.version, each.tax_period.start.isoformat()) for each in found]


def test_a_farm_in_kazakhstan_owes_four_quarters_a_year(library: Library) -> None:
    """Each under the version of its time, for the operator."""
    found = owed(library, site(("2020-01-01", "KZ-55")), year=2024)

    starts = ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01")
    assert [("kz.digital_mining_fee", "2024", start) for start in starts] == named(found)
    assert {(OPERATOR, None, True)} == {(each.subject, each.farm, each.needs_declaration) for each in found}


def test_a_farm_owes_nothing_before_it_begins(library: Library) -> None:
    """The quarter in which it begins is the first."""
    found = owed(library, site(("2024-05-20", "KZ-55")), year=2024)

    assert ["2024-04-01", "2024-07-01", "2024-10-01"] == [each.tax_period.start.isoformat() for each in found]


def test_a_move_ends_the_obligations_of_one_country_and_begins_those_of_another(library: Library) -> None:
    """The quarter of the move is owed in the country that was left; the year in the one that was entered."""
    moved = site(("2024-01-01", "KZ-55"), ("2025-05-10", "RU-IRK"))

    expected = [("kz.digital_mining_fee", "2024", day) for day in ("2025-01-01", "2025-04-01")]
    assert [*expected, ("ru.mining_profit_tax", "2025", "2025-01-01")] == named(owed(library, moved))


def test_the_kind_of_operator_decides_which_schedules_concern_it(library: Library) -> None:
    """An individual in Russia owes income tax, a company tax on profit; findings of eligibility oblige nobody."""
    place = site(("2025-01-01", "RU-IRK"))

    assert [("ru.mining_income_tax", "2025", "2025-01-01")] == named(owed(library, place, kind="individual"))
    assert [("ru.mining_profit_tax", "2025", "2025-01-01")] == named(owed(library, place))


def test_law_that_is_only_proposed_obliges_nobody(library: Library) -> None:
    """New York's bill and the federal excise are estimated, not owed."""
    assert [] == owed(library, site(("2025-01-01", "US-NY")), year=2027)


def test_a_year_without_a_return_is_fulfilled_by_an_assessment(library: Library) -> None:
    """Kazakhstan asked for payment alone in 2022."""
    assert {False} == {each.needs_declaration for each in owed(library, site(("2022-01-01", "KZ-55")), year=2022)}


def test_a_month_cut_by_a_change_of_law_is_owed_under_the_last_version(library: Library) -> None:
    """Finland's classes change between months; each month has its own."""
    found = owed(library, site(("2026-06-01", "FI-18")), year=2026)

    assert ("fi.electricity_tax", "class-2", "2026-06-01") == named(found)[0]
    assert ("fi.electricity_tax", "class-1", "2026-07-01") == named(found)[1]


def test_an_operator_owes_one_return_for_all_its_farms(library: Library) -> None:
    """And the return is about those that were there."""
    sites = (
        site(("2024-01-01", "KZ-55")),
        site(("2024-01-01", "KZ-10"), farm="frm_2"),
        site(("2024-01-01", "FI-18"), farm="frm_3"),
    )

    found = [each for each in owed(library, *sites, year=2024) if each.schedule.jurisdiction == "KZ"]

    assert [("frm_1", "frm_2")] * 4 == [each.farms for each in found]


def test_what_was_not_known_then_is_not_owed(library: Library) -> None:
    """Before the law was recorded there was nothing to owe, by that knowledge."""
    span = Period(date(2024, 1, 1), date(2025, 1, 1))
    taxpayer = Taxpayer(OPERATOR, "legal_entity", (site(("2020-01-01", "KZ-55")),))

    assert [] == list(obligations(taxpayer, library, RECORDED - timedelta(seconds=1), span))


def test_the_same_obligation_has_the_same_name(library: Library) -> None:
    """It says whose it is, under which schedule, for which period."""
    place = site(("2024-01-01", "KZ-55"))

    assert "obl_opr_1.kz.digital_mining_fee.2024-01-01" == owed(library, place, year=2024)[0].id


ENDED: Final = datetime(2024, 3, 31, 19, tzinfo=UTC)
OVER: Final = datetime(2024, 5, 15, 19, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "course", "expected"),
    [
        (ENDED - TICK, Course(ENDED, OVER, None, waived=False), Status.UPCOMING),
        (ENDED, Course(ENDED, OVER, None, waived=False), Status.OPEN),
        (OVER - TICK, Course(ENDED, OVER, None, waived=False), Status.OPEN),
        (OVER, Course(ENDED, OVER, None, waived=False), Status.OVERDUE),
        (OVER, Course(ENDED, OVER, OVER - TICK, waived=False), Status.FULFILLED),
        (OVER, Course(ENDED, OVER, OVER, waived=False), Status.FULFILLED_LATE),
        (ENDED, Course(ENDED, OVER, ENDED, waived=False), Status.FULFILLED),
        (OVER, Course(ENDED, OVER, None, waived=True), Status.WAIVED),
        (ENDED - TICK, Course(ENDED, OVER, None, waived=True), Status.WAIVED),
        (OVER, Course(ENDED, OVER, OVER, waived=True), Status.FULFILLED),
    ],
)
def test_an_obligation_stands_where_the_clock_says(now: datetime, course: Course, expected: Status) -> None:
    """To the microsecond on both sides of each edge; what was waived is not late when it comes all the same."""
    assert expected is status_at(course, now)


def test_without_a_known_term_nothing_is_late() -> None:
    """The sources name no day: it stays open, and is fulfilled whenever it is."""
    assert Status.OPEN is status_at(Course(ENDED, None, None, waived=False), OVER)
    assert Status.FULFILLED is status_at(Course(ENDED, None, OVER, waived=False), OVER)
