"""Authorities extend, waive and reinstate obligations of their own jurisdiction, each decision a row of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Conflict, Forbidden, Nonsense, NotFound
from service.usecases.decide_obligation import Decision, decide_obligation
from service.usecases.obligations import Wanted, list_obligations, read_obligation
from service.usecases.requests import Page
from service.usecases.service import Service
from tests.integration.usecases.filing import (
    FIRST_QUARTER,
    asked_by,
    authority_key,
    declared,
    file,
    new_farm,
    operator_key,
    owed,
    settled_operator,
)


@pytest.fixture
def operator(service: Service) -> str:
    """Have a farm in Astana since the beginning of 2026."""
    return settled_operator(service)


def decide(service: Service, obligation: str, decision: str, jurisdiction: str = "KZ", **days: date) -> Any:
    """Decide as an authority."""
    said = Decision(decision, days.get("return_on"), days.get("payment_on"), "The portal was down.")
    return decide_obligation(service, asked_by(authority_key(jurisdiction)), obligation, said).document


def test_an_extension_moves_the_term_and_says_why(service: Service, operator: str) -> None:
    """Overdue becomes open again; with earlier knowledge it was overdue."""
    name = owed(service, operator)[0]["id"]
    before = service.clock()

    after = decide(service, name, "extension", return_on=date(2026, 12, 1))

    assert ("open", "2026-05-15", "2026-12-01") == (
        after["status"],
        after["return"]["on"],
        after["return"]["extended_to"],
    )
    assert ["The portal was down."] == [decision["reason"] for decision in after["decisions"]]
    assert "overdue" == read_obligation(service, operator_key(operator), name, before)["status"]


def test_a_waiver_holds_until_it_is_taken_back(service: Service, operator: str) -> None:
    """Each a row of its own; the last counts."""
    name = owed(service, operator)[0]["id"]

    assert "waived" == decide(service, name, "waiver")["status"]
    with pytest.raises(Conflict, match="waived already"):
        decide(service, name, "waiver")
    after = decide(service, name, "reinstatement")

    assert ("overdue", ["waiver", "reinstatement"]) == (
        after["status"],
        [decision["decision"] for decision in after["decisions"]],
    )
    with pytest.raises(Conflict, match="not waived"):
        decide(service, name, "reinstatement")


def test_an_extension_is_to_a_later_day_of_one_that_is_set(service: Service, operator: str) -> None:
    """Neither back, nor of a day that the law does not know."""
    name = owed(service, operator)[0]["id"]

    with pytest.raises(Nonsense) as refused:
        decide(service, name, "extension", return_on=date(2026, 5, 15), payment_on=date(2026, 5, 1))

    assert ["/return_on", "/payment_on"] == [fault.pointer for fault in refused.value.faults]


def test_nothing_is_decided_about_what_is_fulfilled(service: Service, operator: str) -> None:
    """It would come after the fact."""
    item = owed(service, operator)[0]
    declared(service, operator, file(service, item["farms"][0], FIRST_QUARTER)["assessments"][0]["id"])

    with pytest.raises(Conflict) as refused:
        decide(service, item["id"], "waiver")

    assert "obligation-settled" == refused.value.code


def test_authorities_see_and_decide_the_taxes_of_their_own_jurisdiction(service: Service, operator: str) -> None:
    """Of an operator in two countries each sees its half; a region sees its country's taxes and decides nothing."""
    new_farm(service, operator, "RU-MOW", since=date(2025, 1, 1))
    seen: dict[str, set[str]] = {}
    for jurisdiction in ("KZ", "RU", "RU-MOW"):
        listed: Any = list_obligations(service, authority_key(jurisdiction), operator, Wanted(Page(None, 200)))
        seen[jurisdiction] = {item["schedule"].partition(".")[0] for item in listed["items"]}
    assert {"KZ": {"kz"}, "RU": {"ru"}, "RU-MOW": {"ru"}} == seen

    russian = f"obl_{operator}.ru.mining_profit_tax.2025-01-01"
    with pytest.raises(NotFound):
        decide(service, russian, "waiver", "KZ")
    with pytest.raises(Forbidden) as refused:
        decide(service, russian, "waiver", "RU-MOW")
    assert "foreign-jurisdiction" == refused.value.code
    assert "waived" == decide(service, russian, "waiver", "RU")["status"]
