"""Payments are noted once, taken away by notes, and statements drawn from them come out again byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from service.domain.canonical import canonical
from service.domain.errors import Conflict, Forbidden, Nonsense, NotFound
from service.domain.money import Money
from service.domain.periods import Period, local_day
from service.domain.principals import DEFAULT_SCOPES, Principal, Role
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report
from service.usecases.import_reference_rates import import_reference_rates
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.note_payment import note_payment, reverse_payment
from service.usecases.read_payments import list_payments, read_payment
from service.usecases.read_statement import read_statement
from service.usecases.reference_rates import list_reference_rates
from service.usecases.requests import NewPayment, NewReport, Page, Reversal, StatementRequest
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import clock_of, command, content

RATES = b"series,since,rate,source\nkz.base_rate,2024-01-01,0.10,illustrative\n"


def filed(service: Service, farm: str, period: Period | None = None) -> Any:
    """File a report: by default of the second quarter of 2024, due on 25 August 2024, twenty million tenge."""
    stated = content() if period is None else content(period=period)
    return create_report(service, command(), NewReport(farm, None, stated, submit=True))


def note(
    service: Service, operator: str, reference: str, on: date = date(2024, 8, 25), amount: str = "20000000"
) -> Any:
    """Note a payment to Kazakhstan."""
    request = NewPayment("KZ", on, Money(Decimal(amount), "KZT"), reference)
    return note_payment(service, command(), operator, request).document


def drawn(
    service: Service, operator: str, as_of: date | None = None, known_at: datetime | None = None,
    principal: Principal = LOCAL_ADMINISTRATOR,
) -> Any:  # fmt: skip
    """Read the statement."""
    return read_statement(service, principal, StatementRequest(operator, as_of, known_at))


def rates(service: Service, content: bytes = RATES) -> Any:
    """Import made-up rates."""
    return import_reference_rates(service, command(), content)


def test_a_late_payment_bears_interest_by_the_recorded_rate(service: Service, farm: str, operator: str) -> None:
    """Twenty million, ten days late, at 1.25 times a made-up 10 % over 365 days."""
    rates(service)
    filed(service, farm)
    note(service, operator, "a", date(2024, 9, 4))

    statement = drawn(service, operator)

    (account,) = statement["accounts"]
    assert ("KZ", "KZT", "68493.15", "68493.15") == (
        account["jurisdiction"], account["currency"], account["interest"], account["balance"],
    )  # fmt: skip
    assert (True, "2024-08-25") == (statement["complete"], account["debts"][0]["due_on"])


@pytest.mark.parametrize("hour", [0, 18, 19, 23])
def test_what_was_just_filed_is_owed_at_any_hour(service: Service, farm: str, operator: str, hour: int) -> None:
    """At 19:00 in UTC the next day begins in Almaty: an assessment of that day is in the statement of that day."""
    clock_of(service).now = (clock_of(service).now + timedelta(days=1)).replace(hour=hour)
    filed(service, farm)

    statement = drawn(service, operator)

    (account,) = statement["accounts"]
    day = local_day(service.clock(), ZoneInfo("Asia/Almaty")).isoformat()
    assert ("20000000.00", day, day) == (account["assessed"], account["as_of"], statement["as_of"])
    known_at = datetime.fromisoformat(statement["known_at"])
    clock_of(service).now += timedelta(days=2)
    assert canonical(statement) == canonical(drawn(service, operator, None, known_at))


def test_what_is_paid_on_a_day_that_has_begun_there_is_noted(service: Service, farm: str, operator: str) -> None:
    """At 20:00 in UTC it is the next day in Almaty, and nowhere the day after it."""
    clock_of(service).now = datetime(2026, 11, 2, 20, tzinfo=UTC)
    filed(service, farm)
    note(service, operator, "a", date(2026, 11, 3))

    (account,) = drawn(service, operator)["accounts"]
    assert "20000000.00" == account["paid"]
    with pytest.raises(Nonsense, match="cannot be noted"):
        note(service, operator, "b", date(2026, 11, 4))


def test_without_rates_the_statement_says_what_it_lacks(service: Service, farm: str, operator: str) -> None:
    """None are shipped; what is owed and paid stands all the same."""
    filed(service, farm)

    statement = drawn(service, operator)

    (account,) = statement["accounts"]
    assert (False, "20000000.00") == (statement["complete"], account["balance"])
    assert ["reference-rate-missing"] == [gap["code"] for gap in account["gaps"]]


def test_any_past_answer_comes_out_again_byte_for_byte(service: Service, farm: str, operator: str) -> None:
    """After an amendment, a payment, a reversal and a revised rate were recorded."""
    rates(service)
    first = filed(service, farm)
    kept = note(service, operator, "a", amount="5000000")
    known_at, as_of = service.clock(), date(2026, 12, 31)
    before = canonical(drawn(service, operator, as_of, known_at))

    report = first.document["report"]["id"]
    begun = amend_report(service, command(), report, str(first.etag), "meter read again")
    changed = change_draft(service, command(), report, str(begun.etag), content("12000000"))
    submit_report(service, command(), report, str(changed.etag))
    note(service, operator, "b", amount="1000000")
    reverse_payment(service, command(), kept["id"], Reversal("c", "bounced"))
    rates(service, RATES.replace(b"0.10", b"0.12"))

    assert before == canonical(drawn(service, operator, as_of, known_at))
    (now,) = drawn(service, operator, as_of)["accounts"]
    assert ("20000000.00", "4000000.00", "1000000.00") == (now["assessed"], now["differences"], now["paid"])


def test_an_in_year_assessment_is_not_owed(service: Service, farm: str, operator: str) -> None:
    """A month's report in a quarterly schedule."""
    filed(service, farm, Period(date(2024, 4, 1), date(2024, 5, 1)))

    assert [] == drawn(service, operator)["accounts"]


