"""Late interest: each step, each change of rate and law, leap days, payments; all rates are illustrative."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from service.domain.errors import Nonsense
from service.kernel.lateness.grounds import OneVersion, ResolvedRules
from service.kernel.lateness.interest import charge_interest, interest_nodes
from service.law.document import RecordedVersion
from service.law.resolver import Unresolved
from tests.unit.kernel.lateness.building import DUE, FLAT, debt, grounds, interest, late
from tests.unit.law.examples import schedule

RULE = late(interest())


def after(days: int) -> date:
    """Return the day on which a debt is so many *days* late."""
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "amount"),
    [
        (-1, "0"), (0, "0"), (1, "666.67"), (29, "19333.33"), (30, "20000.00"), (31, "21333.33"), (89, "98666.67"),
        (90, "100000.00"), (91, "100666.67"), (100, "106666.67"),
    ],
)  # fmt: skip
def test_a_million_at_twenty_percent(days: int, amount: str) -> None:
    """The worked case of the research at 100 days, and the days on either side of each step."""
    assert Decimal(amount) == charge_interest(debt("1000000"), grounds(RULE), after(days)).amount


def test_the_stretches_make_up_the_whole_to_the_kopeck() -> None:
    """20,000.00, 80,000.00 and 6,666.67, as the worked case has them."""
    charged = charge_interest(debt("1000000"), grounds(RULE), after(100))

    assert [(1, 30, "20000.00"), (31, 60, "80000.00"), (91, 10, "6666.67")] == [
        (stretch.first_day, stretch.period.days, str(amount)) for stretch, amount in charged.stretches
    ]


def test_a_change_of_rate_begins_a_stretch_on_its_very_day() -> None:
    """Ten days at 20 %, then twenty at 30 %: each on its own days."""
    charged = charge_interest(
        debt("1000000"), grounds(RULE, {"2000-01-01": "0.20", after(11).isoformat(): "0.30"}), after(30)
    )

    assert [("0.20", 10), ("0.30", 20)] == [
        (str(stretch.rate.rate), stretch.period.days) for stretch, _ in charged.stretches
    ]
    assert Decimal("26666.67") == charged.amount


def test_a_rate_recorded_again_unchanged_changes_no_amount() -> None:
    """Rounding is of the sum, so one more cut in the days cannot move a kopeck."""
    same = {"2000-01-01": "0.20"} | {after(day).isoformat(): "0.20" for day in (3, 5, 7, 11)}

    once, often = (charge_interest(debt("1234567.89"), grounds(RULE, rates), after(77)) for rates in (FLAT, same))
    assert len(once.stretches) < len(often.stretches)
    assert once.amount == often.amount


def test_a_leap_day_is_a_day_like_any_other() -> None:
    """From 27 February to 1 March are three days in 2024, and two in 2023."""
    days = []
    for year in (2023, 2024):
        charged = charge_interest(
            debt("300", due=date(year, 2, 27)), grounds(late(interest({1: "1/300"}))), date(year, 3, 1)
        )
        days.append((sum(stretch.period.days for stretch, _ in charged.stretches), str(charged.amount)))

    assert [(2, "0.40"), (3, "0.60")] == days


def test_a_year_of_365_days_is_that_in_leap_years_too() -> None:
    """`actual_365`: 366 days of 2024 bear more than a year's rate."""
    rule = late(interest({1: "1"}, day_count="actual_365"))
    charged = charge_interest(debt("36500", due=date(2023, 12, 31)), grounds(rule), date(2024, 12, 31))

    assert Decimal("7320.00") == charged.amount


def test_a_years_own_days_bear_a_years_rate() -> None:
    """`actual_actual`: 2023 and 2024 bear 20 % each, over 365 and 366 days, cut at New Year."""
    rule = late(interest({1: "1"}, day_count="actual_actual"))
    charged = charge_interest(debt("1000", due=date(2022, 12, 31)), grounds(rule), date(2024, 12, 31))

    assert [("200.00", 365), ("200.00", 366)] == [
        (str(amount), stretch.period.days) for stretch, amount in charged.stretches
    ]


def test_the_law_of_each_day_counts_and_days_late_run_on() -> None:
    """A debt late since December: 1/300 to the end of 2024, then the step that its day has reached by the new rule."""
    old = late(interest({1: "1/300"}), name="2022", begin="2022-03-09", end="2025-01-01")
    new = late(interest(), name="2025", begin="2025-01-01")
    at = datetime(2030, 1, 1, tzinfo=UTC)
    rules = ResolvedRules(schedule("xa.late"), (RecordedVersion(old, at), RecordedVersion(new, at)), at)
    charged = charge_interest(debt("1000000", due=date(2024, 11, 28)), grounds(rules), date(2025, 1, 10))

    assert [("2022", 1, 33, 300), ("2025", 34, 10, 150)] == [
        (stretch.version.version, stretch.first_day, stretch.period.days, stretch.step.share.over)
        for stretch, _ in charged.stretches
    ]
    assert Decimal("35333.33") == charged.amount


