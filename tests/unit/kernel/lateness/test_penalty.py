"""Penalties for late returns: months begun and full, steps, the cap, the minimum, and what the shares are of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Nonsense
from service.kernel.lateness.penalty import Filing, Penalty, charge_penalty, months_late, penalty_nodes
from tests.unit.kernel.lateness.building import debt, grounds, interest, late, penalty

MARCH = date(2026, 3, 25)


@pytest.mark.parametrize(
    ("due", "filed", "started", "full"),
    [
        ("2026-03-25", "2026-03-26", 1, 0),
        ("2026-03-25", "2026-04-24", 1, 0),
        ("2026-03-25", "2026-04-25", 1, 1),
        ("2026-03-25", "2026-04-26", 2, 1),
        ("2026-01-31", "2026-02-28", 1, 1),
        ("2024-01-31", "2024-02-28", 1, 0),
        ("2024-01-31", "2024-02-29", 1, 1),
        ("2026-01-31", "2026-03-31", 2, 2),
        ("2025-12-15", "2027-01-16", 14, 13),
    ],
)
def test_months_are_counted_by_their_days(due: str, filed: str, started: int, full: int) -> None:
    """From a day to the same day of the next month, or to the last of a month that has no such day."""
    filing = Filing(date.fromisoformat(due), date.fromisoformat(filed))

    assert (started, full) == (months_late(filing, full=False), months_late(filing, full=True))


def charged(amount: str, filed: date, *paid: tuple[str, str], **said: str) -> Penalty | None:
    """Charge a made-up penalty on a debt that is due on 28 March, its return on the 25th."""
    rule = late(penalty(**said))
    return charge_penalty(debt(amount, *paid, due=date(2026, 3, 28)), Filing(MARCH, filed), grounds(rule))


@pytest.mark.parametrize(
    ("filed", "amount", "bound"),
    [
        (date(2026, 3, 26), "50000", None),
        (date(2026, 4, 26), "100000", None),
        (date(2026, 9, 25), "300000", None),
        (date(2026, 9, 26), "300000", "cap"),
        (date(2030, 1, 1), "300000", "cap"),
    ],
)
def test_shares_add_up_to_the_cap(filed: date, amount: str, bound: str | None) -> None:
    """Five percent a month, thirty at most; at exactly thirty nothing was cut off."""
    made = charged("1000000", filed)

    assert made is not None
    assert (Decimal(amount), bound) == (made.amount, made.bound)


def test_what_came_in_time_is_not_charged() -> None:
    """The day itself is in time."""
    assert charged("1000000", MARCH) is None


def test_the_minimum_is_charged_where_no_tax_is_due() -> None:
    """A late return of nothing is a late return; a refund is no base."""
    made = [charged(amount, date(2026, 3, 26)) for amount in ("0", "-5000", "19999")]

    assert [(Decimal(1000), "minimum")] * 3 == [(one.amount, one.bound) for one in made if one is not None]


@pytest.mark.parametrize(("of", "amount"), [("tax", "50000"), ("unpaid_tax", "30000")])
def test_what_was_paid_in_time_counts_where_the_law_says_so(of: str, amount: str) -> None:
    """400,000 were paid by the day, the rest a day later."""
    made = charged("1000000", date(2026, 4, 25), ("2026-03-28", "400000"), ("2026-03-29", "600000"), of=of)

    assert made is not None
    assert Decimal(amount) == made.amount


def test_steps_change_the_share_of_later_months() -> None:
    """Two months at a third of a hundredth each, the rest at one: exact, though a third is no decimal."""
    steps = [{"from": "1", "share": "1/300"}, {"from": "3", "share": "0.01"}]
    rule = late({**penalty(), "steps": steps, "cap": None, "minimum": None})
    made = charge_penalty(debt("900"), Filing(MARCH, date(2026, 7, 25)), grounds(rule))

    assert made is not None
    assert (4, Decimal(24)) == (made.months, made.amount)
    (node,) = penalty_nodes(made, "RUB")
    assert ("8/300", None, "24.00") == (node["share"], node["bound"], node["amount"])


def test_law_without_a_penalty_charges_none_and_one_for_others_is_refused() -> None:
    """Between nothing and not knowing there is a difference."""
    filing = Filing(MARCH, date(2026, 4, 1))

    assert charge_penalty(debt("1000"), filing, grounds(late(interest()))) is None
    with pytest.raises(Nonsense) as refused:
        charge_penalty(debt("1000"), filing, grounds(late(penalty()), operator_kind="individual"))
    assert "charge-not-foreseen" == refused.value.code
