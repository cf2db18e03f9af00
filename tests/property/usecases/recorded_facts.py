"""What a history consists of: each fact with the instant at which the service learned it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from service.domain.periods import Period
from service.usecases.requests import ReportContent
from tests.property.usecases.invented_law import Invented, Terms
from tests.property.usecases.naive_calendar import nearest, reach


class Law(NamedTuple):
    """A version that was recorded, and when it was taken back."""

    at: datetime
    schedule: Invented
    said: Terms
    withdrawn_at: datetime | None = None


class Quote(NamedTuple):
    """What a coin (`price`), or a unit of money (`rate`), was worth on a day."""

    at: datetime
    kind: str
    base: str
    currency: str
    day: date
    figure: Decimal


class Spot(NamedTuple):
    """A place: its region, and the zone in it, which every place in XA has."""

    region: str
    zone: str | None

    @property
    def is_in_xa(self) -> bool:
        """Tell whether it is of the country of the invented law."""
        return self.region.startswith("XA")


class Placed(NamedTuple):
    """Where a farm of an operator lies from a day on."""

    at: datetime
    operator: str
    farm: str
    since: date
    spot: Spot


class Filed(NamedTuple):
    """A revision of a report."""

    at: datetime
    farm: str
    report: str
    revision: int
    content: ReportContent

    def reach(self, time_zone: str) -> Period:
        """Return the days that it says something of, where receipts are of their day in *time_zone*."""
        return reach(self.content.period, self.content.production, time_zone)

    def at_nothing(self, days: Iterable[date]) -> Filed:
        """Return a report of nothing, of the one of *days* that is next to its own."""
        return self._replace(content=ReportContent(nearest(days, self.content.period), (), (), ()))


class Where(NamedTuple):
    """Where a farm lies: each place with the day from which it counts; the first counts before that, too."""

    places: tuple[tuple[date, Spot], ...]

    def on(self, day: date) -> Spot:
        """Return the place on *day*."""
        begun = [spot for since, spot in self.places if since <= day]
        return begun[-1] if begun else self.places[0][1]

    @property
    def concerns_xa(self) -> bool:
        """Tell whether it lies, or ever lay, in XA."""
        return any(spot.is_in_xa for _, spot in self.places)


class Belonged(NamedTuple):
    """That an operator belongs to a group from a day on, up to another; the last word on the first day counts."""

    at: datetime
    group: str
    schedule: Invented
    representative: str
    operator: str
    since: date
    until: date | None


class Paid(NamedTuple):
    """A payment of an operator that was noted."""

    at: datetime
    operator: str
    on: date
    amount: Decimal
