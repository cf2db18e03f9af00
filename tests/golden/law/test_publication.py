"""What the checks of publication find in the law that is shipped."""

from __future__ import annotations

from typing import Any

import pytest

from service.kernel.publication.report import report_json, report_on
from tests.golden.shipped import library


def report_of(name: str) -> dict[str, Any]:
    """Report on a shipped version beside its neighbours."""
    schedule, version = library()[name]
    known = [other for _, other in library().values() if other.schedule == version.schedule and other != version]
    return report_json(report_on(schedule, version, known))


@pytest.mark.parametrize(
    ("name", "cliffs"),
    [
        ("kz.digital_mining_fee@2023", 24),  # one tenge of fee less for each tenge that electricity costs more
        ("kz.digital_mining_fee@2022-draft", 4),
        ("ru.mining_income_tax@2025", 0),
        ("us_ny.pow_excise@s8518", 0),
        ("ru.mining_zones@2025-04-07", 0),
    ],
)
def test_cliffs_are_where_a_rate_holds_for_the_whole(name: str, cliffs: int) -> None:
    """Marginal bands and findings have none."""
    report = report_of(name)

    assert [] == report["refusals"]
    assert cliffs == len(report["cliffs"])


def test_the_fee_of_2023_falls_by_a_tenge_a_kwh_at_each_whole_tenge_of_price() -> None:
    """Ten gigawatt-hours: ten million tenge less from one tiyn to the next."""
    first = report_of("kz.digital_mining_fee@2023")["cliffs"][0]

    assert ("rate:average_price:1", "-10000000") == (first["id"], first["jump"])
    assert {"below": "250000000", "at": "240000000", "above": "240000000"} == first["due"]


@pytest.mark.parametrize("name", sorted(library()))
def test_four_of_five_slips_are_noticed_by_the_worked_cases_of_every_version(name: str) -> None:
    """Those of the zones leave out places in which one leaf decides beside another."""
    mutation = report_of(name)["mutation"]

    assert mutation["noticed"] * 5 >= mutation["mutants"] * 4
