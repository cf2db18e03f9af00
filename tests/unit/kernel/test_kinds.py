"""Each component kind by itself: what it comes to, and what its node says."""

from decimal import Decimal

import pytest

from service.kernel.outcome import Node
from service.law import components as law
from service.law.conditions import All, Compared, Condition, OneOf
from tests.unit.kernel.building import bands, head, node_of, outcome_of

EXCISE = bands(("0", "0.00"), ("2250000", "0.02"), ("5000000", "0.03"), ("10000000", "0.04"), ("20000000", "0.05"))
IN_NEW_YORK = OneOf("region", ("US-NY",))
IN_TEXAS = OneOf("region", ("US-TX",))


def said(node: Node, *members: str) -> dict[str, object]:
    """Pick members of a node."""
    return {member: node.get(member) for member in members}


def test_per_unit_is_quantity_times_rate() -> None:
    """KWh x USD/kWh = USD; the rate keeps the scale of the law."""
    node = node_of(law.PerUnit(head("per_unit"), "kwh", Decimal("0.020")))

    assert {"out": "240000.00", "rate": "0.020", "per": "kWh", "unit": "USD"} == said(
        node, "out", "rate", "per", "unit"
    )
    assert {"kwh": "12000000"} == node["in"]


def test_percent_is_a_fraction_of_an_amount() -> None:
    """Nothing is rounded: the digits of the product stand."""
    node = node_of(law.Percent(head("percent"), "income", Decimal("0.0725")))

    assert {"out": "72.53625", "per": "USD", "in": {"income": "1000.50"}} == said(node, "out", "per", "in")


def test_marginal_bands_charge_each_slice_at_its_own_rate() -> None:
    """The rows of the contract, for twelve gigawatt-hours."""
    node = node_of(law.Brackets(head("brackets"), "kwh", "marginal", EXCISE))

    assert "285000.00" == node["out"]
    assert [
        {"from": "0", "to": "2250000", "units": "2250000", "rate": "0.00", "amount": "0.00"},
        {"from": "2250000", "to": "5000000", "units": "2750000", "rate": "0.02", "amount": "55000.00"},
        {"from": "5000000", "to": "10000000", "units": "5000000", "rate": "0.03", "amount": "150000.00"},
        {"from": "10000000", "to": "20000000", "units": "2000000", "rate": "0.04", "amount": "80000.00"},
    ] == node["bands"]


@pytest.mark.parametrize(
    ("kwh", "charged", "rows"),
    [
        ("0", "0.00", [("0", "0")]),
        ("2249999.999", "0.00", [("0", "2249999.999")]),
        ("2250000", "0.00", [("0", "2250000")]),
        ("2250000.001", "0.00002", [("0", "2250000"), ("2250000", "0.001")]),
        ("5000000", "55000.00", [("0", "2250000"), ("2250000", "2750000")]),
    ],
)
def test_an_edge_belongs_to_the_band_above_which_has_a_row_once_something_is_in_it(
    kwh: str, charged: str, rows: list[tuple[str, str]]
) -> None:
    """The first band always has its row, even of nothing."""
    node = node_of(law.Brackets(head("brackets"), "kwh", "marginal", EXCISE), kwh=Decimal(kwh))

    assert charged == node["out"]
    assert isinstance(node["bands"], list)
    assert rows == [(row["from"], row["units"]) for row in node["bands"] if isinstance(row, dict)]


def test_the_last_band_has_no_end() -> None:
    """Everything above its edge is in it."""
    node = node_of(law.Brackets(head("brackets"), "kwh", "marginal", EXCISE), kwh=Decimal(10) ** 40)

    assert isinstance(node["bands"], list)
    assert isinstance(node["bands"][-1], dict)
    assert node["bands"][-1]["to"] is None


@pytest.mark.parametrize(("kwh", "out"), [("4999999", "99999.98"), ("5000000", "150000.00")])
def test_a_slab_charges_the_whole_at_the_rate_reached(kwh: str, out: str) -> None:
    """One row, of the band that was reached: the cliff at its edge is the law's."""
    node = node_of(law.Brackets(head("brackets"), "kwh", "slab", EXCISE), kwh=Decimal(kwh))

    assert isinstance(node["bands"], list)
    assert (out, 1) == (node["out"], len(node["bands"]))


