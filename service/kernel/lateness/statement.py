"""
The statement of an operator: what was assessed, what being late cost, what was paid, and what is left, as of a day.

One account for each jurisdiction and currency: money paid to one authority pays no debt to another, and a day begins
earlier here than there. Pure: the same books give the same document, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.canonical import Json
from service.domain.decimals import EXACT, ZERO
from service.domain.money import amount_text
from service.kernel.lateness.books import Books, Liability, Note
from service.kernel.lateness.burden import Charged, Gap, burden
from service.kernel.lateness.debts import Allocation, PaidDebt, Payment, allocate, total

# Of one day: what is owed before what is paid. A reversal undoes a payment, so it follows it.
_ORDER: Final = ("assessed", "difference", "interest", "penalty", "payment", "reversal")


class Line(NamedTuple):
    """A line of an account: its day, its kind, what it adds to the balance, and what more it says."""

    on: date
    kind: str
    amount: Decimal
    more: dict[str, Json]


def draw(books: Books, as_of: date | None = None) -> dict[str, Json]:
    """
    Draw the accounts of *books* as they stood at the end of the day *as_of*.

    Without it, of the day that it is in each jurisdiction; of the whole, *as_of* is then the latest of them.
    """
    days = {jurisdiction: as_of or books.today(jurisdiction) for jurisdiction, _ in books.accounts}
    books = books.until(days)
    accounts = [_account(books, *name, days[name[0]]) for name in books.accounts]
    latest = max((days[jurisdiction] for jurisdiction, _ in books.accounts), default=as_of or books.shown_at.date())
    complete = not any(account["gaps"] for account in accounts)
    return {"as_of": latest.isoformat(), "complete": complete, "accounts": list(accounts)}


def _account(books: Books, jurisdiction: str, currency: str, as_of: date) -> dict[str, Json]:
    own = (jurisdiction, currency)
    liabilities = {each.debt.id: each for each in books.liabilities if (each.jurisdiction, each.currency) == own}
    notes = [note for note in books.notes if (note.jurisdiction, note.currency) == own]
    allocation = allocate((each.debt for each in liabilities.values()), _standing(notes))
    lines, gaps = [line for each in liabilities.values() for line in _assessed(each)], list[Json]()
    for paid in allocation.debts:
        liability = liabilities[paid.debt.id]
        for borne in burden(books, liability, paid, as_of):
            if isinstance(borne, Gap):
                gaps.append(_of(liability) | borne._asdict())
            else:
                lines.append(_charged(liability, borne))
    lines += map(_noted, notes)
    return {
        "jurisdiction": jurisdiction,
        "currency": currency,
        "as_of": as_of.isoformat(),
        **_sums(lines, allocation, currency),
        "lines": list(_balanced(sorted(lines, key=_place), currency)),
        "debts": [_debt(liabilities[paid.debt.id], paid) for paid in allocation.debts],
        "gaps": gaps,
    }


def _standing(notes: Iterable[Note]) -> list[Payment]:
    """Return the payments that no other note takes away."""
    notes = list(notes)
    reversed_ = {note.reverses for note in notes}
    return [
        Payment(note.id, note.paid_on, note.amount)
        for note in notes
        if note.reverses is None and note.id not in reversed_
    ]


def _assessed(liability: Liability) -> Iterator[Line]:
    for at, entry in enumerate(liability.entries):
        due: Json = None if liability.due_on is None else liability.due_on.isoformat()
        more = _of(liability) | {"due_on": due, "assessment": entry.assessment}
        yield Line(entry.on, "difference" if at else "assessed", entry.amount, more)


def _charged(liability: Liability, charged: Charged) -> Line:
    more = _of(liability) | {"rule": charged.rule, "trace": list(charged.nodes)}
    return Line(charged.on, charged.kind, charged.amount, more)


def _noted(note: Note) -> Line:
    more: dict[str, Json] = {"payment": note.id, "reference": note.reference}
    if note.reverses is not None:
        return Line(note.paid_on, "reversal", note.amount, more | {"reverses": note.reverses})
    return Line(note.paid_on, "payment", EXACT.minus(note.amount), more)


def _of(liability: Liability) -> dict[str, Json]:
    return {"schedule": liability.schedule, "period": liability.period.as_json()}


def _place(line: Line) -> tuple[str, ...]:
    """Order lines by day, then by kind, then by what cannot differ by chance."""
    more = line.more
    names = (str(more.get(name, "")) for name in ("schedule", "rule", "assessment", "payment"))
    return (line.on.isoformat(), str(_ORDER.index(line.kind)), *names)


def _balanced(lines: Iterable[Line], currency: str) -> Iterator[Json]:
    """Write the lines, each with the balance that it leads to."""
    balance = ZERO
    for line in lines:
        balance = EXACT.add(balance, line.amount)
        yield {
            "on": line.on.isoformat(),
            "kind": line.kind,
            "amount": amount_text(line.amount, currency),
            "balance": amount_text(balance, currency),
            **line.more,
        }


def _sums(lines: Iterable[Line], allocation: Allocation, currency: str) -> dict[str, Json]:
    """Add up the lines by what they are; the balance is their sum, above zero what the operator owes."""
    by_kind = dict.fromkeys(_ORDER, ZERO)
    for line in lines:
        by_kind[line.kind] = EXACT.add(by_kind[line.kind], line.amount)
    balance = ZERO
    for amount in by_kind.values():
        balance = EXACT.add(balance, amount)
    paid = EXACT.minus(EXACT.add(by_kind["payment"], by_kind["reversal"]))
    sums = {
        "assessed": by_kind["assessed"],
        "differences": by_kind["difference"],
        "interest": by_kind["interest"],
        "penalties": by_kind["penalty"],
        "paid": paid,
        "balance": balance,
        "not_allocated": total(allocation.credit),
    }
    return {name: amount_text(amount, currency) for name, amount in sums.items()}


def _debt(liability: Liability, paid: PaidDebt) -> Json:
    """Say of a debt when it was due and why then, and which payments counted towards it."""
    currency = liability.currency
    return _of(liability) | {
        "assessment": paid.debt.id,
        "due_on": None if liability.due_on is None else liability.due_on.isoformat(),
        "terms": liability.terms.as_json(),
        "amount": amount_text(paid.debt.amount, currency),
        "unpaid": amount_text(paid.unpaid, currency),
        "paid_by": [
            {"payment": part.id, "on": part.paid_on.isoformat(), "amount": amount_text(part.amount, currency)}
            for part in paid.parts
        ],
    }
