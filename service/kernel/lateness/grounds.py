"""What lateness is judged by: the law in force on each day and the rates that applied, both as known at one instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from service.domain.errors import Fault, Nonsense
from service.law.charges import LateFiling, LateInterest
from service.law.document import RecordedVersion, Schedule, Version
from service.law.resolver import change_days, resolve

C = TypeVar("C", LateInterest, LateFiling)


class RateChange(NamedTuple):
    """A rate a year (`0.20` is 20 %), from a day on until the next change."""

    since: date
    rate: Decimal
    source: str


class Rates:
    """One series of rates, piecewise constant."""

    def __init__(self, name: str, changes: Iterable[RateChange]) -> None:
        """Take *changes* in any order, at most one a day."""
        self.name = name
        self._changes = sorted(changes)
        self.days = tuple(change.since for change in self._changes)

    def on(self, day: date) -> RateChange:
        """
        Return the rate that applied on *day*.

        Raises:
            Nonsense: `reference-rate-missing`, none is known from so early.
        """
        index = bisect_right(self.days, day)
        if not index:
            known = f"the first that is known is of {self.days[0]}" if self.days else "none is known"
            detail = f"No rate of {self.name} is known for {day}: {known}. Import its rates, or state them."
            fault = Fault("/rates", "reference-rate-missing", f"expected the rate of {self.name} on {day}; {known}")
            extra = {"series": self.name, "on": day.isoformat()}
            raise Nonsense("reference-rate-missing", detail, faults=[fault], extra=extra)
        return self._changes[index - 1]


class Rules(Protocol):
    """The law of one aftermath, day by day."""

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which the answer may change."""

    def on(self, day: date) -> Version:
        """Return the version in force on *day*, or refuse with the reason why there is none."""


class ResolvedRules(NamedTuple):
    """The law as recorded, by the knowledge of an instant."""

    schedule: Schedule
    versions: tuple[RecordedVersion, ...]
    known_at: datetime

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which the answer may change."""
        return change_days(self.versions, self.known_at)

    def on(self, day: date) -> Version:
        """
        Return the version in force on *day*.

        Raises:
            NotFound: there is none; the code says why.
        """
        return resolve(self.schedule, self.versions, day, self.known_at).version


class OneVersion(NamedTuple):
    """One version as if it were in force on every day: for its own worked cases."""

    version: Version
    days: tuple[date, ...] = ()

    def on(self, _: date) -> Version:
        """Return the version."""
        return self.version


class Grounds(NamedTuple):
    """Whom it is about, by which law, at which rates."""

    operator_kind: str
    rules: Rules
    rates: Mapping[str, Rates]

    def series(self, name: str) -> Rates:
        """Return a series of rates, empty where none of it is known."""
        return self.rates.get(name) or Rates(name, ())


def charge_of(version: Version, kind: type[C], operator_kind: str) -> C | None:
    """Return the charge of a *kind* that *version* has for an operator, if it has one."""
    found = (charge for charge in version.charges if isinstance(charge, kind))
    return next((charge for charge in found if operator_kind in charge.head.operators), None)


def has(version: Version, kind: type[C]) -> bool:
    """Tell whether *version* has charges of a *kind*, for whomever."""
    return any(isinstance(charge, kind) for charge in version.charges)


def not_foreseen(version: Version, what: str, operator_kind: str) -> Nonsense:
    """Say that a version charges this to others, but not to this kind of operator."""
    detail = f"{version.name} says nothing of {what} for an operator of kind {operator_kind}; nothing is assumed."
    fault = Fault("/operator/kind", "charge-not-foreseen", "expected a kind of operator that the version names")
    return Nonsense("charge-not-foreseen", detail, faults=[fault])
