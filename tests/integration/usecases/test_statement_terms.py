"""Statements and obligations have one answer to when something is due: moved, extended, waived, and known when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from service.domain.canonical import canonical
from service.domain.errors import Conflict
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, ProductionLine, Supply
from service.store import postgres_pool
from service.store.database import Database
from service.usecases.calendars.public_holidays import PublishedYear, published_year
from service.usecases.calendars.record_calendars import record_calendars
from service.usecases.decide_obligation import Decision, decide_obligation
from service.usecases.exports.export import Wanted
from service.usecases.exports.statements import export_statements
from service.usecases.import_reference_rates import import_reference_rates
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.note_payment import note_payment
from service.usecases.obligations import read_obligation
from service.usecases.read_statement import read_statement
from service.usecases.requests import NewPayment, ReportContent, StatementRequest
from service.usecases.service import Service
from tests.integration.usecases.conftest import TickingClock, command
from tests.integration.usecases.filing import asked_by, authority_key, file, new_farm, new_operator

YEAR: Final = Period(date(2025, 1, 1), date(2026, 1, 1))
RATES: Final = b"series,since,rate,source\nru.key_rate,2025-01-01,0.20,illustrative\n"
SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2026, 3, day) for day in (28, 29, 30, 31))


@pytest.fixture
def calendars(service: Service) -> None:
    """Record the days of rest."""
    record_calendars(service.store, lambda: datetime(2026, 10, 1, tzinfo=UTC))


@pytest.fixture
def miner(service: Service) -> str:
    """Have a company in Moscow file the year 2025 in November 2026: a million roubles of tax, a quarter of four."""
    import_reference_rates(service, command(), RATES)
    identifier = new_operator(service)
    energy = EnergyLine(
        Decimal(1000), Supply.GRID, Metering.METERED, grid_connected=True, cost=Money(Decimal(1), "RUB"), span=None
    )
    coin = ProductionLine("BTC", Decimal(1), date(2025, 2, 1), Money(Decimal(4_000_001), "RUB"))
    file(
        service,
        new_farm(service, identifier, "RU-MOW", since=YEAR.start),
        YEAR,
        ReportContent(YEAR, (energy,), (coin,), ()),
    )
    return identifier


def pay(service: Service, miner: str, on: date) -> None:
    """Note that the whole tax was paid on a day."""
    note_payment(service, command(), miner, NewPayment("RU", on, Money(Decimal(1_000_000), "RUB"), f"order of {on}"))


def decide(service: Service, miner: str, decision: str, **days: date) -> str:
    """Decide about its obligation as the authority, and return the name of the decision."""
    said = Decision(decision, days.get("return_on"), days.get("payment_on"), "A flood.")
    decided: Any = decide_obligation(service, asked_by(authority_key("RU")), _name(miner), said).document
    return str(decided["decisions"][-1]["id"])


def drawn(service: Service, miner: str, as_of: date | None = None, known_at: datetime | None = None) -> Any:
    """Return the account of Russia."""
    statement: Any = read_statement(service, LOCAL_ADMINISTRATOR, StatementRequest(miner, as_of, known_at))
    (account,) = statement["accounts"]
    assert statement["complete"]
    return account


def lateness(account: Any) -> tuple[str, str]:
    """Return what being late costs: interest, and the penalty."""
    return account["interest"], account["penalties"]


def days_of(account: Any, kind: str) -> tuple[str, str]:
    """Return the day that the law counts, and the one that counts."""
    (debt,) = account["debts"]
    term = debt["terms"][kind]
    return term["stated_on"], term["extended_to"] or term["on"]


def _name(miner: str) -> str:
    return f"obl_{miner}.ru.mining_profit_tax.2025-01-01"


@pytest.mark.usefixtures("calendars")
def test_who_pays_on_the_monday_after_a_saturday_pays_in_time(service: Service, miner: str) -> None:
    """28 March 2026: no interest, and nothing was unpaid of which a late return would cost more than the minimum."""
    pay(service, miner, MONDAY)

    account = drawn(service, miner)

    assert ("0.00", "1000.00") == lateness(account)
    (debt,) = account["debts"]
    obligation: Any = read_obligation(service, LOCAL_ADMINISTRATOR, _name(miner), None)
    assert (debt["due_on"], "2026-03-28") == (obligation["payment"]["on"], debt["terms"]["payment"]["stated_on"])
    for name in ("return", "payment"):
        shown = {member: obligation[name][member] for member in ("stated_on", "on", "shift", "extended_to")}
        assert {**shown, "extended_by": None} == debt["terms"][name]


@pytest.mark.usefixtures("calendars")
def test_a_day_later_is_the_first_day_late(service: Service, miner: str) -> None:
    """A three-hundredth of a made-up 20 % of a million for Tuesday, and the penalty at its cap."""
    pay(service, miner, TUESDAY)

    account = drawn(service, miner)

    assert ("666.67", "300000.00") == lateness(account)
    (interest,) = [line for line in account["lines"] if line["kind"] == "interest"]
    assert ("2026-03-31", 1) == (interest["trace"][0]["from"], interest["trace"][0]["first_day"])


def test_a_calendar_recorded_later_moves_no_day_of_earlier_knowledge(service: Service, miner: str) -> None:
    """Before it was recorded the day stood as stated, and two days of interest; that comes out again."""
    pay(service, miner, MONDAY)
    before = service.clock()
    then = drawn(service, miner, date(2026, 11, 1), before)
    record_calendars(service.store, service.clock)

    assert canonical(then) == canonical(drawn(service, miner, date(2026, 11, 1), before))
    assert ("1333.33", "300000.00") == lateness(then)
    assert not then["debts"][0]["terms"]["payment"]["shift"]["calendar_known"]
    assert ("0.00", "1000.00") == lateness(drawn(service, miner))


def test_a_year_that_is_recorded_again_counts_from_then_on(service: Service, miner: str) -> None:
    """A release that made Monday a day of rest too."""

    def longer(calendar: str, year: int) -> PublishedYear:
        known = published_year(calendar, year)
        return known._replace(rest=(*known.rest, MONDAY)) if year == MONDAY.year else known

    record_calendars(service.store, service.clock)
    pay(service, miner, TUESDAY)
    before = service.clock()
    record_calendars(service.store, service.clock, longer)

    assert ("666.67", "300000.00") == lateness(drawn(service, miner, known_at=before))
    assert (("2026-03-28", "2026-03-31"), "0.00") == (
        days_of(drawn(service, miner), "payment"),
        drawn(service, miner)["interest"],
    )


@pytest.mark.usefixtures("calendars")
def test_an_extension_of_the_payment_moves_the_day_that_interest_runs_from(service: Service, miner: str) -> None:
    """Paid ten days late, of which the authority forgave nine; the return stays as late as it was."""
    pay(service, miner, date(2026, 4, 9))
    before = service.clock()
    assert ("6666.67", "300000.00") == lateness(drawn(service, miner))

    decision = decide(service, miner, "extension", payment_on=date(2026, 4, 8))

    after = drawn(service, miner)
    assert ("666.67", "300000.00") == lateness(after)
    assert (("2026-03-28", "2026-04-08"), ("2026-03-25", "2026-03-25")) == (
        days_of(after, "payment"),
        days_of(after, "return"),
    )
    assert (decision, "2026-04-08") == (
        after["debts"][0]["terms"]["payment"]["extended_by"],
        after["debts"][0]["due_on"],
    )
    assert ("6666.67", "300000.00") == lateness(drawn(service, miner, known_at=before))


@pytest.mark.usefixtures("calendars")
def test_an_extension_of_the_return_moves_the_penalty_alone(service: Service, miner: str) -> None:
    """To the day on which it came: interest runs as before."""
    pay(service, miner, TUESDAY)

    decision = decide(service, miner, "extension", return_on=date(2026, 11, 1))

    after = drawn(service, miner)
    assert ("666.67", "0.00") == lateness(after)
    (terms,) = [debt["terms"] for debt in after["debts"]]
    assert (decision, None) == (terms["return"]["extended_by"], terms["payment"]["extended_by"])


@pytest.mark.usefixtures("calendars")
def test_under_a_waiver_nothing_is_late_and_the_tax_is_still_owed(service: Service, miner: str) -> None:
    """Until it is taken back: then everything is as late as it was. Each holds from when it was known."""
    instants = [service.clock()]
    waiver = decide(service, miner, "waiver")
    instants.append(service.clock())
    decide(service, miner, "reinstatement")
    instants.append(service.clock())

    as_of = date(2026, 11, 1)
    late, waived, again = [drawn(service, miner, as_of, instant) for instant in instants]

    assert Decimal(late["interest"]) > 0
    assert (lateness(late), ("0.00", "0.00")) == (lateness(again), lateness(waived))
    assert ("1000000.00", "1000000.00") == (waived["balance"], waived["debts"][0]["unpaid"])
    assert [None, waiver, None] == [account["debts"][0]["terms"]["waived_by"] for account in (late, waived, again)]


@pytest.mark.usefixtures("calendars")
def test_a_decision_is_not_in_a_statement_of_an_earlier_day(service: Service, miner: str) -> None:
    """As an assessment is not. It was decided at half past midnight of Moscow, on the 4th in London."""
    clock = service.clock
    assert isinstance(clock, TickingClock)
    clock.now = datetime(2026, 11, 4, 21, 30, tzinfo=UTC)
    waiver = decide(service, miner, "waiver")

    (day_before, day) = [drawn(service, miner, date(2026, 11, number)) for number in (4, 5)]

    assert [None, waiver] == [account["debts"][0]["terms"]["waived_by"] for account in (day_before, day)]
    assert ("0.00", True) == (day["interest"], Decimal(day_before["interest"]) > 0)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_decisions_payments_and_calendars_wait_for_an_instant_to_be_settled(
    service: Service, miner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an export of statements as of that instant would be another file a moment later."""
    monkeypatch.setitem(postgres_pool.SETTINGS, "lock_timeout", "100ms")
    other = replace(service, database=Database(service.store.url))
    with service.store.unit_of_work() as settling:
        settling.change_knowledge()
        with pytest.raises(Conflict, match="is being worked on"):
            decide(other, miner, "waiver")
        with pytest.raises(Conflict, match="is being worked on"):
            pay(other, miner, date(2026, 3, 30))
        with pytest.raises(Conflict, match="is being worked on"):
            record_calendars(other.store, other.clock)

    decide(other, miner, "waiver")
    other.store.close()


@pytest.mark.usefixtures("calendars")
def test_exported_lines_have_the_day_that_counts(service: Service, miner: str) -> None:
    """By the same function as the statement, with the knowledge of either instant."""
    before = service.clock()
    decide(service, miner, "extension", payment_on=date(2026, 4, 8))
    after = service.clock()

    exports = [export_statements(service, LOCAL_ADMINISTRATOR, Wanted(known_at=each)) for each in (before, after)]

    assert [["2026-03-30"], ["2026-04-08"]] == [
        [line["due_on"] for page in export.pages() for line in page if line["kind"] == "assessed"] for export in exports
    ]