def test_days_without_law_are_refused_not_taken_for_free() -> None:
    """No older rule stands in for one that is not there."""
    at = datetime(2030, 1, 1, tzinfo=UTC)
    ended = RecordedVersion(late(interest(), begin="2022-01-01", end="2025-04-01"), at)
    with pytest.raises(Unresolved) as refused:
        charge_interest(debt("100"), grounds(ResolvedRules(schedule("xa.late"), (ended,), at)), after(30))

    assert "ended-on" == refused.value.code


def test_days_before_the_first_known_rate_are_refused() -> None:
    """A rate that is not known is not zero."""
    with pytest.raises(Nonsense) as refused:
        charge_interest(debt("100"), grounds(RULE, {after(2).isoformat(): "0.20"}), after(30))

    assert ("reference-rate-missing", after(1).isoformat()) == (refused.value.code, refused.value.extra["on"])


def test_an_operator_that_the_law_does_not_name_is_refused() -> None:
    """Silence of the law about a kind of operator is not a rate of zero."""
    with pytest.raises(Nonsense) as refused:
        charge_interest(debt("100"), grounds(RULE, operator_kind="individual"), after(30))

    assert "charge-not-foreseen" == refused.value.code


@pytest.mark.parametrize(("rule", "days"), [("counted", [10, 20]), ("not_counted", [9, 21])])
def test_a_partial_payment_lowers_the_debt_from_the_day_that_the_law_names(rule: str, days: list[int]) -> None:
    """Paid on the tenth day: that day still counts for the whole, or no longer."""
    law = late(interest({1: "1/300"}, payment_day=rule))
    charged = charge_interest(debt("1000", (after(10).isoformat(), "400")), grounds(law), after(30))

    assert [("1000", days[0]), ("600", days[1])] == [
        (str(stretch.base), stretch.period.days) for stretch, _ in charged.stretches
    ]


def test_a_payment_on_the_day_of_a_step_lowers_the_debt_from_the_next() -> None:
    """Two cuts side by side: the day of the step, which still counts for the whole, and the day after."""
    law = late(interest({1: "1/300", 11: "1/150"}))
    charged = charge_interest(debt("1000", (after(11).isoformat(), "400")), grounds(law), after(20))

    assert [("1000", 300, 10), ("1000", 150, 1), ("600", 150, 9)] == [
        (str(stretch.base), stretch.step.share.over, stretch.period.days) for stretch, _ in charged.stretches
    ]


def test_interest_ends_with_the_debt() -> None:
    """What is paid in full needs neither law nor rates for the days after: here the law ends the day after."""
    at = datetime(2030, 1, 1, tzinfo=UTC)
    law = RecordedVersion(late(interest({1: "1/300"}), begin="2022-01-01", end=after(6).isoformat()), at)
    paid = debt("1000", (after(3).isoformat(), "400"), (after(5).isoformat(), "600"))
    charged = charge_interest(paid, grounds(ResolvedRules(schedule("xa.late"), (law,), at)), date(2100, 1, 1))

    assert after(5) == charged.stretches[-1][0].period.end - timedelta(days=1)
    assert Decimal("2.80") == charged.amount


@pytest.mark.parametrize("paid", [[("2025-03-28", "1000")], [("2025-01-01", "2000")]])
def test_what_is_paid_in_time_or_too_much_bears_nothing(paid: list[tuple[str, str]]) -> None:
    """A payment before the day, and one beyond the debt, leave nothing to charge."""
    charged = charge_interest(debt("1000", *paid), grounds(RULE), after(100))

    assert (Decimal(0), ()) == (charged.amount, charged.stretches)


@pytest.mark.parametrize("amount", ["0", "-500"])
def test_a_refund_bears_nothing(amount: str) -> None:
    """Interest runs on what is owed, not on what is owed back."""
    assert Decimal(0) == charge_interest(debt(amount), grounds(RULE), after(100)).amount


def test_a_debt_whose_day_no_source_names_is_never_late() -> None:
    """A day is not made up."""
    assert Decimal(0) == charge_interest(debt("1000", due=None), grounds(RULE), after(100)).amount


def test_the_nodes_tell_everything_that_the_amounts_rest_on() -> None:
    """One node a stretch, exact before rounding, and one for the rounding."""
    first, _, _, last = interest_nodes(charge_interest(debt("1000000"), grounds(RULE), after(100)), "RUB")

    assert {
        "id": "interest/1",
        "kind": "late_interest",
        "from": "2025-03-29",
        "to": "2025-04-28",
        "days": 30,
        "first_day": 1,
        "base": "1000000.00",
        "series": "ru.key_rate",
        "rate": "0.2",
        "rate_since": "2000-01-01",
        "rate_source": "illustrative",
        "share": "1/300",
        "day_count": "each_day",
        "dividend": "6000000",
        "divisor": "300",
        "amount": "20000.00",
        "rule": "xa.late@2030",
        "version_sha256": RULE.sha256,
        "law": "act#5",
        "evidence": "unverified",
    } == first
    assert {
        "id": "interest/round",
        "kind": "round",
        "dividend": "32000000",
        "divisor": "300",
        "step": "0.01",
        "mode": "half_up",
        "amount": "106666.67",
    } == last


def test_one_version_answers_for_every_day() -> None:
    """A document's own cases are tried on it alone."""
    assert RULE is OneVersion(RULE).on(date(1900, 1, 1))
