"""The marshmallow schemas of the component kinds: one a kind, with the fields that the kind has and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final, Unpack

from marshmallow import post_load

from service.domain.decimals import ROUNDING_MODES
from service.law.components import (
    Band,
    Brackets,
    Cap,
    ChooseFirst,
    ChooseHighest,
    Component,
    Credit,
    Eligibility,
    Exempt,
    Head,
    Lookup,
    Minimum,
    Option,
    Percent,
    PerUnit,
    Product,
    Ratio,
    Round,
    Subtract,
    Surcharge,
    Total,
)
from service.law.format.conditions import ConditionField
from service.law.format.fields import (
    Formed,
    Number,
    OneOfWords,
    Options,
    Sequence,
    Table,
    Text,
    Whole,
    wrong,
)
from service.law.format.forms import CODE, FINDING, LAW, NAME
from service.law.format.operands import Names, Operand
from service.law.format.shapes import DocumentSchema, Part, Words, evidence_field
from service.law.units import RATE_UNITS

_LARGEST_SCALE: Final = 18  # of a ratio: as fine as the finest coin


def _mode(**options: Unpack[Options]) -> OneOfWords[str]:
    return OneOfWords({mode: mode for mode in ROUNDING_MODES}, **options)


def _word(*words: str, **options: Unpack[Options]) -> OneOfWords[str]:
    return OneOfWords({word: word for word in words}, **options)


class ComponentSchema(DocumentSchema):
    """What every kind has; *makes* is the value that a kind is read into."""

    makes: ClassVar[Callable[..., Component]]

    id = Formed(NAME, required=True)
    kind = Text(required=True)
    law = Formed(LAW, load_default=None)
    evidence = evidence_field(load_default=None)
    title = Part[dict[str, str]](Words, load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Component:
        """Make the component of its head and of its kind's own fields."""
        head = Head(*(data.pop(name) for name in Head._fields))
        return self.of_kind(head, data)

    def of_kind(self, head: Head, data: dict[str, Any]) -> Component:
        """Make the component of *head* and the fields of its kind."""
        return type(self).makes(head, **data)


class _ShareSchema(ComponentSchema):
    of = Formed(NAME, required=True)
    rate = Number(required=True)


class PerUnitSchema(_ShareSchema):
    """`per_unit`."""

    makes = PerUnit


class PercentSchema(_ShareSchema):
    """`percent`."""

    makes = Percent


class BandSchema(DocumentSchema):
    """A band of `brackets` or `lookup`."""

    start = Number(required=True, data_key="from")
    rate = Number(required=True)
    evidence = evidence_field(load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Band:
        """Make the band."""
        return Band(**data)


class BracketsSchema(ComponentSchema):
    """`brackets`; the edge is said aloud, although there is one kind of it, so that nobody has to guess."""

    makes = Brackets
    of = Formed(NAME, required=True)
    mode = _word("marginal", "slab", required=True)
    edge = _word("lower_inclusive", required=True)
    bands = Sequence(Part[Band](BandSchema), required=True)

    def of_kind(self, head: Head, data: dict[str, Any]) -> Component:
        """Leave the edge to the document."""
        return Brackets(head, data["of"], data["mode"], data["bands"])


class LookupSchema(ComponentSchema):
    """`lookup`, by bands or by a table."""

    by = Formed(NAME, required=True)
    edge = _word("lower_inclusive", load_default="lower_inclusive")
    bands = Sequence(Part[Band](BandSchema), load_default=None)
    table = Table(Number(), names=CODE, load_default=None)
    no_hit = Text(load_default=None)
    unit = _word(*RATE_UNITS, load_default=None)

    def of_kind(self, head: Head, data: dict[str, Any]) -> Component:
        """Demand one of the two ways to find a rate."""
        if (data["bands"] is None) == (data["table"] is None):
            found = "neither" if data["bands"] is None else "both"
            raise wrong("bands-or-table", found, "either bands or table", "Numbers have bands, codes have a table.")
        return Lookup(head, data["by"], data["bands"], data["table"], data["no_hit"], data["unit"])


class ProductSchema(ComponentSchema):
    """`product`."""

    makes = Product
    of = Formed(NAME, required=True)
    by = Formed(NAME, required=True)


class RatioSchema(ComponentSchema):
    """`ratio`."""

    makes = Ratio
    of = Formed(NAME, required=True)
    by = Formed(NAME, required=True)
    scale = Whole(0, _LARGEST_SCALE, required=True)
    mode = _mode(required=True)
    if_zero = Number(required=True)


class SubtractSchema(ComponentSchema):
    """`subtract`."""

    makes = Subtract
    base = Formed(NAME, required=True, data_key="from")
    less = Names(required=True)
    floor = Number(load_default=None)


class TotalSchema(ComponentSchema):
    """`total`."""

    makes = Total
    add = Names(required=True)
    less = Names(load_default=())


class OptionSchema(DocumentSchema):
    """One of the options of `choose`."""

    when = ConditionField(load_default=None)
    value = Operand(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Option:
        """Make the option."""
        return Option(**data)


class ChooseSchema(ComponentSchema):
    """`choose`, the first that holds or the highest."""

    first = Sequence(Part[Option](OptionSchema), load_default=None)
    highest = Sequence(Formed(NAME), load_default=None)

    def of_kind(self, head: Head, data: dict[str, Any]) -> Component:
        """Demand one of the two ways to choose."""
        first, highest = data["first"], data["highest"]
        if first is not None and highest is None:
            return ChooseFirst(head, first)
        if highest is not None and first is None:
            return ChooseHighest(head, highest)
        found = "neither" if first is None else "both"
        raise wrong("first-or-highest", found, "either first or highest", "Make two components of it, one of each.")


class ExemptSchema(ComponentSchema):
    """`exempt`."""

    makes = Exempt
    of = Formed(NAME, required=True)
    when = ConditionField(required=True)
    reason = Text(required=True)


class SurchargeSchema(_ShareSchema):
    """`surcharge`."""

    makes = Surcharge
    when = ConditionField(load_default=None)


class CreditSchema(_ShareSchema):
    """`credit`."""

    makes = Credit
    when = ConditionField(load_default=None)
    refundable = OneOfWords({"true": True, "false": False}, load_default=False)


class _BoundSchema(ComponentSchema):
    of = Formed(NAME, required=True)
    at = Operand(required=True)


class CapSchema(_BoundSchema):
    """`cap`."""

    makes = Cap


class MinimumSchema(_BoundSchema):
    """`minimum`."""

    makes = Minimum


class EligibilitySchema(ComponentSchema):
    """`eligibility`."""

    makes = Eligibility
    when = ConditionField(required=True)
    finding = Formed(FINDING, required=True)
    severity = _word("reject", "alert", "info", required=True)
    message = Part[dict[str, str]](Words, required=True)


class RoundSchema(ComponentSchema):
    """`round`."""

    makes = Round
    of = Formed(NAME, required=True)
    step = Number(required=True)
    mode = _mode(required=True)
