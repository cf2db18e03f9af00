"""The shipped documents as a whole: which there are, and how sure each says it is."""

from datetime import date
from typing import Final

import pytest

from service.domain.periods import months_after
from service.kernel.proving import proof_faults
from service.law.charges import Charge
from service.law.components import Brackets, Component, Lookup, Round
from service.law.document import DueDay, Evidence
from tests.golden.shipped import library

FIRST_LIBRARY: Final = {
    "fi.electricity_tax": ["class-1", "class-2"],
    "kg.mining_tax": ["2020", "2022"],
    "kz.digital_mining_fee": ["2022", "2022-draft", "2023", "2024"],
    "ru.central_bank_ban": ["2022-proposal"],
    "ru.household_limit": ["2024-11-01"],
    "kz.late_interest": ["code-2018"],
    "ru.late_filing": ["code"],
    "ru.late_interest": ["2022", "2025", "2026", "2027", "default"],
    "ru.mining_income_tax": ["2025"],
    "ru.mining_profit_tax": ["2025"],
    "ru.mining_zones": ["2025-01-01", "2025-04-07", "2026-plan"],
    "ru.surplus_regions": ["2022-proposal"],
    "se.electricity_tax": ["data-centre-relief", "general-2023", "general-2024", "general-2025"],
    "us.dame_excise": ["fy2024", "fy2025"],
    "us_ny.pow_excise": ["s8518"],
}
DOUBT: Final = (Evidence.VERIFIED, Evidence.UNVERIFIED, Evidence.INFERRED)
NAMES: Final = sorted(f"{schedule}@{version}" for schedule, versions in FIRST_LIBRARY.items() for version in versions)

# KZ-8: the last day after which a quarter is over, and the days on which its return and payment are due.
DUE_DAYS: Final = [
    ("kz.digital_mining_fee@2022", date(2022, 4, 1), None, date(2022, 4, 20)),
    ("kz.digital_mining_fee@2023", date(2023, 4, 1), date(2023, 5, 15), date(2023, 5, 25)),
    ("kz.digital_mining_fee@2024", date(2024, 4, 1), date(2024, 5, 15), date(2024, 5, 25)),
]


def test_the_first_library_is_complete() -> None:
    """Every schedule and version of the first library is shipped, and nothing besides."""
    assert sorted(library()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_version_is_proven_by_its_own_tests(name: str) -> None:
    """Its worked cases come out to the digit, and go every way of every component."""
    assert proof_faults(*library()[name]) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_version_is_surer_than_the_weakest_of_what_decides_its_amount(name: str) -> None:
    """A version says how sure its least sure figure is; rounding, tagged by itself, moves no more than a cent."""
    _, version = library()[name]
    weakest = max(
        DOUBT.index(evidence)
        for part in (*version.components, *version.charges)
        for evidence in evidences(part, version.evidence)
    )
    assert weakest <= DOUBT.index(version.evidence)


@pytest.mark.parametrize("name", NAMES)
def test_law_whose_publication_is_not_known_is_not_called_verified(name: str) -> None:
    """Without the day of publication nobody has seen the law itself."""
    _, version = library()[name]
    unseen = version.status.is_law and version.published_on is None
    assert not (unseen and version.evidence is Evidence.VERIFIED)


@pytest.mark.parametrize("name", NAMES)
def test_every_version_says_what_is_not_known(name: str) -> None:
    """No source was complete: each version has notes on what it leaves open."""
    _, version = library()[name]
    assert version.notes


def test_the_south_of_irkutsk_has_twenty_nine_municipalities_and_bratsk_is_not_one() -> None:
    """The list is counted as the press counted it."""
    _, version = library()["ru.mining_zones@2025-04-07"]
    members = version.lists["irkutsk_south"].members
    assert len(set(members)) == 29
    assert "bratsk" not in members


@pytest.mark.parametrize(("name", "over", "return_on", "payment_on"), DUE_DAYS)
def test_due_days_belong_to_the_version(name: str, over: date, return_on: date | None, payment_on: date) -> None:
    """KZ-8: in 2022 there was no return and payment came a month earlier."""
    _, version = library()[name]
    assert (return_on, payment_on) == (due(over, version.due.return_on), due(over, version.due.payment_on))


def due(over: date, counted: DueDay | None) -> date | None:
    """Count a due day from *over*, the first day after the period."""
    return None if counted is None else months_after(over, counted.month - 1).replace(day=counted.day)


def evidences(component: Component | Charge, otherwise: Evidence) -> list[Evidence]:
    """Say how sure a component or a charge is, and each band of it."""
    if isinstance(component, Round) and component.step < 1:
        return [otherwise]
    own = Evidence(component.head.evidence or otherwise)
    bands = component.bands if isinstance(component, (Brackets, Lookup)) else None
    return [own, *(Evidence(band.evidence or own) for band in bands or ())]
