"""The terminal says of each debt which day counts, where that is not the day of the law, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from service.app import create_app
from service.config import Config
from service.http.context import SERVICE
from service.usecases.decide_obligation import Decision, decide_obligation
from tests.integration.terminals import Terminal, told
from tests.integration.usecases.filing import asked_by, authority_key

YEAR = {"start": "2025-01-01", "end": "2026-01-01"}
DEBT = "ru.mining_profit_tax 2025-01-01 .. 2026-01-01"


def miner(terminal: Terminal) -> str:
    """Register a company in Moscow that files 2025, and pays a million roubles on the Monday after a Saturday."""
    operator: str = told(terminal("operators", "register", "--kind", "legal_entity", "--name", "OOO Example"))["id"]
    place = ("--region", "RU-MOW", "--time-zone", "Europe/Moscow")
    farm = told(terminal("farms", "register", "--operator", operator, "--name", "Hall", *place))["id"]
    price = {"amount": "4000000.00", "currency": "RUB"}
    coin = {
        "asset": "BTC",
        "quantity": "1",
        "received_on": "2025-02-01",
        "unit_price": price,
        "price_source": "declared",
    }
    body = {"farm": farm, "period": YEAR, "energy": [], "production": [coin]}
    filed = terminal("reports", "file", "-", sent=json.dumps(body))
    assert 0 == filed.exit_code, filed.stderr
    paid = ("--jurisdiction", "RU", "--paid-on", "2026-03-30", "--amount", "1000000", "--currency", "RUB")
    told(terminal("payments", "note", operator, *paid, "--reference", "order 1"))
    return operator


def decide(database_url: str, operator: str, decision: Decision) -> str:
    """Decide about its obligation as the authority, and return the name of the decision."""
    app = create_app(replace(Config.from_environment(), database_url=database_url))
    service = app.extensions[SERVICE]
    name = f"obl_{operator}.ru.mining_profit_tax.2025-01-01"
    decided = decide_obligation(service, asked_by(authority_key("RU")), name, decision).document
    service.store.close()
    return str(decided["decisions"][-1]["id"])


def why(terminal: Terminal, operator: str) -> str:
    """Return what the terminal says of the one debt."""
    (said,) = [row for row in terminal("statement", operator).stdout.splitlines() if row.startswith(f"    {DEBT}")]
    return said.removeprefix(f"    {DEBT}  ")


def test_a_person_sees_which_day_counts_and_why(prepared: Terminal, database_url: str) -> None:
    """A Saturday that moved, then an extension of the other day, then a waiver."""
    operator = miner(prepared)
    moved = "payment 2026-03-30, not 2026-03-28: moved off days of rest by code#6.1(7)"

    assert moved == why(prepared, operator)
    (account,) = told(prepared("statement", operator, "--json"))["accounts"]
    assert ("0.00", "2026-03-30") == (account["interest"], account["debts"][0]["due_on"])

    extension = decide(database_url, operator, Decision("extension", date(2026, 4, 8), None, "A flood."))
    extended = f"return 2026-04-08, not 2026-03-25: extended by {extension}"
    assert f"{moved}; {extended}" == why(prepared, operator)

    waiver = decide(database_url, operator, Decision("waiver", None, None, "A flood."))
    assert f"{moved}; {extended}; nothing is late: waived by {waiver}" == why(prepared, operator)
