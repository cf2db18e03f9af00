"""The description by itself: valid, whole, and true to the vocabulary of the code."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.domain.facts import COST_CATEGORIES
from service.domain.identifiers import PREFIXES
from service.domain.money import MINOR_UNITS
from service.domain.principals import SCOPES, Role
from service.domain.rate_series import RATE_SERIES
from service.domain.reports import Metering, OperatorKind, Supply
from service.http import limits
from service.http.problem_catalogue import CATALOGUE
from service.kernel.obligations import Status as ObligationStatus
from service.law.document import Evidence, Status
from service.law.format.forms import SCHEDULE, VERSION
from service.usecases.decide_obligation import EVENTS
from service.usecases.declare import CAPACITIES
from service.usecases.lock_period import ROUTES
from service.usecases.obligations import OBLIGATION
from tests.openapi import PATH, Operation, examples, operations, resolved, specification, validator

_PROBLEM = "application/problem+json"


def _media_types() -> Iterator[Any]:
    for operation in operations().values():
        for name, said in operation.bodies().items():
            yield pytest.param(said, id=f"{operation.id} takes {name}")
        for status in operation.said["responses"]:
            response = operation.response(int(status)) or {}
            for name, said in response.get("content", {}).items():
                yield pytest.param(said, id=f"{operation.id} {status} {name}")


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = specification()["components"]["schemas"][name]
    return schema


def test_the_description_is_valid_openapi() -> None:
    """It has the form of OpenAPI 3.1."""
    assert [] == [error.message for error in OpenAPIV31SpecValidator(specification()).iter_errors()]


def test_nothing_among_the_components_is_left_over() -> None:
    """Every component is referred to, or is an answer that no operation promises."""
    text = PATH.read_text(encoding="utf-8")
    named = [(kind, name) for kind, entries in specification()["components"].items() for name in entries]
    unused = {name for kind, name in named if f"'#/components/{kind}/{name}'" not in text}
    assert {"key", "MalformedRequest", "MethodNotAllowed", "InternalError"} == unused


def test_no_member_is_written_twice() -> None:
    """YAML would silently keep the last of two."""
    nodes = [yaml.compose(PATH.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            names = [name.value for name, _ in node.value]
            assert sorted(set(names)) == sorted(names), f"line {node.start_mark.line + 1}"
            nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value


@pytest.mark.parametrize("said", list(_media_types()))
def test_every_media_type_has_an_example_that_fits_its_schema(said: dict[str, Any]) -> None:
    """Examples are what most people read; each is one that the schema allows."""
    found = examples(said)
    assert found
    for example in found.values():
        assert [] == [error.message for error in validator(said["schema"]).iter_errors(example)]


@pytest.mark.parametrize("operation", list(operations().values()), ids=list(operations()))
def test_every_operation_says_what_it_does_and_why(operation: Operation) -> None:
    """A summary, a description, a tag that is known, and a request name on every answer."""
    tags = {tag["name"] for tag in specification()["tags"]}
    assert operation.said["summary"]
    assert operation.said["description"]
    assert set(operation.said["tags"]) <= tags
    for status in operation.said["responses"]:
        response = operation.response(int(status)) or {}
        assert "X-Request-Id" in response["headers"], status


@pytest.mark.parametrize("operation", list(operations().values()), ids=list(operations()))
def test_every_refusal_has_a_problem_and_every_problem_its_status(operation: Operation) -> None:
    """An example of each code, under the status that it is answered with."""
    for status in operation.said["responses"]:
        if status >= "400":
            response = operation.response(int(status)) or {}
            assert [_PROBLEM] == list(response["content"])
            for code, example in examples(response["content"][_PROBLEM]).items():
                assert (code, int(status)) == (example["code"], example["status"])
                assert f"/problems/{code}" == example["type"]


@pytest.mark.parametrize("operation", list(operations().values()), ids=list(operations()))
def test_every_write_asks_for_a_key_and_for_its_own_name(operation: Operation) -> None:
    """Idempotency-Key on all that changes something, which is promised; If-Match where a state is changed."""
    security = operation.said.get("security", specification()["security"])
    headers = {each["name"] for each in operation.parameters if each["in"] == "header" and each.get("required")}
    changes = operation.method != "GET" and operation.id not in {
        "createEstimate",
        "estimateLateInterest",
        "estimateOperator",
        "replayAssessment",
    }
    assert changes == ("Idempotency-Key" in headers)
    steps = {f"{verb}LawDraft" for verb in ("change", "submit", "reject", "publish")}
    assert ("If-Match" in headers) == (operation.id in {"changeReport", "submitReport", "amendReport", *steps})
    if changes:
        assert [{"key": []}] == security
    said = operation.said["responses"].items()
    promised = {status for status, each in said if "Hashlevy-Promise" in resolved(each).get("headers", {})}
    assert promised == {status for status, _ in said if changes and status.startswith("2")}


def test_requests_are_closed_and_bounded() -> None:
    """Every object that is sent refuses other members; every list and text has a cap."""
    for operation in operations().values():
        for said in operation.bodies().values():
            _check_bounded(resolved(said["schema"]), operation.id)


def _check_bounded(schema: dict[str, Any], where: str) -> None:
    for part in (schema, *schema.get("anyOf", ()), *schema.get("allOf", ())):
        said = resolved(part)
        if said.get("type") == "object":
            assert said["additionalProperties"] is False, where
            for name, member in said["properties"].items():
                _check_bounded(resolved(member), f"{where}/{name}")
        elif said.get("type") == "array":
            assert said["maxItems"], where
            _check_bounded(resolved(said["items"]), f"{where}/*")
        elif said.get("type") == "string":
            assert "enum" in said or "maxLength" in said, where


def test_every_link_leads_to_an_operation_and_names_its_parameters() -> None:
    """Programs and the tests that follow links rely on them."""
    for operation in operations().values():
        for said in operation.said["responses"].values():
            for link in resolved(said).get("links", {}).values():
                target = operations()[link["operationId"]]
                known = {f"{each['in']}.{each['name']}" for each in target.parameters}
                assert set(link.get("parameters", {})) <= known


def test_codes_are_those_of_the_code() -> None:
    """The closed lists of the description are the enumerations of the domain."""
    assert sorted(MINOR_UNITS) == _schema("Currency")["enum"]
    assert list(OperatorKind) == _schema("OperatorKind")["enum"]
    assert list(Role) == _schema("Role")["enum"]
    assert list(SCOPES) == _schema("Scope")["enum"]
    assert list(Status) == _schema("Status")["enum"]
    assert list(ObligationStatus) == _schema("ObligationStatus")["enum"]
    assert list(EVENTS) == _schema("DecisionKind")["enum"]
    assert list(ROUTES) == _schema("Route")["enum"]
    assert list(CAPACITIES) == _schema("Capacity")["enum"]
    assert list(Evidence) == _schema("Evidence")["enum"]
    assert list(RATE_SERIES) == _schema("RateSeries")["enum"]
    assert list(Supply) == _schema("EnergyLine")["properties"]["supply"]["enum"]
    assert list(Metering) == _schema("EnergyLine")["properties"]["metering"]["enum"]
    assert list(COST_CATEGORIES) == _schema("CostLine")["properties"]["category"]["enum"]


def test_problems_are_those_of_the_catalogue() -> None:
    """Every code that the service explains is described, and every code described is explained."""
    assert set(CATALOGUE) == set(_schema("ProblemCode")["enum"])


def test_problems_are_called_what_the_catalogue_calls_them() -> None:
    """The title of an example is that of an answer."""
    problems = [resolved(example)["value"] for example in specification()["components"]["examples"].values()]
    for problem in problems:
        if isinstance(problem, dict) and "request_id" in problem:
            assert CATALOGUE[problem["code"]].said["en"].title == problem["title"]


def test_limits_are_those_of_the_code() -> None:
    """A bound is said as it is kept."""
    assert limits.MAX_LINES == _schema("EnergyLines")["maxItems"] == _schema("ProductionLines")["maxItems"]
    assert limits.MAX_NAME == _schema("Text")["maxLength"]
    assert limits.MAX_REFERENCE == _schema("ClientReference")["maxLength"]
    assert limits.MAX_REASON == _schema("Amendment")["properties"]["reason"]["maxLength"]
    assert limits.MAX_DOCUMENT == _schema("LawText")["properties"]["version"]["maxLength"]
    assert limits.MAX_CLIFFS == _schema("Submission")["properties"]["cliffs_accepted"]["maxItems"]
    assert limits.MAX_REASON == _schema("ReasonText")["maxLength"]
    assert limits.MAX_ROUTES == _schema("NewPeriodLock")["properties"]["routes"]["maxItems"]
    limit = specification()["components"]["parameters"]["Limit"]["schema"]
    assert (limits.DEFAULT_PAGE, limits.MAX_PAGE) == (limit["default"], limit["maximum"])


def test_identifiers_and_names_are_those_of_the_code() -> None:
    """The patterns of the description are the grammars of the code."""
    kinds = (
        *("operator", "farm", "report", "assessment", "declaration", "decision", "lock", "payment", "event", "key"),
        *("law_draft", "signing_key"),
    )
    for kind in kinds:
        name = kind.title().replace("_", "")
        assert f"^{PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{{26}}$" == _schema(f"{name}Id")["pattern"]
    assert f"^{_plain(OBLIGATION)}$" == _schema("ObligationId")["pattern"]
    assert f"^{_plain(SCHEDULE.pattern)}$" == _schema("ScheduleId")["pattern"]
    assert f"^{_plain(VERSION.pattern)}$" == _schema("VersionName")["pattern"]


def _plain(pattern: re.Pattern[str]) -> str:
    return pattern.pattern.replace("(?:", "(")
