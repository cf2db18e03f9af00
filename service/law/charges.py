"""
What law charges on top of a debt that is late: the two kinds of charge of an aftermath, after `hashlevy.version/1`.

They are no components: a component computes one value from the facts of a period, a charge runs along the days of a
delay, over debts, payments and a series of rates. Add a kind only when a real law needs it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

DAY_COUNTS: Final = ("each_day", "actual_365", "actual_actual")
"""What a share is of: the rate as it stands for each day, or a year's rate over 365 days, or over its own days."""


class Share(NamedTuple):
    """A share as law writes it, exact: `1/300` is 1 over 300, `0.05` is 0.05 over 1."""

    times: Decimal
    over: int


class Step(NamedTuple):
    """From a day or month of the delay on, counted from 1, up to the next step; a penalty's share is of each month."""

    start: int
    share: Share


class Rounding(NamedTuple):
    """To a whole multiple of *step*, by a mode of `ROUNDING_MODES`."""

    step: Decimal
    mode: str


class ChargeHead(NamedTuple):
    """What every charge has; *operators* are the kinds of operator that it is charged to."""

    id: str
    kind: str  # late_interest | late_filing
    operators: tuple[str, ...]
    law: str
    evidence: str | None  # verified | unverified | inferred; none: as the version
    title: dict[str, str] | None


class LateInterest(NamedTuple):
    """
    Simple interest on what is unpaid, for each day of the delay, at a rate of *series* and the share of the day's step.

    *payment_day* says whether the day of a payment still counts for what it pays.
    """

    head: ChargeHead
    series: str
    day_count: str  # of DAY_COUNTS
    days: str  # from_day_after_due
    payment_day: str  # counted | not_counted
    steps: tuple[Step, ...]
    rounding: Rounding


class LateFiling(NamedTuple):
    """
    A penalty for a return that comes late: a share of the tax for each month of the delay, within bounds.

    *of* is the whole `tax`, or what of it was unpaid when it was due (`unpaid_tax`); *months* are those that have
    `started`, or only `full` ones. *cap* is a share of the same amount, *minimum* money.
    """

    head: ChargeHead
    of: str  # tax | unpaid_tax
    months: str  # started | full
    steps: tuple[Step, ...]
    cap: Share | None
    minimum: Decimal | None
    rounding: Rounding


Charge = LateInterest | LateFiling


class CasePayment(NamedTuple):
    """A payment of a worked case."""

    on: date
    amount: Decimal


class CaseRate(NamedTuple):
    """A rate of a worked case, a year's, from a day on."""

    start: date
    rate: Decimal


class CaseFiling(NamedTuple):
    """When the return of a worked case was due, and when it came."""

    due_on: date
    filed_on: date


class LateCase(NamedTuple):
    """A worked case inside a document: a debt, what became of it, and what each charge then comes to."""

    name: str
    amount: Decimal
    due_on: date
    as_of: date
    paid: tuple[CasePayment, ...]
    rates: tuple[CaseRate, ...]
    filing: CaseFiling | None
    expect: dict[str, Decimal]
