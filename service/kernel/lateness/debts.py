"""
Debts and the payments that count towards them, the oldest debt first.

A payment is taken on its own day, whenever it was noted: it pays the debt that was due first, then the next, as far as
it reaches. What is left over stays to the operator's credit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from service.domain.decimals import EXACT, ZERO


class Debt(NamedTuple):
    """An amount that was due on a day; *due_on* open: no source names the day, so it is never late."""

    id: str
    amount: Decimal
    due_on: date | None


class Payment(NamedTuple):
    """What was paid on a day."""

    id: str
    paid_on: date
    amount: Decimal


class PaidDebt(NamedTuple):
    """A debt with the parts of payments that count towards it, in the order of their days."""

    debt: Debt
    parts: tuple[Payment, ...]

    @property
    def unpaid(self) -> Decimal:
        """What is left of it after all of them."""
        return EXACT.subtract(self.debt.amount, total(self.parts))

    def unpaid_on(self, day: date, *, payment_day_counts: bool) -> Decimal:
        """Return what is unpaid throughout *day*; a payment of the day itself lowers it unless its day counts."""
        paid = (part for part in self.parts if part.paid_on < day or (part.paid_on == day and not payment_day_counts))
        return EXACT.subtract(self.debt.amount, total(paid))

    @property
    def cleared_on(self) -> date | None:
        """The day of the payment that paid the last of it."""
        return self.parts[-1].paid_on if self.parts and not self.unpaid else None


class Allocation(NamedTuple):
    """Debts in the order in which they are paid, and what of the payments is left over."""

    debts: tuple[PaidDebt, ...]
    credit: tuple[Payment, ...]


def allocate(debts: Iterable[Debt], payments: Iterable[Payment]) -> Allocation:
    """Let *payments* count towards *debts*, the oldest debt first; debts of nothing, or less, take nothing."""
    left = sorted(payments, key=lambda each: (each.paid_on, each.id))
    paid: list[PaidDebt] = []
    for debt in sorted(debts, key=lambda each: (each.due_on or date.max, each.id)):
        parts, left = _pay(debt, left)
        paid.append(PaidDebt(debt, parts))
    return Allocation(tuple(paid), tuple(left))


def _pay(debt: Debt, payments: Iterable[Payment]) -> tuple[tuple[Payment, ...], list[Payment]]:
    """Return the parts of *payments* that *debt* takes, and what is left of them."""
    parts: list[Payment] = []
    left: list[Payment] = []
    unpaid = max(debt.amount, ZERO)
    for payment in payments:
        part = min(unpaid, payment.amount)
        unpaid = EXACT.subtract(unpaid, part)
        if part:
            parts.append(payment._replace(amount=part))
        if part < payment.amount:
            left.append(payment._replace(amount=EXACT.subtract(payment.amount, part)))
    return tuple(parts), left


def total(payments: Iterable[Payment]) -> Decimal:
    """Add up *payments*."""
    amount = ZERO
    for payment in payments:
        amount = EXACT.add(amount, payment.amount)
    return amount
