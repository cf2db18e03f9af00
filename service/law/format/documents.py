"""
The marshmallow schemas of `hashlevy.schedule/1` and `hashlevy.version/1`, all but the components.

Unknown keys are refused at every level, and what is read are the values of `service.law.document`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from marshmallow import post_load

from service.domain.money import MINOR_UNITS
from service.domain.periods import MONTHS_IN
from service.law.charges import LateCase
from service.law.document import (
    SCHEDULE_FORMAT,
    VERSION_FORMAT,
    AmendmentWindow,
    Due,
    DueDay,
    EmbeddedTest,
    Input,
    Law,
    Schedule,
    Shift,
    Status,
    Zones,
)
from service.law.format.charges import CaseSchema, ChargeField
from service.law.format.conditions import ConditionField, bind, bind_lists
from service.law.format.fields import Day, Formed, OneOfWords, Sequence, Table, Text, Whole
from service.law.format.forms import ADDRESS, FINDING, JURISDICTION, LAW, NAME, SCHEDULE, VERSION, ZONE
from service.law.format.kinds import ComponentField
from service.law.format.shapes import DocumentSchema, Part, Words, evidence_field


def _format(name: str) -> OneOfWords[str]:
    return OneOfWords({name: name}, code="wrong-format", required=True)


def _words(*words: str) -> OneOfWords[str]:
    return OneOfWords({word: word for word in words}, required=True)


class _Made(DocumentSchema):
    """A mapping that is read into the value that it *makes*."""

    makes: ClassVar[Callable[..., Any]]

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Any:  # each schema has its own value
        """Make the value of its members."""
        return type(self).makes(**data)


class ScheduleSchema(DocumentSchema):
    """`schedule.yaml`."""

    format = _format(SCHEDULE_FORMAT)
    schedule = Formed(SCHEDULE, required=True)
    title = Part[dict[str, str]](Words, required=True)
    jurisdiction = Formed(JURISDICTION, required=True)
    kind = _words("tax", "levy", "eligibility", "aftermath")
    subject = _words("operator", "farm", "group")
    period = _words(*MONTHS_IN)
    accumulates = _words("discrete", "year_to_date")
    time_zone = Text(required=True)
    currency = OneOfWords({code: code for code in MINOR_UNITS}, code="unknown-currency", required=True, allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Schedule:
        """Make the schedule."""
        del data["format"]
        return Schedule(**data)


class _ValidSchema(DocumentSchema):
    start = Day(required=True, allow_none=True, data_key="from")
    end = Day(required=True, allow_none=True, data_key="to")


class _RetroactiveSchema(DocumentSchema):
    reason = Text(required=True)
    law = Formed(LAW, required=True)


class _GapSchema(DocumentSchema):
    reason = Text(required=True)


class _LawSchema(DocumentSchema):
    title = Text(required=True)
    cite = Text(required=True)
    address = Formed(ADDRESS, load_default=None)
    evidence = evidence_field(required=True)
    note = Text(load_default=None)


class _InputSchema(DocumentSchema):
    fact = Formed(NAME, required=True)
    where = Table(Sequence(Text()), load_default=dict)


class _ZonesSchema(_Made):
    makes = Zones
    title = Part[dict[str, str]](Words, required=True)
    members = Sequence(Formed(ZONE), required=True)


class _DueDaySchema(_Made):
    makes = DueDay
    month = Whole(1, 24, required=True)
    day = Whole(1, 31, required=True)


class _ShiftSchema(_Made):
    makes = Shift
    moves_to = _words("next_working_day")
    calendar = Formed(JURISDICTION, required=True)
    law = Formed(LAW, required=True)
    evidence = evidence_field(required=True)


class _AmendmentSchema(_Made):
    makes = AmendmentWindow
    years = Whole(1, 99, required=True)
    law = Formed(LAW, required=True)
    evidence = evidence_field(required=True)


class _DueSchema(_Made):
    makes = Due
    return_on = Part[DueDay](_DueDaySchema, required=True, allow_none=True, data_key="return")
    payment_on = Part[DueDay](_DueDaySchema, required=True, allow_none=True, data_key="payment")
    shift = Part[Shift](_ShiftSchema, load_default=None, allow_none=True)
    amendment = Part[AmendmentWindow](_AmendmentSchema, load_default=None, allow_none=True)


class _TestSchema(_Made):
    makes = EmbeddedTest
    name = Text(required=True)
    inputs = Table(Text(allow_none=True), required=True)
    day = Day(load_default=None)
    expect = Table(Text(), load_default=dict)
    findings = Sequence(Formed(FINDING), load_default=None)


class VersionSchema(DocumentSchema):
    """`<version>.yaml`; read into the members of `Version` but for its content and hash."""

    format = _format(VERSION_FORMAT)
    schedule = Formed(SCHEDULE, required=True)
    version = Formed(VERSION, required=True)
    status = OneOfWords({status.value: status for status in Status}, required=True)
    valid = Part[dict[str, Any]](_ValidSchema, required=True)
    gap = Part[dict[str, str]](_GapSchema, load_default=None)
    published_on = Day(required=True, allow_none=True)
    retroactive = Part[dict[str, str]](_RetroactiveSchema, load_default=None)
    replaces = Formed(VERSION, load_default=None)
    evidence = evidence_field(required=True)
    law = Table(Part[dict[str, Any]](_LawSchema), required=True)
    applies = ConditionField(load_default=None)
    inputs = Table(Part[dict[str, Any]](_InputSchema), load_default=dict)
    lists = Table(Part[Zones](_ZonesSchema), load_default=dict)
    components = Sequence(ComponentField(), load_default=())
    result = Formed(NAME, load_default=None)
    due = Part[Due](_DueSchema, load_default=None)
    aftermath = Sequence(Formed(SCHEDULE), load_default=())
    charges = Sequence(ChargeField(), load_default=())
    cases = Sequence(Part[LateCase](CaseSchema), load_default=())
    notes = Sequence(Text(), load_default=())
    tests = Sequence(Part[EmbeddedTest](_TestSchema), load_default=())

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Name what is kept under names, and give conditions the members of the lists that they name."""
        del data["format"]
        valid, lists = data.pop("valid"), data["lists"]
        data |= {"valid_from": valid["start"], "valid_to": valid["end"]}
        data["laws"] = {name: Law(id=name, **law) for name, law in data.pop("law").items()}
        data["inputs"] = {name: Input(name=name, **entry) for name, entry in data["inputs"].items()}
        data["applies"] = bind(data["applies"], lists)
        data["components"] = tuple(bind_lists(component, lists) for component in data["components"])
        data["due"] = data["due"] or Due(None, None)
        return data