def test_the_assessment_that_completes_a_period_is_the_first_that_is_owed(
    service: Service, farm: str, operator: str
) -> None:
    """Three months of a quarter: nothing, nothing, and then the whole, as assessed and not as a difference."""
    seen = []
    for month in (4, 5, 6):
        filed(service, farm, Period(date(2024, month, 1), date(2024, month + 1, 1)))
        accounts = drawn(service, operator)["accounts"]
        seen += [(month, account["assessed"], account["differences"]) for account in accounts]

    assert [(6, "60000000.00", "0.00")] == seen


def test_a_reference_is_the_operators_own_and_used_once(service: Service, operator: str) -> None:
    """A payment that is noted twice by mistake is found."""
    note(service, operator, "a")

    with pytest.raises(Conflict) as refused:
        note(service, operator, "a")

    assert ("duplicate-reference", "/reference") == (refused.value.code, refused.value.faults[0].pointer)


def test_a_payment_is_taken_away_once(service: Service, operator: str) -> None:
    """By a note that says why; neither it nor the payment is ever changed."""
    held = note(service, operator, "a")
    taken: Any = reverse_payment(service, command(), held["id"], Reversal("b", "bounced")).document

    assert (held["id"], "bounced", held["amount"]) == (taken["reverses"], taken["reason"], taken["amount"])
    assert taken["id"] == read_payment(service, LOCAL_ADMINISTRATOR, held["id"])["reversed_by"]
    for payment in (held["id"], taken["id"]):
        with pytest.raises(Conflict) as refused:
            reverse_payment(service, command(), payment, Reversal("c", "again"))
        assert "payment-reversed" == refused.value.code


def test_of_many_at_once_one_is_noted_and_one_takes_away(service: Service, operator: str) -> None:
    """The database lets one through; the others are told in the words of whoever comes later."""
    held = note(service, operator, "a")

    def reverse(reference: str) -> str:
        return _code(lambda: reverse_payment(service, command(), held["id"], Reversal(reference, "bounced")))

    with ThreadPoolExecutor(4) as pool:
        reversals = list(pool.map(reverse, "bcde"))
        notes = list(pool.map(lambda _: _code(lambda: note(service, operator, "f")), range(4)))

    assert [["", *["payment-reversed"] * 3], ["", *["duplicate-reference"] * 3]] == [sorted(reversals), sorted(notes)]


def _code(attempt: Callable[[], object]) -> str:
    """Return the code that an attempt was refused with, or nothing."""
    try:
        attempt()
    except Conflict as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        (NewPayment("KZ", date(2199, 1, 1), Money(Decimal(1), "KZT"), "a"), "/paid_on"),
        (NewPayment("XA", date(2024, 1, 1), Money(Decimal(1), "EUR"), "a"), "/jurisdiction"),
    ],
)
def test_what_was_not_paid_yet_or_to_nobody_known_is_refused(
    service: Service, operator: str, request_: NewPayment, pointer: str
) -> None:
    """A promise is no payment, and money to an unknown authority pays no debt."""
    with pytest.raises(Nonsense) as refused:
        note_payment(service, command(), operator, request_)

    assert [pointer] == [fault.pointer for fault in refused.value.faults]


