"""A trace told in words: the version, the facts, the values of coins, part by part."""

from decimal import Decimal
from string import Formatter

from service.kernel.rendering import render_trace
from service.kernel.wording import WORDINGS
from service.law import components as law
from tests.unit.kernel.building import head, outcome_of
from tests.unit.kernel.telling import lines

RESOLUTION = {
    "id": "1/resolution",
    "kind": "resolution",
    "rule": "kz.digital_mining_fee@2024",
    "reason": "in-force",
    "losers": [
        {"version": "2023", "reason": "ended-on 2024-01-01"},
        {"version": "2022-draft", "reason": "proposed"},
        {"version": "2025", "reason": "not-yet-in-force 2026-01-01"},
    ],
}


def test_the_choice_of_the_version_is_told_with_its_losers() -> None:
    """Why this one, and why not each other."""
    (_, english), (_, russian) = lines([RESOLUTION]), lines([RESOLUTION], "ru")

    assert (
        "kz.digital_mining_fee@2024 is used, because it is in force on the day; not used: 2023 (ended on "
        "1 January 2024), 2022-draft (a proposal, not law), 2025 (not in force before 1 January 2026)"
    ) == english
    assert (
        "Применяется kz.digital_mining_fee@2024: она действует в этот день; не применяются: 2023 (действовала до "
        "1 января 2024 года), 2022-draft (предложение, не закон), 2025 (не действует раньше 1 января 2026 года)"
    ) == russian


def test_a_part_without_a_version_says_so() -> None:
    """Every part has a heading of its own."""
    outside = {"id": "2/resolution", "kind": "resolution", "applied": False, "reason": "does-not-apply"}

    assert [
        "Part 1",
        "kz.digital_mining_fee@2024 is used, because it is in force on the day",
        "Part 2",
        "The schedule is not applied in this part: it does not concern this operator or region",
    ] == lines([{**RESOLUTION, "losers": []}, outside])


def test_the_facts_are_told_with_the_lines_that_count() -> None:
    """In words, not by the names of the document."""
    node = outcome_of(law.Total(head("total"), ("own_kwh",), ()), zone=None, own_kwh=Decimal("1234.5")).nodes[0]

    (_, english), (_, russian) = lines([node]), lines([node], "ru")

    assert (
        "mining electricity (of own generation or of own renewable generation, isolated from the grid) = 1,234.5 kWh"
    ) in english
    assert (
        "электроэнергия майнинга (своей генерации или своей возобновляемой генерации, изолированно от сети) = "
        "1 234,5 кВт·ч"
    ) in russian


def test_the_valuation_of_coins_is_told_with_price_rate_and_source() -> None:
    """Where the price is from, and what the foreign currency was worth."""
    node = {
        "id": "1/income/production/0",
        "kind": "valuation",
        "in": {
            "quantity": "1.5",
            "asset": "BTC",
            "unit_price": {"amount": "65000.00", "currency": "USD"},
            "source": "declared",
            "exchange": {
                "from": "USD",
                "to": "KZT",
                "units": "1",
                "rate": "476.1",
                "on": "2024-05-03",
                "source": "nbk",
            },
        },
        "out": "46419750",
    }

    assert (
        "income (/production/0): 1.5 BTC at 65,000.00 USD (declared by the operator; 1 USD = 476.1 KZT on 3 May 2024 "
        "(nbk)) = 46,419,750 KZT"
    ) == lines([node], currency="KZT")[-1]


def test_every_sentence_has_the_same_places_in_both_languages() -> None:
    """A figure that one language tells, the other tells too."""

    def places(language: str) -> dict[str, set[str | None]]:
        sentences = WORDINGS[language].sentences
        return {
            name: {place for _, place, _, _ in Formatter().parse(text) if place} for name, text in sentences.items()
        }

    assert places("en") == places("ru")
    for part in ("names", "reasons"):
        assert getattr(WORDINGS["en"], part).keys() == getattr(WORDINGS["ru"], part).keys()


def test_digits_of_russian_numbers_do_not_break_across_lines() -> None:
    """Their groups are held together by no-break spaces."""
    charge = law.PerUnit(head("per_unit"), "kwh", Decimal("0.1875"))

    assert "2\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}000" in render_trace(outcome_of(charge).nodes, "USD", "ru")
