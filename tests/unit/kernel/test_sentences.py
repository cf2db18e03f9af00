"""The sentence of each component kind, in English and Russian, and the words of its conditions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.kernel.kinds import KINDS
from service.law import components as law
from service.law.conditions import All, Compared, InList, Not, OneOf, Season, Since
from tests.unit.kernel.building import bands, head
from tests.unit.kernel.telling import told

EXCISE = law.Brackets(
    head("brackets", "excise", title={"en": "Excise", "ru": "Акциз"}), "kwh", "marginal",
    bands(("0", "0.00"), ("2250000", "0.02"), ("5000000", "0.03")),
)  # fmt: skip
HERE = OneOf("region", ("US-NY",))
THERE = OneOf("region", ("US-TX", "US-AK"))


def test_bands_are_told_one_after_the_other() -> None:
    """Each slice, its rate, and what it comes to."""
    assert (
        "Excise: first 2,250,000 kWh at 0.00 = 0.00; next 2,750,000 kWh at 0.02 = 55,000.00; "
        "next 7,000,000 kWh at 0.03 = 210,000.00; together 265,000.00 USD [act#1]"
    ) == told(EXCISE)
    assert (
        "Акциз: первые 2 250 000 кВт·ч по 0,00 = 0,00; следующие 2 750 000 кВт·ч по 0,02 = 55 000,00; "
        "следующие 7 000 000 кВт·ч по 0,03 = 210 000,00; вместе 265 000,00 USD [act#1]"
    ) == told(EXCISE, language="ru")


def test_rates_of_money_are_told_as_percentages() -> None:
    """13 % of income, not 0.13."""
    bands_of_income = law.Brackets(head("brackets"), "income", "marginal", bands(("0", "0.13"), ("500", "0.15")))

    assert "c: first 500 USD at 13% = 65.00; next 500.5 USD at 15% = 75.075; together 140.075 USD [act#1]" == told(
        bands_of_income
    )


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
