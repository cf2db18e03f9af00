"""Debts, rates and law for tests of lateness; the rates are illustrative, and nobody ever published them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from service.domain.canonical import Json
from service.kernel.lateness.debts import Debt, PaidDebt, Payment, allocate
from service.kernel.lateness.grounds import Grounds, OneVersion, RateChange, Rates, Rules
from service.law.document import Version
from service.law.reader import version_from_content
from tests.unit.law.examples import schedule

SERIES = "ru.key_rate"
DUE = date(2025, 3, 28)
FLAT = {"2000-01-01": "0.20"}
THREE_STEPS = {1: "1/300", 31: "1/150", 91: "1/300"}


def interest(steps: Mapping[int, str] = THREE_STEPS, **said: Json) -> dict[str, Json]:
    """Write a charge of late interest with *steps*; what else is *said* are its keys."""
    charge: dict[str, Json] = {
        "id": "interest",
        "kind": "late_interest",
        "operators": ["legal_entity"],
        "series": SERIES,
        "day_count": "each_day",
        "days": "from_day_after_due",
        "payment_day": "counted",
        "steps": [{"from": str(start), "share": share} for start, share in steps.items()],
        "round": {"step": "0.01", "mode": "half_up"},
        "law": "act#5",
    }
    return charge | said


def penalty(**said: Json) -> dict[str, Json]:
    """Write a charge for a late return; what is *said* are its keys."""
    charge: dict[str, Json] = {
        "id": "penalty",
        "kind": "late_filing",
        "operators": ["legal_entity"],
        "of": "tax",
        "months": "started",
        "steps": [{"from": "1", "share": "0.05"}],
        "cap": "0.30",
        "minimum": "1000",
        "round": {"step": "1", "mode": "half_up"},
        "law": "act#6",
    }
    return charge | said


def late(*charges: Json, name: str = "2030", begin: str | None = None, end: str | None = None) -> Version:
    """Make a version of an aftermath, in force from *begin* to *end*."""
    content: dict[str, Json] = {
        "format": "hashlevy.version/1",
        "schedule": "xa.late",
        "version": name,
        "status": "enacted",
        "valid": {"from": begin, "to": end},
        "published_on": None,
        "evidence": "unverified",
        "law": {"act": {"title": "Mining Levy Act", "cite": "XA 2029/1", "evidence": "verified"}},
        "charges": list(charges),
    }
    return version_from_content(content, schedule("xa.late"))


def grounds(law: Version | Rules, rates: Mapping[str, str] = FLAT, operator_kind: str = "legal_entity") -> Grounds:
    """Judge by *law*, one version for ever or rules, at made-up *rates* by the day from which they hold."""
    changes = [RateChange(date.fromisoformat(day), Decimal(rate), "illustrative") for day, rate in rates.items()]
    rules: Any = OneVersion(law) if isinstance(law, Version) else law
    return Grounds(operator_kind, rules, {SERIES: Rates(SERIES, changes)})


def debt(amount: str, *payments: tuple[str, str], due: date | None = DUE) -> PaidDebt:
    """Make a debt with the *payments*, each a day and an amount, that count towards it."""
    made = [Payment(str(at), date.fromisoformat(day), Decimal(paid)) for at, (day, paid) in enumerate(payments)]
    return allocate([Debt("debt", Decimal(amount), due)], made).debts[0]