def test_notes_and_rates_are_told_to_the_audit_log(service: Service, operator: str) -> None:
    """One event each, without amount or name."""
    held = note(service, operator, "a")
    reverse_payment(service, command(), held["id"], Reversal("b", "bounced"))
    rates(service)

    with service.store.reading() as reading:
        events = [reading.event(waiting.event) for waiting in reading.waiting_events(100)]
    told = [event for event in events if event is not None]
    assert ["payment.noted", "payment.reversed", "reference_rates.recorded"] == [event.type for event in told][-3:]
    assert not any(b"20000000" in event.body for event in told)


def test_an_authority_sees_the_accounts_of_its_own_jurisdiction(service: Service, farm: str, operator: str) -> None:
    """The operator pays elsewhere too, which is none of its business."""
    filed(service, farm)
    note(service, operator, "a")
    elsewhere = note_payment(
        service, command(), operator, NewPayment("FI", date(2024, 1, 1), Money(Decimal(1), "EUR"), "b")
    ).document
    authority = Principal("key_1", Role.AUTHORITY, frozenset(), "KZ", DEFAULT_SCOPES[Role.AUTHORITY])

    seen = [account["jurisdiction"] for account in drawn(service, operator, principal=authority)["accounts"]]
    listed: Any = list_payments(service, authority, operator, Page(None, 10))["items"]

    assert (["KZ"], ["a"]) == (seen, [payment["reference"] for payment in listed])
    with pytest.raises(NotFound):
        read_payment(service, authority, elsewhere["id"])


def test_payments_are_listed_page_by_page(service: Service, operator: str) -> None:
    """In the order in which they were noted."""
    for reference in "abc":
        note(service, operator, reference)

    first: Any = list_payments(service, LOCAL_ADMINISTRATOR, operator, Page(None, 2))
    rest: Any = list_payments(service, LOCAL_ADMINISTRATOR, operator, Page(first["next_cursor"], 2))

    assert (["a", "b"], ["c"], None) == (
        [payment["reference"] for payment in first["items"]],
        [payment["reference"] for payment in rest["items"]],
        rest["next_cursor"],
    )


def test_without_the_scopes_nothing_is_noted_or_read(service: Service, operator: str) -> None:
    """Statements are sensitive, and notes decide what interest runs on."""
    nobody = LOCAL_ADMINISTRATOR._replace(scopes=frozenset())

    with pytest.raises(Forbidden):
        drawn(service, operator, principal=nobody)
    request = NewPayment("KZ", date(2024, 1, 1), Money(Decimal(1), "KZT"), "a")
    with pytest.raises(Forbidden):
        note_payment(service, command()._replace(principal=nobody), operator, request)
    with pytest.raises(Forbidden):
        import_reference_rates(service, command()._replace(principal=nobody), RATES)


def test_rates_are_recorded_once_and_revised_by_new_rows(service: Service) -> None:
    """What was answered by the first figure can be answered by it again."""
    answers = [rates(service), rates(service)]
    between = service.clock()
    revised = rates(service, RATES.replace(b"0.10", b"0.11"))

    assert [(1, 0), (0, 1)] == [(answer["recorded"], answer["already_recorded"]) for answer in answers]
    assert (1, 1) == (revised["recorded"], revised["revised"])
    listed: Any = [list_reference_rates(service, "kz.base_rate", at)["rates"] for at in (None, between)]
    assert [["0.11"], ["0.1"]] == [[rate["rate"] for rate in found] for found in listed]


def test_before_anything_was_filed_there_is_an_empty_statement(service: Service, farm: str, operator: str) -> None:
    """The operator is there, its debts were not yet; and before it was there, it had no statement."""
    before = service.clock()
    filed(service, farm)

    assert [] == drawn(service, operator, known_at=before)["accounts"]
    with pytest.raises(NotFound):
        drawn(service, operator, known_at=datetime(2026, 10, 15, tzinfo=UTC))
