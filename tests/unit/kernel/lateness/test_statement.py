"""The statement of an operator: lines in the order of days, balances, debts, and what could not be charged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from service.domain.canonical import canonical
from service.domain.periods import Period
from service.kernel.due_days import DueDays, DueOn
from service.kernel.lateness.books import Books, Entry, Liability, Note
from service.kernel.lateness.grounds import RateChange, Rates
from service.kernel.lateness.statement import draw
from service.kernel.terms import Ruling, Terms
from service.law.document import RecordedVersion, Version
from service.law.library import Library
from tests.unit.kernel.lateness.building import SERIES, interest, late, penalty
from tests.unit.law.examples import schedule

KNOWN_AT: Final = datetime(2030, 1, 1, tzinfo=UTC)
QUARTER: Final = Period(date(2029, 1, 1), date(2029, 4, 1))
RULE: Final = late(interest({1: "1/300"}), penalty())
FLAT: Final = {SERIES: Rates(SERIES, [RateChange(date(2000, 1, 1), Decimal("0.30"), "illustrative")])}


def plain(day: str) -> DueOn:
    """Be due on a day that nothing moves."""
    return DueOn(date.fromisoformat(day), date.fromisoformat(day), None)


def liability(*entries: tuple[str, str, str], name: str = "xa.levy", due: str | None = "2029-04-30") -> Liability:
    """Owe under the levy what *entries* say: each an assessment, the day it was made, and what it adds."""
    return Liability(
        schedule=name,
        jurisdiction="XA",
        currency="EUR",
        period=QUARTER,
        entries=tuple(Entry(each, date.fromisoformat(on), Decimal(amount)) for each, on, amount in entries),
        terms=Terms(DueDays(plain("2029-04-20"), None if due is None else plain(due))),
        filed_on=date.fromisoformat(entries[0][1]),
        aftermath=("xa.late",),
    )


def paid(name: str, on: str, amount: str, reverses: str | None = None) -> Note:
    """Note a payment, or a reversal of one."""
    return Note(name, "XA", "EUR", date.fromisoformat(on), Decimal(amount), f"order {name}", reverses)


def books(
    liabilities: tuple[Liability, ...], *notes: Note, law: Version = RULE, recorded: datetime = KNOWN_AT
) -> Books:
    """Keep books by one rule on lateness, at 30 % a year throughout."""
    library = Library([(schedule("xa.late"), RecordedVersion(law, recorded))])
    return Books("legal_entity", liabilities, notes, library, FLAT, KNOWN_AT)


def account(kept: Books, as_of: str) -> dict[str, Any]:
    """Draw the one account that there is."""
    drawn: Any = draw(kept, date.fromisoformat(as_of))
    (only,) = drawn["accounts"]
    found: dict[str, Any] = only
    return found


def lines(drawn: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return the lines in short: day, kind, amount, balance."""
    return [(line["on"], line["kind"], line["amount"], line["balance"]) for line in drawn["lines"]]


FILED: Final = liability(("asm_1", "2029-04-18", "30000"), ("asm_2", "2029-06-01", "6000"))


def test_what_happened_stands_in_the_order_of_days() -> None:
    """Assessed, partly paid in time, amended upwards, the rest paid late; interest at 0.1 % a day, made up."""
    drawn = account(books((FILED,), paid("a", "2029-04-30", "30000"), paid("b", "2029-06-09", "6000")), "2029-06-30")

    assert [
        ("2029-04-18", "assessed", "30000.00", "30000.00"),
        ("2029-04-30", "payment", "-30000.00", "0.00"),
        ("2029-06-01", "difference", "6000.00", "6000.00"),
        ("2029-06-09", "payment", "-6000.00", "0.00"),
        ("2029-06-30", "interest", "240.00", "240.00"),
    ] == lines(drawn)
    sums = {name: drawn[name] for name in ("assessed", "differences", "interest", "penalties", "paid", "balance")}
    assert {
        "assessed": "30000.00", "differences": "6000.00", "interest": "240.00", "penalties": "0.00",
        "paid": "36000.00", "balance": "240.00",
    } == sums  # fmt: skip


def test_a_difference_was_owed_from_the_day_the_tax_was_due() -> None:
    """Not from the day on which it came to light: 40 days, of which the day of payment still counts."""
    drawn = account(books((FILED,), paid("a", "2029-04-30", "30000"), paid("b", "2029-06-09", "6000")), "2029-06-30")

    (charged,) = [line for line in drawn["lines"] if line["kind"] == "interest"]
    assert ("2029-05-01", "2029-06-10", 40) == tuple(charged["trace"][0][name] for name in ("from", "to", "days"))


