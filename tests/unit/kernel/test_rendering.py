"""A trace told in words: for a farm operator, in English and Russian."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from service.kernel.kinds import KINDS
from service.kernel.rendering import render_trace
from service.kernel.wording import WORDINGS
from service.law import components as law
from service.law.conditions import All, Compared, InList, Not, OneOf, Season, Since
from tests.unit.kernel.building import bands, head, outcome_of

NARROW = "\N{NARROW NO-BREAK SPACE}"
EXCISE = law.Brackets(
    head("brackets", "excise", title={"en": "Excise", "ru": "Акциз"}), "kwh", "marginal",
    bands(("0", "0.00"), ("2250000", "0.02"), ("5000000", "0.03")),
)  # fmt: skip
HERE = OneOf("region", ("US-NY",))
THERE = OneOf("region", ("US-TX", "US-AK"))
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


def told(*components: law.Component, language: str = "en", **facts: Any) -> str:
    """Tell the last component of a trial."""
    return lines(outcome_of(*components, **facts).nodes, language)[-1]


def lines(nodes: Sequence[Any], language: str = "en", currency: str | None = "USD") -> list[str]:
    """Tell a trace, line by line, with ordinary spaces."""
    text = render_trace(nodes, currency, language)
    return [line.strip() for line in text.replace("\N{NO-BREAK SPACE}", " ").replace(NARROW, " ").splitlines()]


def test_bands_are_told_one_after_the_other() -> None:
    """As the brief of every tax office has it."""
    assert (
        "Excise: first 2,250,000 kWh at 0.00 = 0.00; next 2,750,000 kWh at 0.02 = 55,000.00; "
        "next 7,000,000 kWh at 0.03 = 210,000.00; together 265,000.00 USD [act#1]"
    ) == told(EXCISE)
    assert (
        "Акциз: первые 2 250 000 кВт·ч по 0,00 = 0,00; следующие 2 750 000 кВт·ч по 0,02 = 55 000,00; "
        "следующие 7 000 000 кВт·ч по 0,03 = 210 000,00; вместе 265 000,00 USD [act#1]"
    ) == told(EXCISE, language="ru")


def test_digits_of_russian_numbers_do_not_break_across_lines() -> None:
    """Their groups are held together by no-break spaces."""
    assert "2\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}000" in render_trace(outcome_of(EXCISE).nodes, "USD", "ru")


def test_rates_of_money_are_told_as_percentages() -> None:
    """13 % of income, not 0.13."""
    bands_of_income = law.Brackets(head("brackets"), "income", "marginal", bands(("0", "0.13"), ("500", "0.15")))

    assert "c: first 500 USD at 13% = 65.00; next 500.5 USD at 15% = 75.075; together 140.075 USD [act#1]" == told(
        bands_of_income
    )


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


# What the operands are called in the sentences below.
CALLED = {
    "en": {
        "income": "value of the coins on the day of receipt (1,000.50)",
        "costs": "documented costs of mining (1,200.75)",
        "kwh": "mining electricity (12,000,000)",
        "here": "the region is New York (US-NY)",
    },
    "ru": {
        "income": "«стоимость криптовалюты на день получения» (1 000,50)",
        "costs": "«подтверждённые расходы на майнинг» (1 200,75)",
        "kwh": "«электроэнергия майнинга» (12 000 000)",
        "here": "регион — штат Нью-Йорк (US-NY)",
    },
}


@pytest.mark.parametrize(
    ("component", "english", "russian"),
    [
        (
            law.PerUnit(head("per_unit"), "kwh", Decimal(2)),
            "12,000,000 kWh at 2 = 24,000,000.00 USD",
            "12 000 000 кВт·ч по 2 = 24 000 000,00 USD",
        ),
        (
            law.Percent(head("percent"), "income", Decimal("0.125")),
            "12.5% of {income} = 125.0625 USD",
            "12,5 % от суммы {income} = 125,0625 USD",
        ),
        (
            law.Brackets(head("brackets"), "kwh", "slab", bands(("0", "0"), ("100", "0.5"))),
            "all 12,000,000 kWh at 0.5, the rate from 100 = 6,000,000.00",
            "все 12 000 000 кВт·ч по 0,5, ставка от 100 = 6 000 000,00",
        ),
        (
            law.Subtract(head("subtract"), "income", ("costs",), Decimal(0)),
            "{income} − {costs} = −200.25; held at 0.00 USD",
            "{income} − {costs} = −200,25; но не ниже 0,00 USD",
        ),
        (
            law.Ratio(head("ratio"), "income", "kwh", 8, "half_even", Decimal(0)),
            "{income} ÷ {kwh} = 0.00008338 USD/kWh, to 8 decimals (halves to the even neighbour)",
            "{income} ÷ {kwh} = 0,00008338 USD/кВт·ч, знаков после запятой: 8 (половины до чётного)",
        ),
        (
            law.Exempt(head("exempt"), "income", HERE, "relief"),
            "exempt (relief), because {here}; 1,000.50 USD is relieved",
            "освобождено (relief), потому что {here}; снято 1 000,50 USD",
        ),
        (
            law.Surcharge(head("surcharge"), "income", Decimal("0.1"), THERE),
            "not due, because {here}, not US-TX, US-AK",
            "не начисляется, потому что {here}, а не US-TX, US-AK",
        ),
        (
            law.Credit(head("credit"), "income", Decimal("1.5"), None, refundable=False),
            "150% of {income}, but not more than the line itself = 1,000.50 USD, to be taken off",
            "150 % от суммы {income}, но не больше самой строки = 1 000,50 USD, к вычету",
        ),
        (
            law.Cap(head("cap"), "income", Decimal(500)),
            "{income} is above 500.00 and is held there = 500.00 USD",
            "{income} больше, чем 500,00: ограничено = 500,00 USD",
        ),
        (
            law.Minimum(head("minimum"), "income", "costs"),
            "{income} is below {costs} and is raised to it = 1,200.75 USD",
            "{income} меньше, чем {costs}: поднято = 1 200,75 USD",
        ),
        (
            law.Round(head("round"), "income", Decimal(1), "half_up"),
            "{income} rounded to a multiple of 1 (halves up) = 1,001.00 USD; 0.5 is added",
            "{income} округлено до кратного 1 (половины вверх) = 1 001,00 USD; добавлено 0,5",
        ),
        (
            law.ChooseHighest(head("choose"), ("income", "costs")),
            "the highest of {income}, {costs} is documented costs of mining = 1,200.75 USD",
            "наибольшее из {income}, {costs}: подтверждённые расходы на майнинг = 1 200,75 USD",
        ),
        (
            law.Lookup(head("lookup"), "place", None, {"US-NY": Decimal(3)}),
            "the region is New York (US-NY): 3",
            "регион: штат Нью-Йорк (US-NY): 3",
        ),
    ],
)
def test_each_kind_has_its_sentence(component: law.Component, english: str, russian: str) -> None:
    """Names, values, what it came to, and the article."""
    expected = {"en": english.format(**CALLED["en"]), "ru": russian.format(**CALLED["ru"])}

    assert {language: f"c: {text} [act#1]" for language, text in expected.items()} == {
        language: told(component, language=language) for language in expected
    }


def test_a_choice_is_told_with_what_was_passed_over() -> None:
    """First what was chosen."""
    options = (law.Option(THERE, Decimal("0.3")), law.Option(HERE, "income"), law.Option(None, "costs"))

    assert (
        "c: value of the coins on the day of receipt = 1,000.50 USD, because the region is New York (US-NY); "
        "not 0.3, because the region is New York (US-NY), not US-TX, US-AK [act#1]"
    ) == told(law.ChooseFirst(head("choose"), options))


def test_a_finding_is_told_with_its_message_and_reason() -> None:
    """And the absence of one too."""
    message = {"en": "Mining is prohibited here.", "ru": "Майнинг здесь запрещён."}
    when = All((Compared("kwh", "above", Decimal(6000)), Not(InList("zone", "south", ("zima",)))))
    rule = law.Eligibility(head("eligibility"), when, "prohibited", "alert", message)

    assert (
        "c: Mining is prohibited here (a warning, prohibited), because mining electricity (12,000,000) is above 6,000 "
        "and the zone tulun is not on the list “The south” [act#1]"
    ) == told(rule)
    assert ("c: сообщать нечего (prohibited), потому что зона zima входит в список «Юг» [act#1]") == told(
        rule, language="ru", zone="zima"
    )


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (Season((11, 15), (3, 16)), "10 January 2025 lies in the season from 15 November to 15 March inclusive"),
        (Season((4, 1), (3, 1)), "10 January 2025 lies in the season from 1 April to 29 February inclusive"),
        (
            Since("period_start", date(2025, 1, 1)),
            "the first day of the period (1 January 2025) is not before 1 January 2025",
        ),
        (Compared("kwh", "at_most", Decimal(12_000_000)), "mining electricity (12,000,000) is at most 12,000,000"),
        (OneOf("operator_kind", ("individual",)), "the kind of operator is an individual"),
        (
            Not(OneOf("region", tuple(f"US-{at}" for at in range(10)))),
            "not US-0, US-1, US-2, US-3, US-4, US-5 and 4 more",
        ),
    ],
)
def test_every_test_of_a_condition_has_words(when: Any, said: str) -> None:
    """With the fact's value beside the bound."""
    assert said in told(law.Surcharge(head("surcharge"), "income", Decimal("0.1"), when))


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


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_can_be_told(language: str) -> None:
    """A new kind needs its sentences."""
    assert len(KINDS) == len({type(component) for component in ALL_KINDS})
    for component in ALL_KINDS:
        assert told(component, language=language)


