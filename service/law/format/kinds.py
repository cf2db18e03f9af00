"""The component kinds by their names, and the field that reads a component of any of them."""

from __future__ import annotations

from typing import Final

from marshmallow import ValidationError

from service.law.components import Component
from service.law.errors import listed
from service.law.format.components import (
    BracketsSchema,
    CapSchema,
    ChooseSchema,
    ComponentSchema,
    CreditSchema,
    EligibilitySchema,
    ExemptSchema,
    LookupSchema,
    MinimumSchema,
    PercentSchema,
    PerUnitSchema,
    ProductSchema,
    RatioSchema,
    RoundSchema,
    SubtractSchema,
    SurchargeSchema,
    TotalSchema,
)
from service.law.format.fields import DocumentField, did_you_mean, wrong

KINDS: Final[dict[str, ComponentSchema]] = {
    "per_unit": PerUnitSchema(),
    "percent": PercentSchema(),
    "brackets": BracketsSchema(),
    "lookup": LookupSchema(),
    "product": ProductSchema(),
    "ratio": RatioSchema(),
    "subtract": SubtractSchema(),
    "total": TotalSchema(),
    "choose": ChooseSchema(),
    "exempt": ExemptSchema(),
    "surcharge": SurchargeSchema(),
    "credit": CreditSchema(),
    "cap": CapSchema(),
    "minimum": MinimumSchema(),
    "eligibility": EligibilitySchema(),
    "round": RoundSchema(),
}


class ComponentField(DocumentField[Component]):
    """A component of one of the kinds."""

    expected = "a component: {id, kind, ...}"

    def _read(self, value: object) -> Component:
        if not isinstance(value, dict):
            raise self.refuse("wrong-type", value, "Write a mapping that begins with id and kind.")
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            code = "missing-key" if kind is None else "unknown-kind"
            refusal = wrong(code, kind, f"one of the kinds: {listed(KINDS)}", did_you_mean(str(kind), KINDS))
            raise ValidationError({"kind": refusal.messages})
        component: Component = KINDS[kind].load(value)
        return component
