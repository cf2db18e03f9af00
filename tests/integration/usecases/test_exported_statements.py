"""Exported payments and statements add up to what the statements of the operators say, each by itself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from service.domain.canonical import canonical, read_canonical
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.principals import Principal
from service.usecases.exports import statements
from service.usecases.exports.export import Wanted
from service.usecases.exports.formats import Format
from service.usecases.exports.payments import export_payments
from service.usecases.exports.statements import export_statements
from service.usecases.exports.totals import Account, Exporting, read_totals
from service.usecases.import_reference_rates import import_reference_rates
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.note_payment import note_payment, reverse_payment
from service.usecases.read_payments import list_payments
from service.usecases.read_statement import read_statement
from service.usecases.requests import NewPayment, Page, Reversal, StatementRequest
from service.usecases.service import Service
from tests.integration.usecases.conftest import clock_of, command
from tests.integration.usecases.filing import authority_key, file, new_farm, new_operator, operator_key

QUARTERS: Final = [Period(date(2024, 1, 1), date(2024, 4, 1)), Period(date(2024, 4, 1), date(2024, 7, 1))]
RATES: Final = b"series,since,rate,source\nkz.base_rate,2024-01-01,0.10,illustrative\n"
KAZAKHSTAN: Final = authority_key("KZ")
ALL: Final = Wanted()
# How the sums of an account are called, and the kinds of lines that they are made of, with their signs.
SUMS: Final = {
    "assessed": {"assessed": 1},
    "differences": {"difference": 1},
    "interest": {"interest": 1},
    "penalties": {"penalty": 1},
    "paid": {"payment": -1, "reversal": -1},
    "balance": dict.fromkeys(statements.KINDS[:-1], 1),
}


class Taxed:
    """Two operators in Kazakhstan that paid late, too little, and once by mistake; a third that has nothing there."""

    def __init__(self, service: Service) -> None:
        """File, and note what was paid."""
        self.service = service
        self.operators = [new_operator(service) for _ in range(3)]
        for operator in self.operators[:2]:
            farm = new_farm(service, operator)
            for quarter in QUARTERS:
                file(service, farm, quarter)
        first, second, elsewhere = self.operators
        self.pay(first, date(2024, 9, 4), "15000000")
        wrong = self.pay(first, date(2024, 9, 10), "99")
        reverse_payment(service, command(), wrong, Reversal("undo", "of somebody else"))
        self.pay(second, date(2024, 5, 20), "50000000.01")
        self.pay(elsewhere, date(2024, 5, 21), "7")

    def pay(self, operator: str, on: date, amount: str) -> str:
        """Note a payment to Kazakhstan."""
        request = NewPayment("KZ", on, Money(Decimal(amount), "KZT"), f"order of {on}")
        return str(note_payment(self.service, command(), operator, request).document["id"])


@pytest.fixture
def taxed(service: Service) -> Taxed:
    """Let them be taxed."""
    return Taxed(service)


def lines(
    service: Service, what: Exporting, principal: Principal = LOCAL_ADMINISTRATOR, wanted: Wanted = ALL
) -> list[dict[str, Any]]:
    """Return the lines of an export."""
    pieces = Account(what(service, principal, wanted), (Format.JSON_LINES,)).pieces()
    return [read_canonical(line) for piece in pieces for line in piece[Format.JSON_LINES].splitlines()]


def accounts(service: Service, operators: list[str], principal: Principal, as_of: date | None) -> list[Any]:
    """Return the accounts of the statements of *operators*, each asked for by itself."""
    drawn: list[Any] = [
        read_statement(service, principal, StatementRequest(operator, as_of, None)) for operator in operators
    ]
    return [account for statement in drawn for account in statement["accounts"]]


@pytest.mark.parametrize("rates", [b"", RATES], ids=["gaps", "interest"])
@pytest.mark.parametrize("as_of", [None, date(2024, 9, 5)], ids=["now", "then"])
def test_the_sums_are_those_of_all_statements(service: Service, taxed: Taxed, as_of: date | None, rates: bytes) -> None:
    """Whatever an account sums up is the sum of the lines of these kinds, and each gap is a line."""
    if rates:
        import_reference_rates(service, command(), rates)
    told = accounts(service, taxed.operators, LOCAL_ADMINISTRATOR, as_of)

    totals: Any = read_totals(export_statements, service, LOCAL_ADMINISTRATOR, Wanted(as_of=as_of))

    by_kind = {each["kind"]: Decimal(each["amount"] or 0) for each in totals["sums"]}
    for name, kinds in SUMS.items():
        found = sum((by_kind.get(kind, Decimal(0)) * sign for kind, sign in kinds.items()), Decimal(0))
        assert sum(Decimal(account[name]) for account in told) == found
    counted = Counter({each["kind"]: each["lines"] for each in totals["sums"]})
    assert sum(len(account["gaps"]) for account in told) == counted["gap"]
    assert sum(len(account["lines"]) + len(account["gaps"]) for account in told) == totals["lines"]
    assert (as_of and as_of.isoformat()) == totals["as_of"]


def test_the_balance_of_the_last_line_of_an_account_is_its_balance(service: Service, taxed: Taxed) -> None:
    """Lines come in the order of the statement."""
    found = {line["operator"]: line["balance"] for line in lines(service, export_statements) if line["kind"] != "gap"}

    (first,) = accounts(service, taxed.operators[:1], LOCAL_ADMINISTRATOR, None)
    assert first["balance"] == found[taxed.operators[0]]
    assert set(taxed.operators) == set(found)


def test_each_line_is_of_the_day_that_it_is_where_its_tax_is_owed(service: Service, taxed: Taxed) -> None:
    """At 20:00 in UTC: tomorrow in Almaty, today in New York."""
    request = NewPayment("US-NY", date(2026, 11, 2), Money(Decimal(1), "USD"), "order abroad")
    clock_of(service).now = datetime(2026, 11, 2, 20, tzinfo=UTC)
    note_payment(service, command(), taxed.operators[0], request)

    days = {(line["jurisdiction"], line["as_of"]) for line in lines(service, export_statements)}

    assert {("KZ", "2026-11-03"), ("US-NY", "2026-11-02")} == days


@pytest.mark.parametrize("end", [None, date(2024, 9, 10)], ids=["all", "before"])
def test_exported_payments_add_up_to_what_is_paid(service: Service, taxed: Taxed, end: date | None) -> None:
    """As the statements say; a payment that was taken away counts nothing."""
    as_of = None if end is None else end - timedelta(days=1)
    told = accounts(service, taxed.operators, LOCAL_ADMINISTRATOR, as_of)

    totals: Any = read_totals(export_payments, service, LOCAL_ADMINISTRATOR, Wanted(end=end))

    (summed,) = totals["sums"]
    assert str(sum(Decimal(account["paid"]) for account in told)) == summed["paid"]
    assert (5 if end is None else 3) == summed["lines"] == totals["lines"]


def test_an_authority_has_the_payments_and_statements_that_it_may_read_one_by_one(
    service: Service, taxed: Taxed
) -> None:
    """Of operators with a farm there; what was paid to it by others it does not see, and nobody else's at all."""
    for principal, seen in (
        (KAZAKHSTAN, taxed.operators[:2]),
        (operator_key(taxed.operators[1]), taxed.operators[1:2]),
    ):
        pages: list[Any] = [list_payments(service, principal, operator, Page(None, 100)) for operator in seen]
        listed = {each["id"] for page in pages for each in page["items"]}
        assert listed == {line["payment"] for line in lines(service, export_payments, principal)}
        assert set(seen) == {line["operator"] for line in lines(service, export_statements, principal)}
    for what in (export_payments, export_statements):
        assert [] == lines(service, what, authority_key("FI"))
        assert [] == lines(service, what, LOCAL_ADMINISTRATOR, Wanted(jurisdiction="RU"))
        assert lines(service, what, KAZAKHSTAN) == lines(service, what, KAZAKHSTAN, Wanted(jurisdiction="KZ"))


def test_they_come_out_again_whatever_is_recorded_later(
    service: Service, taxed: Taxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, in pages of one operator too, after payments, filings and rates that came later."""
    now = export_payments(service, LOCAL_ADMINISTRATOR, Wanted()).known_at
    wanted = Wanted(known_at=now)
    before = [canonical(lines(service, what, wanted=wanted)) for what in (export_payments, export_statements)]

    taxed.pay(taxed.operators[0], date(2024, 9, 5), "1")
    import_reference_rates(service, command(), RATES)
    file(service, new_farm(service, new_operator(service)), QUARTERS[0])
    monkeypatch.setattr(statements, "OPERATORS", 1)
    monkeypatch.setattr("service.usecases.exports.export.PAGE", 1)
    monkeypatch.setattr("service.usecases.exports.payments.PAGE", 1)

    assert before == [canonical(lines(service, what, wanted=wanted)) for what in (export_payments, export_statements)]
    assert before != [canonical(lines(service, what)) for what in (export_payments, export_statements)]