ALL_KINDS: tuple[law.Component, ...] = (
    EXCISE,
    law.PerUnit(head("per_unit"), "kwh", Decimal(2)),
    law.Percent(head("percent"), "income", Decimal("0.1")),
    law.Lookup(head("lookup"), "kwh", bands(("0", "1")), None),
    law.Product(head("product"), "kwh", "income"),
    law.Ratio(head("ratio"), "income", "own_kwh", 2, "down", Decimal(1)),
    law.Subtract(head("subtract"), "income", ("costs",), None),
    law.Total(head("total"), ("income",), ("costs",)),
    law.ChooseFirst(head("choose"), (law.Option(None, Decimal(1)),)),
    law.ChooseHighest(head("choose"), ("income",)),
    law.Exempt(head("exempt"), "income", THERE, "relief"),
    law.Surcharge(head("surcharge"), "income", Decimal(1), All(())),
    law.Credit(head("credit"), "income", Decimal(1), THERE, refundable=True),
    law.Cap(head("cap"), "income", "costs"),
    law.Minimum(head("minimum"), "income", Decimal(1)),
    law.Eligibility(head("eligibility"), THERE, "found", "info", {"en": "Found", "ru": "Есть"}),
    law.Round(head("round"), "income", Decimal("0.05"), "down"),
)