@pytest.mark.parametrize(("price", "rate", "row"), [("9.99", "25", ("0", "10")), ("10", "7", ("10", None))])
def test_a_lookup_finds_the_row_of_a_number(price: str, rate: str, row: tuple[str, str | None]) -> None:
    """A rate by price, which is then charged on something else."""
    found = law.Lookup(head("lookup", "rate"), "income", bands(("0", "25"), ("10", "7")), None)
    charge = law.Product(head("product", "charge"), "kwh", "rate")

    outcome = outcome_of(found, charge, income=Decimal(price), kwh=Decimal(2))

    assert {"rate": Decimal(rate), "charge": 2 * Decimal(rate)} == outcome.values
    assert {"from": row[0], "to": row[1]} == said(outcome.nodes[1], "from", "to")


def test_a_lookup_finds_the_entry_of_a_code() -> None:
    """A table of codes."""
    table = {"US-NY": Decimal("0.10"), "US-TX": Decimal("0.20")}

    node = node_of(law.Lookup(head("lookup"), "place", None, table))

    assert {"entry": "US-NY", "rate": "0.10", "in": {"place": "US-NY"}} == said(node, "entry", "rate", "in")


def test_a_ratio_rounds_once_and_says_what_remains() -> None:
    """`of` is `out` times `by`, and the remainder."""
    node = node_of(law.Ratio(head("ratio"), "income", "kwh", 6, "half_up", Decimal(0)), kwh=Decimal(7))

    assert {"out": "142.928571", "remainder": "0.000003", "unit": "USD/kWh"} == said(node, "out", "remainder", "unit")


def test_a_ratio_says_what_a_divisor_of_zero_means() -> None:
    """The document declares it; nothing is divided."""
    node = node_of(law.Ratio(head("ratio"), "income", "kwh", 6, "half_up", Decimal(25)), kwh=Decimal(0))

    assert {"out": "25", "applied": False, "reason": "divisor-is-zero"} == said(node, "out", "applied", "reason")


def test_subtracting_holds_a_floor_and_says_what_it_cut_off() -> None:
    """A loss is no income."""
    node = node_of(law.Subtract(head("subtract"), "income", ("costs",), Decimal(0)))

    assert {"out": "0.00", "bound": True, "before": "-200.25", "floor": "0"} == said(
        node, "out", "bound", "before", "floor"
    )


def test_subtracting_without_a_floor_goes_below_zero() -> None:
    """Where the law sets none."""
    assert "-200.25" == node_of(law.Subtract(head("subtract"), "income", ("costs",), None))["out"]


def test_a_total_adds_and_takes_off() -> None:
    """In the order of the document."""
    node = node_of(law.Total(head("total"), ("income", "income"), ("costs",)))

    assert {"out": "800.25", "add": ["income", "income"], "less": ["costs"]} == said(node, "out", "add", "less")


def test_choosing_takes_the_first_option_that_holds_and_tells_of_those_before_it() -> None:
    """Why one, and why not the others."""
    options = (
        law.Option(IN_TEXAS, Decimal("0.30")),
        law.Option(IN_NEW_YORK, "income"),
        law.Option(None, "costs"),
    )

    node = node_of(law.ChooseFirst(head("choose"), options))

    assert {"out": "1000.50", "chosen": "income"} == said(node, "out", "chosen")
    assert isinstance(node["options"], list)
    assert ["0.3", "income"] == [option["value"] for option in node["options"] if isinstance(option, dict)]


def test_choosing_the_highest_names_all() -> None:
    """The first of equals is chosen."""
    node = node_of(law.ChooseHighest(head("choose"), ("income", "costs")))

    assert {"out": "1200.75", "chosen": "costs"} == said(node, "out", "chosen")
    assert [
        {"value": "income", "amount": "1000.50", "holds": False},
        {"value": "costs", "amount": "1200.75", "holds": True},
    ] == node["highest"]


def test_an_exemption_keeps_what_it_relieved() -> None:
    """Zero to pay, and the amount in the trace."""
    node = node_of(law.Exempt(head("exempt"), "income", IN_NEW_YORK, "isolated"))

    assert {"out": "0.00", "applied": True, "reason": "isolated", "relieved": "1000.50"} == said(
        node, "out", "applied", "reason", "relieved"
    )


