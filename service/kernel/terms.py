"""
Terms: which day counts for a return and for a payment, after days of rest and after what authorities decided.

The one place that says so, for obligations and for statements: whoever pays on the day that an obligation shows is not
late. An extension moves the days that it names and no other; a waiver is of the whole obligation, so that nothing about
it is late.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from service.domain.canonical import Json
from service.kernel.due_days import DueDays, DueOn


class Ruling(NamedTuple):
    """What an authority decided *on* a day: an `extension` with its days, a `waiver`, or a `reinstatement`."""

    id: str
    decision: str
    return_on: date | None
    payment_on: date | None
    on: date


class Term(NamedTuple):
    """A day on which something is due by law, and the day that counts instead, by the decision named, if any."""

    due: DueOn
    extended_to: date | None = None
    extended_by: str | None = None

    @property
    def on(self) -> date:
        """The day that counts."""
        return self.extended_to or self.due.on

    def as_json(self) -> dict[str, Json]:
        """Write the day of the law, what moves it, and the extension."""
        to = self.extended_to
        return self.due.as_json() | {
            "extended_to": None if to is None else to.isoformat(),
            "extended_by": self.extended_by,
        }


class Terms(NamedTuple):
    """When return and payment are due by law, and what was decided about it, earliest first."""

    due: DueDays
    rulings: tuple[Ruling, ...] = ()

    @property
    def of_return(self) -> Term | None:
        """The term of the return; nothing where the law asks for none, or no source names the day."""
        return self._term(self.due.return_on, [(ruling.return_on, ruling.id) for ruling in self.rulings])

    @property
    def of_payment(self) -> Term | None:
        """The term of the payment; nothing where the law asks for none, or no source names the day."""
        return self._term(self.due.payment_on, [(ruling.payment_on, ruling.id) for ruling in self.rulings])

    @property
    def waived_by(self) -> str | None:
        """The waiver that holds: of waivers and reinstatements, the last counts."""
        said = [ruling for ruling in self.rulings if ruling.decision != "extension"]
        return said[-1].id if said and said[-1].decision == "waiver" else None

    def until(self, day: date) -> Terms:
        """Return them as they stood at the end of *day*, without what was decided later."""
        return self._replace(rulings=tuple(ruling for ruling in self.rulings if ruling.on <= day))

    def as_json(self) -> dict[str, Json]:
        """Write both terms, and the waiver that holds."""
        return {
            "return": None if self.of_return is None else self.of_return.as_json(),
            "payment": None if self.of_payment is None else self.of_payment.as_json(),
            "waived_by": self.waived_by,
        }

    @staticmethod
    def _term(due: DueOn | None, said: list[tuple[date | None, str]]) -> Term | None:
        """Of several extensions of a day, take the last; none takes away days that the law gives."""
        if due is None:
            return None
        last = next(((day, name) for day, name in reversed(said) if day is not None), None)
        return Term(due) if last is None or last[0] <= due.on else Term(due, *last)
