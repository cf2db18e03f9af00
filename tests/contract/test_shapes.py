"""The marshmallow shapes take what the description allows, and nothing else."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from service.domain.errors import Refusal
from service.http.schemas.declarations import DECLARING
from service.http.schemas.erasure import ERASURE_CONFIRMATION, ERASURE_WISH, NEW_RETENTION_RULE
from service.http.schemas.estimates import ESTIMATE, OPERATOR_ESTIMATE
from service.http.schemas.farms import NEW_FARM, NEW_PLACE
from service.http.schemas.groups import END, MEMBER, NEW_GROUP
from service.http.schemas.keys import NEW_KEY
from service.http.schemas.late_interest import LATE_INTEREST
from service.http.schemas.law import LAW_TEXT, NEW_SIGNING_KEY, PUBLISHING, SUBMISSION
from service.http.schemas.obligations import DECISION, NEW_LOCK
from service.http.schemas.operators import NEW_OPERATOR
from service.http.schemas.payments import NEW_PAYMENT, REVERSAL
from service.http.schemas.reasons import REASON
from service.http.schemas.reassessments import REASSESSMENTS
from service.http.schemas.reports import AMENDMENT, NEW_REPORT, REPORT_CHANGE
from service.http.schemas.test_clock import NEW_TIME
from service.http.shape import Shape
from service.http.strict_json import read_object
from tests.contract.instances import instances, spoiled
from tests.openapi import examples, operations, validator

pytestmark = pytest.mark.thorough

_SHAPES: Final[dict[str, Shape[Any]]] = {
    "createEstimate": ESTIMATE,
    "requestErasure": ERASURE_WISH,
    "confirmErasure": ERASURE_CONFIRMATION,
    "recordRetentionRule": NEW_RETENTION_RULE,
    "estimateLateInterest": LATE_INTEREST,
    "notePayment": NEW_PAYMENT,
    "reversePayment": REVERSAL,
    "registerOperator": NEW_OPERATOR,
    "registerFarm": NEW_FARM,
    "createReport": NEW_REPORT,
    "changeReport": REPORT_CHANGE,
    "amendReport": AMENDMENT,
    "relocateFarm": NEW_PLACE,
    "declareAssessment": DECLARING,
    "voidAssessment": REASON,
    "decideObligation": DECISION,
    "lockPeriod": NEW_LOCK,
    "unlockPeriod": REASON,
    "issueKey": NEW_KEY,
    "moveClock": NEW_TIME,
    "reassessMany": REASSESSMENTS,
    "draftLaw": LAW_TEXT,
    "changeLawDraft": LAW_TEXT,
    "submitLawDraft": SUBMISSION,
    "rejectLawDraft": REASON,
    "publishLawDraft": PUBLISHING,
    "withdrawVersion": REASON,
    "registerSigningKey": NEW_SIGNING_KEY,
    "estimateOperator": OPERATOR_ESTIMATE,
    "formGroup": NEW_GROUP,
    "addMember": MEMBER,
    "endMembership": END,
}

# What is said in words only, because members must fit together: the codes of its faults.
_SENSE: Final = frozenset(
    {
        "empty-period",  # ends before it begins
        "period-too-long",
        "given-twice",  # an operator that is a member twice
        "not-a-member",  # who files for all
        "half-dated",  # a line with a first day but no last
        "outside-period",
        "day-missing",  # an extension without a day
        "day-needless",  # a day without an extension
        "receipt-undated",  # neither a day nor an instant
        "receipt-dated-twice",
        "out-of-range-in-utc",  # the first or last hours of all years, written elsewhere
        "price-missing",  # said to be declared, and is not
        "price-not-recorded",  # the other way round
        "rate-given-twice",  # of two rates for one day nobody could say which counts
        "finer-than-currency",  # a kopeck is not divided when it is paid
    }
)


def _body(operation: str) -> dict[str, Any]:
    bodies = operations()[operation].bodies()
    said: dict[str, Any] = next(iter(bodies.values()))
    return said


def _taken(operation: str, instance: object) -> set[str] | None:
    """Return nothing when the shape of *operation* takes *instance*, else the codes of its faults."""
    try:
        _SHAPES[operation].read(read_object(json.dumps(instance).encode()))
    except Refusal as refusal:
        return {fault.code for fault in refusal.faults} or {refusal.code}
    return None


def _agrees(operation: str, instance: object) -> None:
    """Hold the shape of *operation* against its schema on *instance*."""
    allowed = validator(_body(operation)["schema"]).is_valid(instance)
    faults = _taken(operation, instance)
    event(f"{operation}: {'allowed' if allowed else 'not allowed'}, {'taken' if faults is None else 'refused'}")
    if allowed:
        assert (faults or set()) <= _SENSE, f"allowed, but refused: {faults}"
    else:
        assert faults is not None, "not allowed, but taken"


def test_every_body_has_its_shape() -> None:
    """No operation with a body is left out here."""
    assert set(_SHAPES) == {operation.id for operation in operations().values() if operation.bodies()}


@pytest.mark.parametrize("operation", list(_SHAPES))
def test_every_example_of_a_body_is_taken(operation: str) -> None:
    """What people copy works."""
    for example in examples(_body(operation)).values():
        assert _taken(operation, example) is None


def _over(operation: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    drawn = instances(_body(operation)["schema"])
    return given(drawn.flatmap(lambda instance: st.one_of(st.just(instance), spoiled(instance))))


@pytest.mark.parametrize("operation", list(_SHAPES))
def test_shape_and_schema_agree(operation: str) -> None:
    """On instances that the schema allows, and on the same with one thing changed."""

    @settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @_over(operation)
    def agrees(instance: object) -> None:
        _agrees(operation, instance)

    agrees()