def test_an_exemption_that_does_not_apply_says_why() -> None:
    """With the fact that decided."""
    node = node_of(law.Exempt(head("exempt"), "income", IN_TEXAS, "isolated"))

    assert {"out": "1000.50", "applied": False, "reason": "condition-not-met"} == said(node, "out", "applied", "reason")
    assert {
        "holds": False,
        "because": [{"fact": "region", "value": "US-NY", "in": ["US-TX"], "holds": False}],
    } == node["why"]


@pytest.mark.parametrize(("when", "out"), [(None, "100.05"), (IN_NEW_YORK, "100.05"), (IN_TEXAS, "0.00")])
def test_a_surcharge_is_a_share_of_a_line(when: Condition | None, out: str) -> None:
    """Always, or where its condition holds."""
    assert out == node_of(law.Surcharge(head("surcharge"), "income", Decimal("0.10"), when))["out"]


@pytest.mark.parametrize(
    ("income", "rate", "refundable", "out", "bound"),
    [
        ("100", "0.25", False, "25.00", False),
        ("100", "1.5", False, "100.00", True),
        ("100", "1.5", True, "150.00", None),
        ("0", "1.5", False, "0.00", False),
        ("-100", "0.25", False, "0.00", True),
        ("-100", "0.25", True, "-25.00", None),
    ],
)
def test_a_credit_never_brings_a_line_below_zero_unless_it_is_refundable(
    income: str, rate: str, out: str, *, refundable: bool, bound: bool | None
) -> None:
    """Of nothing or less there is nothing to credit."""
    credit = law.Credit(head("credit"), "income", Decimal(rate), None, refundable)

    node = node_of(credit, income=Decimal(income))

    assert {"out": out, "bound": bound} == said(node, "out", "bound")


@pytest.mark.parametrize(
    ("kind", "at", "out", "bound"),
    [
        (law.Cap, Decimal(1000), "1000.00", True),
        (law.Cap, Decimal("1000.50"), "1000.50", False),
        (law.Cap, "costs", "1000.50", False),
        (law.Minimum, Decimal(1001), "1001.00", True),
        (law.Minimum, Decimal("1000.50"), "1000.50", False),
        (law.Minimum, "costs", "1200.75", True),
    ],
)
def test_a_bound_says_whether_it_bound(
    kind: type[law.Cap | law.Minimum], at: str | Decimal, out: str, *, bound: bool
) -> None:
    """A number or another line; reaching it is not yet being bound."""
    node = node_of(kind(head("cap" if kind is law.Cap else "minimum"), "income", at))

    assert {"out": out, "bound": bound} == said(node, "out", "bound")


def test_eligibility_is_a_finding_and_no_money() -> None:
    """It has no number and no line."""
    rule = law.Eligibility(
        head("eligibility"),
        Compared("kwh", "above", Decimal(6000)),
        "limit-exceeded",
        "alert",
        {"en": "Over", "ru": "Да"},
    )

    outcome = outcome_of(rule)

    assert ({}, (), ["limit-exceeded"]) == (outcome.values, outcome.lines, [each.code for each in outcome.findings])
    assert {"finding": "limit-exceeded", "severity": "alert", "applied": True, "out": None} == said(
        outcome.nodes[-1], "finding", "severity", "applied", "out"
    )


def test_eligibility_without_a_finding_says_why() -> None:
    """Silence has a reason too."""
    rule = law.Eligibility(head("eligibility"), All((IN_TEXAS,)), "there", "info", {"en": "There", "ru": "Там"})

    outcome = outcome_of(rule)

    assert () == outcome.findings
    assert {"applied": False, "reason": "condition-not-met"} == said(outcome.nodes[-1], "applied", "reason")


@pytest.mark.parametrize(
    ("step", "mode", "out", "residue"),
    [("1", "half_up", "1001.00", "-0.5"), ("1", "down", "1000.00", "0.5"), ("0.05", "half_up", "1000.50", "0")],
)
def test_rounding_leaves_a_residue_that_makes_up_the_difference(step: str, mode: str, out: str, residue: str) -> None:
    """`out` and the residue are `of`: above zero it was left out, below zero added."""
    node = node_of(law.Round(head("round"), "income", Decimal(step), mode))

    assert {"out": out, "residue": residue, "step": step, "mode": mode} == said(node, "out", "residue", "step", "mode")
