"""
The closed catalogue of facts: the named, typed inputs that a schedule version may ask for.

Each fact says how it is gathered from the lines of a report and which members of a line an input may filter by
(`where`). A version that names a fact outside this catalogue does not load.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

FactType = Literal["quantity", "money", "code", "day", "truth"]

# The members that may be filtered by, with the values they can have (empty: any code).
ENERGY_WHERE: Final = {
    "supply": ("grid", "own", "own_renewable"),
    "metering": ("metered", "unmetered"),
    "grid_connected": ("true", "false"),
}
COST_CATEGORIES: Final = (
    "electricity",
    "depreciation",
    "hosting",
    "lease",
    "maintenance",
    "pool_fees",
    "staff",
    "other",
)


class Fact(NamedTuple):
    """A fact of the catalogue; *unit* is `kWh`, `coin`, the schedule's `currency` or nothing."""

    name: str
    type: FactType
    unit: str | None
    meaning: dict[str, str]
    gathered: str
    source: str
    where: dict[str, tuple[str, ...]]
    optional: bool = False


_FACTS: Final = (
    Fact(
        "energy_kwh", "quantity", "kWh",
        {"en": "electricity consumed in mining", "ru": "электроэнергия, потреблённая при майнинге"},
        "sum over the energy lines of the segment", "/energy/*/kwh", ENERGY_WHERE,
    ),
    Fact(
        "energy_kwh_month", "quantity", "kWh",
        {"en": "electricity consumed in the calendar month", "ru": "электроэнергия за календарный месяц"},
        "sum over the energy lines of the calendar month of the segment, as far as the report covers it",
        "/energy/*/kwh", ENERGY_WHERE,
    ),
    Fact(
        "energy_cost", "money", "currency",
        {"en": "what the electricity cost, taxes included", "ru": "стоимость электроэнергии, включая налоги"},
        "sum over the energy lines, converted to the schedule's currency; every line that counts must state its cost",
        "/energy/*/cost", ENERGY_WHERE,
    ),
    Fact(
        "mined_value", "money", "currency",
        {"en": "value of the coins on the day of receipt", "ru": "стоимость криптовалюты на день получения"},
        "sum over the production lines of quantity times unit price, converted to the schedule's currency",
        "/production/*", {"asset": ()},
    ),
    Fact(
        "deductible_costs", "money", "currency",
        {"en": "documented costs of mining", "ru": "документально подтверждённые расходы на майнинг"},
        "sum of the costs of the energy lines and of the cost lines, converted to the schedule's currency",
        "/costs/*/amount and /energy/*/cost", {"category": COST_CATEGORIES},
    ),
    Fact(
        "operator_kind", "code", None,
        {"en": "what the operator is in law", "ru": "правовая форма оператора"},
        "stated by the operator", "/operator/kind", {},
    ),
    Fact(
        "region", "code", None,
        {"en": "region of the farm (ISO 3166-2)", "ru": "регион фермы (ISO 3166-2)"},
        "the farm's region on the first day of the segment", "/region", {},
    ),
    Fact(
        "zone", "code", None,
        {"en": "zone or municipality of the farm", "ru": "зона или муниципалитет фермы"},
        "the farm's zone on the first day of the segment", "/zone", {}, optional=True,
    ),
    Fact(
        "period_start", "day", None,
        {"en": "first day of the taxpayer's period", "ru": "первый день налогового периода"},
        "the first day of the report's period", "/period/start", {},
    ),
    Fact(
        "segment_days", "quantity", None,
        {"en": "days that are assessed by this version", "ru": "число дней, к которым применяется редакция"},
        "the days of the segment", "/period", {},
    ),
    Fact(
        "tax_period_days", "quantity", None,
        {"en": "days of the tax period", "ru": "число дней налогового периода"},
        "the days of the tax periods that the segment is of, reported or not", "/period", {},
    ),
)  # fmt: skip

CATALOGUE: Final = {fact.name: fact for fact in _FACTS}
