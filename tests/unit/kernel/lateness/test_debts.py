"""Payments count towards the oldest debt first, on their own days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from service.kernel.lateness.debts import Debt, Payment, allocate


def a_debt(name: str, amount: str, due: str | None) -> Debt:
    """Make a debt."""
    return Debt(name, Decimal(amount), None if due is None else date.fromisoformat(due))


def a_payment(name: str, day: str, amount: str) -> Payment:
    """Make a payment."""
    return Payment(name, date.fromisoformat(day), Decimal(amount))


def test_the_oldest_debt_is_paid_first_whatever_the_order_of_notes() -> None:
    """One payment reaches from one debt into the next."""
    debts = [a_debt("young", "100", "2026-06-28"), a_debt("old", "100", "2026-03-28")]
    payments = [a_payment("b", "2026-07-02", "80"), a_payment("a", "2026-07-01", "70")]

    old, young = allocate(debts, payments).debts
    assert [("a", "70"), ("b", "30")] == [(part.id, str(part.amount)) for part in old.parts]
    assert [("b", "50")] == [(part.id, str(part.amount)) for part in young.parts]
    assert (Decimal(0), date(2026, 7, 2), Decimal(50), None) == (
        old.unpaid,
        old.cleared_on,
        young.unpaid,
        young.cleared_on,
    )


def test_what_is_left_over_is_to_the_operators_credit() -> None:
    """Overpaid money is neither lost nor charged to anything."""
    allocation = allocate([a_debt("only", "100", "2026-03-28")], [a_payment("a", "2026-03-01", "130")])

    assert [a_payment("a", "2026-03-01", "30")] == list(allocation.credit)


def test_a_refund_takes_no_payment() -> None:
    """What is owed back is not paid by the one to whom it is owed."""
    refund, debt = allocate(
        [a_debt("back", "-40", "2026-01-28"), a_debt("owed", "100", "2026-03-28")], [a_payment("a", "2026-03-01", "60")]
    ).debts

    assert ((), Decimal(40)) == (refund.parts, debt.unpaid)


def test_a_debt_without_a_day_is_paid_last() -> None:
    """What is due on a day comes before what is due on none that is known."""
    paid = allocate([a_debt("a", "100", None), a_debt("b", "100", "2026-03-28")], [a_payment("p", "2026-03-01", "100")])

    assert ["b", "a"] == [each.debt.id for each in paid.debts]
    assert [Decimal(0), Decimal(100)] == [each.unpaid for each in paid.debts]
