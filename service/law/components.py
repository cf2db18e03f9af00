"""
The closed list of component kinds, each with the fields that `hashlevy.version/1` gives it.

A *ref* is the name of an input or of an earlier component. Add a kind only when a real law needs it, with its own
tests and documentation.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from service.law.conditions import Condition


class Head(NamedTuple):
    """What every component has: its name, the article it rests on, how sure that is, and its title for people."""

    id: str
    kind: str
    law: str | None
    evidence: str | None  # verified | unverified | inferred; none: as the version
    title: dict[str, str] | None


class PerUnit(NamedTuple):
    """Quantity times rate: kWh x KZT/kWh = KZT."""

    head: Head
    of: str
    rate: Decimal


class Percent(NamedTuple):
    """Amount times fraction."""

    head: Head
    of: str
    rate: Decimal


class Band(NamedTuple):
    """From its own edge up to, not including, the next; *evidence* where it differs from its component's."""

    start: Decimal
    rate: Decimal
    evidence: str | None


class Brackets(NamedTuple):
    """`marginal`: each slice at the rate of its band; `slab`: the whole at the rate of the band it reaches."""

    head: Head
    of: str
    mode: str
    bands: tuple[Band, ...]


class Lookup(NamedTuple):
    """A rate found by another value: by `bands` of a number, or by a `table` of codes; no hit is an error."""

    head: Head
    by: str
    bands: tuple[Band, ...] | None
    table: dict[str, Decimal] | None
    no_hit: str | None = None  # why some values have no rate, where the sources leave a hole
    unit: str | None = None  # of the rate, where its use does not tell: `1`, `currency/kWh`, ...


class Product(NamedTuple):
    """One value times another."""

    head: Head
    of: str
    by: str


class Ratio(NamedTuple):
    """`of` divided by `by`, rounded once to *scale* digits by *mode*; *if_zero* is the answer for a zero divisor."""

    head: Head
    of: str
    by: str
    scale: int
    mode: str
    if_zero: Decimal


class Subtract(NamedTuple):
    """`base` minus every one of `less`, not below *floor* where there is one."""

    head: Head
    base: str
    less: tuple[str, ...]
    floor: Decimal | None


class Total(NamedTuple):
    """The sum of `add` minus the sum of `less`."""

    head: Head
    add: tuple[str, ...]
    less: tuple[str, ...]


class Option(NamedTuple):
    """One of the options of `choose`; no condition: otherwise. *value* is a ref or a number."""

    when: Condition | None
    value: str | Decimal


class ChooseFirst(NamedTuple):
    """The value of the first option whose condition holds; none is an error."""

    head: Head
    options: tuple[Option, ...]


class ChooseHighest(NamedTuple):
    """The highest of several values."""

    head: Head
    of: tuple[str, ...]


class Exempt(NamedTuple):
    """Zero when the condition holds, else `of`; the relieved amount stays in the trace."""

    head: Head
    of: str
    when: Condition
    reason: str


class Surcharge(NamedTuple):
    """A share of an earlier line, due when the condition (if any) holds."""

    head: Head
    of: str
    rate: Decimal
    when: Condition | None


class Credit(NamedTuple):
    """`of` less a share of it when the condition holds... as a positive amount to be taken off by a later `total`."""

    head: Head
    of: str
    rate: Decimal
    when: Condition | None
    refundable: bool


class Cap(NamedTuple):
    """`of`, but not above *at* (a ref or a number); says whether it bound."""

    head: Head
    of: str
    at: str | Decimal


class Minimum(NamedTuple):
    """`of`, but not below *at* (a ref or a number); says whether it bound."""

    head: Head
    of: str
    at: str | Decimal


class Eligibility(NamedTuple):
    """A finding when the condition holds; no money. *severity* is `reject`, `alert` or `info`."""

    head: Head
    when: Condition
    finding: str
    severity: str
    message: dict[str, str]


class Round(NamedTuple):
    """`of` rounded to a multiple of *step* by *mode*: the only place where money is rounded."""

    head: Head
    of: str
    step: Decimal
    mode: str


Component = (
    PerUnit
    | Percent
    | Brackets
    | Lookup
    | Product
    | Ratio
    | Subtract
    | Total
    | ChooseFirst
    | ChooseHighest
    | Exempt
    | Surcharge
    | Credit
    | Cap
    | Minimum
    | Eligibility
    | Round
)
