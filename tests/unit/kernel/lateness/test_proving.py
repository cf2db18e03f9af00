"""An aftermath is proven by its own cases: each comes out to the digit, and together they go every way."""

from __future__ import annotations

from typing import Final

from service.domain.canonical import Json
from service.kernel.proving import proof_faults
from service.kernel.publication.report import report_json, report_on
from service.law.document import Version
from service.law.reader import version_from_content
from tests.unit.kernel.lateness.building import interest, late, penalty
from tests.unit.law.examples import schedule

RATES: Final[list[Json]] = [{"from": "2000-01-01", "rate": "0.20"}]


def case(name: str, as_of: str, expect: dict[str, Json], filed: str = "2025-03-25", rates: Json = RATES) -> Json:
    """Write a case of a million due on 28 March 2025."""
    return {
        "name": name,
        "amount": "1000000",
        "due_on": "2025-03-28",
        "as_of": as_of,
        "rates": rates,
        "filing": {"due_on": "2025-03-25", "filed_on": filed},
        "expect": expect,
    }


def proven(*cases: Json) -> list[tuple[str, str, str]]:
    """Return the faults of a rule with two steps and a bounded penalty, by place, code and finding."""
    rule = late(interest({1: "1/300", 31: "1/150"}), penalty(minimum=None))
    version: Version = version_from_content({**rule.content, "cases": list(cases)}, schedule("xa.late"))
    return [(fault.path, fault.code, fault.found) for fault in proof_faults(schedule("xa.late"), version)]


EVERY_WAY: Final = (
    case("in time", "2025-04-28", {"interest": "21333.33", "penalty": "0"}),
    case("a month", "2025-04-27", {"interest": "20000", "penalty": "50000"}, "2025-04-25"),
    case("a year", "2025-04-27", {"penalty": "300000"}, "2026-04-25"),
)


def test_cases_that_go_every_way_prove_a_rule() -> None:
    """Both steps, in time, between the bounds, and at the cap."""
    assert [] == proven(*EVERY_WAY)


def test_a_case_that_comes_out_otherwise_is_a_fault_at_its_figure() -> None:
    """To the kopeck."""
    wrong = case("in time", "2025-04-28", {"interest": "21333.34"})

    assert [("/cases/0/expect/interest", "test-fails", "21333.33, in the case 'in time'")] == proven(wrong)


def test_a_step_that_no_case_reaches_is_a_fault() -> None:
    """Where nobody looked a wrong figure hides."""
    short = case("a day", "2025-03-29", {"interest": "666.67"})

    assert ("/charges/0", "branch-not-tested", "no case of interest in which: the step from 31") in proven(
        short, *EVERY_WAY[1:]
    )


def test_a_case_without_the_rate_of_its_days_is_a_fault() -> None:
    """It cannot be computed, and nothing is assumed."""
    found = proven(case("no rate", "2025-04-27", {"interest": "0"}, rates=[]))

    assert ("/cases/0", "test-refused") == found[0][:2]


def test_the_report_counts_the_cases_and_the_ways_that_they_go() -> None:
    """Two steps of interest; of the penalty its step, in time, in bounds and at its cap."""
    rule = late(interest({1: "1/300", 31: "1/150"}), penalty(minimum=None))
    version: Version = version_from_content({**rule.content, "cases": list(EVERY_WAY)}, schedule("xa.late"))

    report = report_json(report_on(schedule("xa.late"), version, ()))

    assert (len(EVERY_WAY), {"ways": 6, "tested": 6}) == (report["tests"], report["coverage"])
