"""What a history consists of: each fact with the instant at which the service learned it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from service.usecases.requests import ReportContent
from tests.property.usecases.invented_law import Invented, Terms


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


class Placed(NamedTuple):
    """Where a farm of an operator lies from a day on."""

    at: datetime
    operator: str
    farm: str
    since: date
    region: str


class Filed(NamedTuple):
    """A revision of a report."""

    at: datetime
    farm: str
    report: str
    revision: int
    content: ReportContent


class Where(NamedTuple):
    """Where a farm lies: each region with the day from which it counts; the first counts before that, too."""

    places: tuple[tuple[date, str], ...]

    def on(self, day: date) -> str:
        """Return the region on *day*."""
        begun = [region for since, region in self.places if since <= day]
        return begun[-1] if begun else self.places[0][1]

    @property
    def concerns_xa(self) -> bool:
        """Tell whether it lies, or ever lay, in XA."""
        return any(map(lies_in_xa, (region for _, region in self.places)))


def lies_in_xa(region: str) -> bool:
    """Tell whether *region* is of the country of the invented law."""
    return region.startswith("XA")