def test_an_earlier_day_shows_what_stood_then() -> None:
    """Before the amendment and the second payment nothing was owed."""
    drawn = account(books((FILED,), paid("a", "2029-04-30", "30000"), paid("b", "2029-06-09", "6000")), "2029-05-31")

    assert ("0.00", 2) == (drawn["balance"], len(drawn["lines"]))


def test_a_negative_difference_after_payment_is_a_credit_without_interest() -> None:
    """The refund stands in the balance, and as what no debt took."""
    refunded = liability(("asm_1", "2029-04-18", "30000"), ("asm_2", "2029-06-01", "-5000"))
    drawn = account(books((refunded,), paid("a", "2029-04-30", "30000")), "2029-12-31")

    assert ("-5000.00", "5000.00", "0.00") == (drawn["balance"], drawn["not_allocated"], drawn["interest"])


def test_a_payment_that_was_taken_away_counts_for_nothing_but_is_shown() -> None:
    """The debt bears interest as if it had never been paid."""
    drawn = account(
        books(
            (liability(("asm_1", "2029-04-18", "1000")),),
            paid("a", "2029-04-30", "1000"),
            paid("b", "2029-04-30", "1000", "a"),
        ),
        "2029-05-10",
    )

    assert ["payment", "reversal"] == [kind for _, kind, _, _ in lines(drawn) if kind in {"payment", "reversal"}]
    assert ("10.00", "1010.00", "0.00") == (drawn["interest"], drawn["balance"], drawn["paid"])


def test_a_late_return_is_charged_on_the_day_it_came() -> None:
    """Filed in the second month: two months of five percent."""
    drawn = account(
        books((liability(("asm_1", "2029-06-01", "30000")),), paid("a", "2029-04-30", "30000")), "2029-06-30"
    )

    assert ("2029-06-01", "penalty", "3000.00", "3000.00") == lines(drawn)[-1]


def test_one_payment_pays_the_oldest_debt_and_then_the_next() -> None:
    """Whatever was assessed first."""
    old = liability(("asm_2", "2029-04-19", "100"), name="xa.old", due="2029-03-01")
    new = liability(("asm_1", "2029-04-18", "100"))
    drawn = account(books((new, old), paid("a", "2029-02-01", "150")), "2029-04-20")

    assert [("xa.old", "0.00"), ("xa.levy", "50.00")] == [(debt["schedule"], debt["unpaid"]) for debt in drawn["debts"]]


def test_money_paid_to_one_authority_pays_no_debt_to_another() -> None:
    """Each jurisdiction and currency has an account of its own."""
    drawn: Any = draw(
        books((liability(("asm_1", "2029-04-18", "100")),), paid("a", "2029-04-20", "100")._replace(jurisdiction="XB")),
        date(2029, 4, 25),
    )

    assert [("XA", "100.00"), ("XB", "-100.00")] == [
        (each["jurisdiction"], each["balance"]) for each in drawn["accounts"]
    ]


def test_without_a_day_each_account_is_of_the_day_that_it_is_there() -> None:
    """At 20:00 in UTC it is tomorrow in Almaty and today in New York and Moscow; nothing made by then is left out."""
    evening = datetime(2029, 5, 31, 20, tzinfo=UTC)
    almaty, recorded = schedule("xa.late"), RecordedVersion(RULE, KNOWN_AT)
    new_york = schedule("xa.levy")._replace(jurisdiction="XB", time_zone="America/New_York")
    moscow = almaty._replace(schedule="xa.other", time_zone="Europe/Moscow")
    law = Library([(almaty, recorded), (moscow, recorded), (new_york, recorded)])
    owed = (
        liability(("asm_1", "2029-06-01", "100")),
        liability(("asm_2", "2029-05-31", "100"))._replace(jurisdiction="XB"),
    )
    drawn: Any = draw(books(owed)._replace(library=law, known_at=evening))

    assert [("XA", "2029-06-01", "100.00"), ("XB", "2029-05-31", "100.00")] == [
        (each["jurisdiction"], each["as_of"], each["assessed"]) for each in drawn["accounts"]
    ]
    assert "2029-06-01" == drawn["as_of"]
    nothing = draw(books(())._replace(known_at=evening))
    assert ("2029-05-31", []) == (nothing["as_of"], nothing["accounts"])


