"""An outcome: values, lines, findings and the trace, in the order of the document."""

from decimal import Decimal

from service.domain.canonical import canonical
from service.law import components as law
from service.law.conditions import OneOf
from tests.unit.kernel.building import DAY, FACTS, bands, head, outcome_of, program_of

EXCISE = law.Brackets(head("brackets", "excise"), "kwh", "marginal", bands(("0", "0.00"), ("1000", "0.01")))
PRICE = law.Ratio(head("ratio", "price"), "income", "kwh", 4, "half_up", Decimal(0))
REST = law.Subtract(head("subtract", "rest_kwh"), "kwh", ("own_kwh",), Decimal(0))
RULE = law.Eligibility(
    head("eligibility", "rule", law=None), OneOf("region", ("US-NY",)), "found", "alert", {"en": "Found", "ru": "Есть"}
)


def test_what_comes_to_money_is_a_line_and_nothing_else_is() -> None:
    """Not the price per kilowatt-hour, not the kilowatt-hours left, not the finding."""
    outcome = outcome_of(PRICE, REST, RULE, EXCISE, kwh=Decimal(1500))

    assert ["price", "rest_kwh", "excise"] == list(outcome.values)
    assert [("excise", "brackets", Decimal("5.00"), "act#1", "unverified")] == [line[:5] for line in outcome.lines]
    assert outcome.lines[0].bands == outcome.nodes[-1]["bands"]


def test_evidence_is_the_components_own_or_that_of_its_version() -> None:
    """How sure the least sure part is, stays with it."""
    own = EXCISE._replace(head=EXCISE.head._replace(evidence="verified"))

    assert "verified" == outcome_of(own).lines[0].evidence
    assert "unverified" == outcome_of(EXCISE).lines[0].evidence
    assert "unverified" == outcome_of(RULE).findings[0].evidence


def test_the_trace_begins_with_the_facts_and_follows_the_document() -> None:
    """Every node has the segment in its id, its rule and its article."""
    outcome = program_of(PRICE, EXCISE).exact(FACTS, DAY, segment="2")

    assert ["2/facts", "2/price", "2/excise"] == [node["id"] for node in outcome.nodes]
    assert ["us.trial@1", "us.trial@1#price", "us.trial@1#excise"] == [node["rule"] for node in outcome.nodes]
    assert "act#1" == outcome.nodes[2]["law"]


def test_the_facts_say_which_lines_count() -> None:
    """Value, fact, filter and unit of each input."""
    node = outcome_of(EXCISE, zone=None).nodes[0]

    assert isinstance(node["facts"], dict)
    assert isinstance(node["in"], dict)
    where = {"supply": ["own", "own_renewable"], "grid_connected": ["false"]}
    assert {"fact": "energy_kwh", "where": where, "unit": "kWh"} == node["facts"]["own_kwh"]
    assert {"fact": "region", "where": {}, "unit": None} == node["facts"]["place"]
    assert ("1000.50", "US-NY") == (node["in"]["income"], node["in"]["place"])


def test_a_title_goes_with_its_node_and_its_line() -> None:
    """In every language that the document has."""
    titles = {"en": "Excise", "ru": "Акциз"}
    titled = EXCISE._replace(head=EXCISE.head._replace(title=titles))

    outcome = outcome_of(titled)

    assert (titles, titles) == (outcome.nodes[-1]["title"], outcome.lines[0].title)
    assert "title" not in outcome_of(EXCISE).nodes[-1]


def test_the_same_case_gives_the_same_bytes() -> None:
    """A trace can be hashed, and computed again."""
    first, second = (outcome_of(PRICE, REST, RULE, EXCISE) for _ in range(2))

    assert canonical(list(first.nodes)) == canonical(list(second.nodes))
