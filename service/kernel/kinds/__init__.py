"""
The closed list of component kinds, each written once over an arithmetic, and where each is found.

A new kind is one module here, its fields in `service.law.components`, a line below, sentences in the rendering, and
its own tests; both arithmetics then know it.
"""

from __future__ import annotations

from typing import Any, Final

from service.kernel.kinds.brackets import BracketsKind
from service.kernel.kinds.cap import CapKind
from service.kernel.kinds.choose import ChooseFirstKind, ChooseHighestKind
from service.kernel.kinds.credit import CreditKind
from service.kernel.kinds.eligibility import EligibilityKind
from service.kernel.kinds.exempt import ExemptKind
from service.kernel.kinds.kind import Kind
from service.kernel.kinds.lookup import LookupKind
from service.kernel.kinds.per_unit import PerUnitKind
from service.kernel.kinds.product import ProductKind
from service.kernel.kinds.ratio import RatioKind
from service.kernel.kinds.round import RoundKind
from service.kernel.kinds.subtract import SubtractKind
from service.kernel.kinds.surcharge import SurchargeKind
from service.kernel.kinds.total import TotalKind
from service.law import components
from service.law.components import Component

__all__ = ["KINDS", "Kind", "kind_of"]

KINDS: Final[dict[type, Kind[Any]]] = {
    components.PerUnit: PerUnitKind(),
    components.Percent: PerUnitKind(),
    components.Brackets: BracketsKind(),
    components.Lookup: LookupKind(),
    components.Product: ProductKind(),
    components.Ratio: RatioKind(),
    components.Subtract: SubtractKind(),
    components.Total: TotalKind(),
    components.ChooseFirst: ChooseFirstKind(),
    components.ChooseHighest: ChooseHighestKind(),
    components.Exempt: ExemptKind(),
    components.Surcharge: SurchargeKind(),
    components.Credit: CreditKind(),
    components.Cap: CapKind(),
    components.Minimum: CapKind(),
    components.Eligibility: EligibilityKind(),
    components.Round: RoundKind(),
}


def kind_of(component: Component) -> Kind[Any]:
    """Return the kind that computes *component*."""
    return KINDS[type(component)]