def test_what_cannot_be_charged_is_a_gap_and_the_rest_stands() -> None:
    """No rate is known: the tax and its payment are there, the interest is said to be missing."""
    kept = books((liability(("asm_1", "2029-04-18", "100")),))._replace(rates={})
    drawn: Any = draw(kept, date(2029, 5, 31))

    (only,) = drawn["accounts"]
    assert (False, "100.00") == (drawn["complete"], only["balance"])
    assert [("xa.late", "reference-rate-missing")] == [(gap["rule"], gap["code"]) for gap in only["gaps"]]


def test_silence_of_the_sources_is_not_taken_for_nothing_to_pay() -> None:
    """A debt without a day, and one late without law on lateness."""
    undated = liability(("asm_1", "2029-04-18", "100"), due=None)
    lawless = liability(("asm_2", "2029-04-18", "100"))._replace(aftermath=())
    drawn = account(books((undated, lawless)), "2029-05-31")

    assert ["aftermath-unknown", "due-day-unknown"] == sorted(gap["code"] for gap in drawn["gaps"])


def ruled(decision: str, on: str, payment_on: str | None = None, return_on: str | None = None) -> Ruling:
    """Decide about the obligation on a day; named by the decision."""
    days = [None if day is None else date.fromisoformat(day) for day in (return_on, payment_on)]
    return Ruling(f"odc_{decision}", decision, days[0], days[1], date.fromisoformat(on))


def under(*rulings: Ruling, due: str | None = "2029-04-30") -> Liability:
    """Owe 30,000 from a return that came on 1 June, under what was decided."""
    owed = liability(("asm_1", "2029-06-01", "30000"), due=due)
    return owed._replace(terms=owed.terms._replace(rulings=rulings))


def test_interest_runs_from_the_day_that_the_payment_was_extended_to() -> None:
    """Paid ten days after it; a return as late as before, of which nothing was unpaid by then but all of it."""
    extended = under(ruled("extension", "2029-04-01", payment_on="2029-05-31"))
    drawn = account(books((extended,), paid("a", "2029-06-10", "30000")), "2029-06-30")

    assert ("300.00", "3000.00") == (drawn["interest"], drawn["penalties"])
    assert ("2029-05-31", "odc_extension") == (
        drawn["debts"][0]["due_on"], drawn["debts"][0]["terms"]["payment"]["extended_by"],
    )  # fmt: skip


def test_a_return_is_late_from_the_day_that_it_was_extended_to() -> None:
    """It came on that day: no penalty, and interest as ever."""
    extended = under(ruled("extension", "2029-04-01", return_on="2029-06-01"))
    drawn = account(books((extended,), paid("a", "2029-05-10", "30000")), "2029-06-30")

    assert ("300.00", "0.00") == (drawn["interest"], drawn["penalties"])


def test_under_a_waiver_nothing_is_charged_and_nothing_is_missing() -> None:
    """Nor are the law and the rates asked for; where no day is known, none has to be."""
    for due in ("2029-04-30", None):
        kept = books((under(ruled("waiver", "2029-04-01"), due=due),))._replace(rates={}, library=Library(()))
        drawn = account(kept, "2029-06-30")
        assert ("0.00", "0.00", "30000.00", []) == (
            drawn["interest"], drawn["penalties"], drawn["balance"], drawn["gaps"],
        )  # fmt: skip


def test_a_day_before_the_decision_is_without_it() -> None:
    """The end of its own day is with it."""
    kept = books((under(ruled("waiver", "2029-06-20")),))

    assert [("1470.00", None), ("0.00", "odc_waiver")] == [
        (drawn["interest"], drawn["debts"][0]["terms"]["waived_by"])
        for drawn in (account(kept, "2029-06-18"), account(kept, "2029-06-20"))
    ]


def test_law_recorded_later_changes_no_earlier_answer() -> None:
    """Not even the reason why nothing was charged."""
    owed = (liability(("asm_1", "2029-04-18", "100")),)
    unknown = books(owed)._replace(library=Library(()))
    later = books(owed, recorded=datetime(2030, 6, 1, tzinfo=UTC))

    as_of = date(2029, 5, 31)
    assert canonical(draw(unknown, as_of)) == canonical(draw(later, as_of))
    assert ["schedule-not-found"] == [gap["code"] for gap in account(later, "2029-05-31")["gaps"]]
