"""What a farm reports for a period: energy, production and cost lines; values that never change once made."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from service.domain.periods import local_day

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from service.domain.money import Money
    from service.domain.periods import Period


class OperatorKind(StrEnum):
    """What the taxpayer is in law."""

    LEGAL_ENTITY = "legal_entity"
    SOLE_PROPRIETOR = "sole_proprietor"
    INDIVIDUAL = "individual"
    INFRASTRUCTURE_OPERATOR = "infrastructure_operator"


class Supply(StrEnum):
    """Where the electricity comes from."""

    GRID = "grid"
    OWN = "own"
    OWN_RENEWABLE = "own_renewable"


class Metering(StrEnum):
    """Whether a working control meter measured it."""

    METERED = "metered"
    UNMETERED = "unmetered"


class EnergyLine(NamedTuple):
    """Electricity consumed, in kWh; *span* when it is dated more closely than the report's period."""

    kwh: Decimal
    supply: Supply
    metering: Metering
    grid_connected: bool
    cost: Money | None
    span: Period | None


class ProductionLine(NamedTuple):
    """
    Coins received; *unit_price* when the operator declares it, else the recorded series values them.

    Either the day is stated, which then is the same everywhere, or the instant, whose day depends on the jurisdiction.
    """

    asset: str
    quantity: Decimal
    received_on: date | None
    unit_price: Money | None
    received_at: datetime | None = None

    def day_in(self, zone: ZoneInfo) -> date:
        """Return the day on which they were received for whoever counts days in *zone*."""
        if self.received_on is not None:
            return self.received_on
        if self.received_at is None:
            message = "coins that were received at no time"
            raise ValueError(message)
        return local_day(self.received_at, zone)


class CostLine(NamedTuple):
    """A documented cost other than electricity."""

    category: str
    amount: Money


class Statement(NamedTuple):
    """
    All that an assessment is computed from on the taxpayer's side.

    Lines keep the order in which they were sent, so that a pointer such as `/energy/0/cost` finds them again.
    *places* are the farm's region and zone, each from a day on, earliest first; the first reaches back without limit.
    *days* are those on which it counts for the taxpayer (none: all): a member's, as long as it belongs to the group.
    """

    operator_kind: OperatorKind
    places: tuple[Place, ...]
    period: Period
    energy: tuple[EnergyLine, ...]
    production: tuple[ProductionLine, ...] = ()
    costs: tuple[CostLine, ...] = ()
    days: tuple[Period, ...] | None = None


class Place(NamedTuple):
    """Where a farm is, from a day on."""

    since: date
    region: str
    zone: str | None
