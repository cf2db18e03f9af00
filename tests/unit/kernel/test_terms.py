"""Terms: of what was decided the last counts, each day by itself, and where law sets no day nothing is extended."""

from __future__ import annotations

from datetime import date
from typing import Final

from service.kernel.due_days import DueDays, DueOn
from service.kernel.terms import Ruling, Terms

DAYS: Final = [date(2026, 3, day) for day in range(1, 31)]
DUE: Final = DueDays(DueOn(DAYS[4], DAYS[4], None), DueOn(DAYS[9], DAYS[11], None))


def ruling(name: str, decision: str, on: date = DAYS[0], **days: date) -> Ruling:
    """Decide, on the first of March."""
    return Ruling(name, decision, days.get("return_on"), days.get("payment_on"), on)


def said(terms: Terms) -> list[tuple[date, str | None] | None]:
    """Return the days that count, of return and payment, each with the decision that set it."""
    return [None if term is None else (term.on, term.extended_by) for term in (terms.of_return, terms.of_payment)]


def test_without_a_decision_the_day_that_it_falls_to_counts() -> None:
    """Past days of rest."""
    assert [(DAYS[4], None), (DAYS[11], None)] == said(Terms(DUE))


def test_an_extension_moves_the_day_that_it_names_and_no_other() -> None:
    """One decision may name both."""
    both = ruling("a", "extension", return_on=DAYS[20], payment_on=DAYS[21])
    assert [(DAYS[20], "a"), (DAYS[11], None)] == said(Terms(DUE, (both._replace(payment_on=None),)))
    assert [(DAYS[4], None), (DAYS[21], "a")] == said(Terms(DUE, (both._replace(return_on=None),)))
    assert [(DAYS[20], "a"), (DAYS[21], "a")] == said(Terms(DUE, (both,)))


def test_of_two_extensions_of_a_day_the_last_counts() -> None:
    """One between them that names the other day takes nothing away."""
    rulings = (
        ruling("a", "extension", payment_on=DAYS[15]),
        ruling("b", "extension", payment_on=DAYS[18]),
        ruling("c", "extension", return_on=DAYS[20]),
        ruling("d", "waiver"),
    )
    assert [(DAYS[20], "c"), (DAYS[18], "b")] == said(Terms(DUE, rulings))


def test_an_extension_takes_no_day_away_that_the_law_gives() -> None:
    """It was decided before the calendar was recorded that moves the day further."""
    for day in (DAYS[10], DAYS[11]):
        assert [(DAYS[4], None), (DAYS[11], None)] == said(Terms(DUE, (ruling("a", "extension", payment_on=day),)))


def test_where_law_sets_no_day_none_is_extended() -> None:
    """A decision cannot make one."""
    assert [None, None] == said(Terms(DueDays(None, None), (ruling("a", "extension", payment_on=DAYS[15]),)))


def test_of_waivers_and_reinstatements_the_last_counts() -> None:
    """An extension after a waiver is neither."""
    steps = [ruling("a", "waiver"), ruling("b", "extension"), ruling("c", "reinstatement"), ruling("d", "waiver")]

    assert [None, "a", "a", None, "d"] == [Terms(DUE, tuple(steps[:count])).waived_by for count in range(5)]


def test_until_a_day_is_with_what_was_decided_on_it() -> None:
    """And without what came the day after."""
    terms = Terms(DUE, (ruling("a", "waiver", DAYS[5]), ruling("b", "reinstatement", DAYS[6])))

    assert [None, "a", None] == [terms.until(day).waived_by for day in DAYS[4:7]]


def test_terms_say_why() -> None:
    """The day of the law, the one it falls to, and what was decided."""
    terms = Terms(DUE._replace(return_on=None), (ruling("a", "extension", payment_on=DAYS[21]), ruling("b", "waiver")))

    assert {
        "return": None,
        "payment": {
            "stated_on": "2026-03-10",
            "on": "2026-03-12",
            "shift": None,
            "extended_to": "2026-03-22",
            "extended_by": "a",
        },
        "waived_by": "b",
    } == terms.as_json()
