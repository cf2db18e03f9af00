"""What may happen: law is recorded and withdrawn, quotes are revised, farms move, reports are filed and amended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from hypothesis import event

from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, ProductionLine, Supply
from service.usecases.requests import ReportContent
from tests.property.usecases.invented_law import Invented, Terms
from tests.property.usecases.naive_calendar import utc
from tests.property.usecases.recorded_facts import Filed, Law, Paid, Placed, Quote, Spot
from tests.property.usecases.side_by_side import SideBySide

# Coins are received on one of these, which every one of the periods has, and quoted on it or some days before.
RECEIPTS: Final = (date(2024, 12, 20), date(2025, 1, 20), date(2025, 2, 12), date(2025, 3, 15))

# Where farms stand, by how many hours their clocks are ahead of UTC.
TIME_ZONES: Final = {0: "Etc/UTC", 7: "Asia/Novosibirsk"}

_Each = TypeVar("_Each")


class Stated(NamedTuple):
    """
    What a farm states; of its dated lines those are sent that lie in the period of the report.

    Coins are received on a day, or (*timed*) so many hours from the beginning of the period or before its end.
    """

    energy: tuple[tuple[Decimal, Period | None], ...]
    coins: tuple[tuple[str, Decimal, int, Decimal | None], ...]
    timed: tuple[tuple[Decimal, int], ...]

    def within(self, period: Period, hours_ahead: int) -> ReportContent:
        """Write the report of *period* of a farm whose clocks are so far ahead of UTC."""
        energy = tuple(
            EnergyLine(kwh, Supply.GRID, Metering.METERED, grid_connected=True, cost=None, span=span)
            for kwh, span in self.energy
            if span is None or period.overlap(span) == span
        )
        receipts = [day for day in RECEIPTS if period.contains(day)]
        coins = (
            ProductionLine(
                asset, quantity, receipts[number % len(receipts)], None if price is None else Money(price, "EUR")
            )
            for asset, quantity, number, price in self.coins
        )
        timed = (
            ProductionLine("BTC", quantity, None, Money(Decimal(3000), "EUR"), at)
            for quantity, hours in self.timed
            for at in [utc(period.start if hours >= 0 else period.end, hours - hours_ahead)]
        )
        return ReportContent(period, energy, (*coins, *timed), ())


class RecordLaw(NamedTuple):
    """Somebody records a version, or another text of one, with those that it replaces beside it."""

    schedule: Invented
    said: Terms

    def happen(self, world: SideBySide) -> None:
        """Record it; a history that the checks of documents refuse does not come about."""
        laws = [law.said for law in world.model.laws if law.schedule == self.schedule]
        latest = {said.name: said for said in laws} | {self.said.name: self.said}
        beside, name = {self.said.name: self.said}, self.said.replaces
        while name in latest and name not in beside:
            beside[name] = latest[name]
            name = latest[name].replaces
        if self.said not in laws and world.service.record(self.schedule, beside.values()):
            world.model.laws.append(Law(world.service.now, self.schedule, self.said))


class Withdraw(NamedTuple):
    """Somebody takes back the text that was recorded last of a version."""

    number: int

    def happen(self, world: SideBySide) -> None:
        """Withdraw one of the latest texts, if there are any."""
        latest = {(law.schedule, law.said.name): law for law in world.model.laws}
        law = _one(self.number, [law for law in latest.values() if law.withdrawn_at is None])
        if law is not None:
            world.service.withdraw(law.schedule, law.said.name)
            at = world.model.laws.index(law)
            world.model.laws[at] = law._replace(withdrawn_at=world.service.now)


class PublishLaw(NamedTuple):
    """An authority publishes a version under an embargo: from its end on it takes the place of what is in force."""

    schedule: Invented
    said: Terms
    seconds: int

    def happen(self, world: SideBySide) -> None:
        """Publish it, where nothing stands against it."""
        now = world.service.now
        until = now + timedelta(seconds=self.seconds)
        before = world.model.version(self.schedule, self.said.since, now)
        name = f"published-{now:%M-%S}"
        said = self.said._replace(name=name, until=None, replaces=None if before is None else before.name)
        done = world.service.publish(self.schedule, said, until)
        event(f"published under an embargo: {done}")
        if done:
            world.model.laws.append(Law(until, self.schedule, said))


class Publish(NamedTuple):
    """A publisher says what a coin or a unit of money was worth on a day."""

    kind: str
    base: str
    currency: str
    day: date
    figure: Decimal

    def happen(self, world: SideBySide) -> None:
        """Record it."""
        quote = Quote(world.service.now, *self)
        world.service.import_quote(quote)
        world.model.quotes.append(quote)


class Register(NamedTuple):
    """An operator registers another farm."""

    number: int
    spot: Spot
    since: date
    hours_ahead: int

    def happen(self, world: SideBySide) -> None:
        """Register it with one of the operators."""
        operator = _one(self.number, sorted(set(world.farms.values()))) or world.service.register_operator()
        farm = world.service.register_farm(operator, self.spot, self.since, TIME_ZONES[self.hours_ahead])
        world.farms[farm], world.hours_ahead[farm] = operator, self.hours_ahead
        world.model.placed.append(Placed(world.service.now, operator, farm, self.since, self.spot))


class Relocate(NamedTuple):
    """A farm lies elsewhere from a day on, or turns out to have."""

    number: int
    spot: Spot
    since: date

    def happen(self, world: SideBySide) -> None:
        """Record the place of one of the farms."""
        farm = list(world.farms)[self.number % len(world.farms)]
        world.service.relocate(farm, self.spot, self.since)
        world.model.placed.append(Placed(world.service.now, world.farms[farm], farm, self.since, self.spot))


class File(NamedTuple):
    """A farm files a report of days that it has not reported yet."""

    number: int
    period: Period
    stated: Stated

    def happen(self, world: SideBySide) -> None:
        """File it for one of the farms."""
        farm = list(world.farms)[self.number % len(world.farms)]
        others = [each for each in world.model.filed if each.farm == farm]
        if not any(each.content.period.overlap(self.period) for each in others):
            content = self.stated.within(self.period, world.hours_ahead[farm])
            filed = Filed(world.service.now, farm, "", 1, content)
            world.file(filed, lambda: world.service.file(farm, content))


class Amend(NamedTuple):
    """A report turns out to have been wrong."""

    number: int
    stated: Stated

    def happen(self, world: SideBySide) -> None:
        """Amend one of the reports, if there are any."""
        before = _one(self.number, world.model.counting(world.service.now))
        if before is not None:
            content = self.stated.within(before.content.period, world.hours_ahead[before.farm])
            filed = before._replace(at=world.service.now, revision=before.revision + 1, content=content)
            draft = world.service.begin_amendment(before.report, before.revision)
            world.file(filed, lambda: world.service.amend(before.report, draft, content))


class Pay(NamedTuple):
    """A payment of an operator to the treasury of XA is noted."""

    number: int
    on: date
    amount: Decimal

    def happen(self, world: SideBySide) -> None:
        """Note it of one of the operators."""
        paid = Paid(world.service.now, list(world.farms.values())[self.number % len(world.farms)], *self[1:])
        world.service.pay(paid)
        world.model.paid.append(paid)


class Reassess(NamedTuple):
    """Somebody has one assessment made again."""

    number: int

    def happen(self, world: SideBySide) -> None:
        """Reassess one of those that are stale, or else of those that stand, if there are any."""
        kept = _one(self.number, world.stale or list(world.standing.values()))
        if kept is not None:
            world.reassess(kept)


class ReassessMany(NamedTuple):
    """Somebody has all made again that are stale, or all."""

    stale_only: bool

    def happen(self, world: SideBySide) -> None:
        """Ask for a job, and have it done."""
        world.reassess_by_job(stale_only=self.stale_only)


def _one(number: int, among: Sequence[_Each]) -> _Each | None:
    return among[number % len(among)] if among else None


Event = RecordLaw | PublishLaw | Withdraw | Publish | Register | Relocate | File | Amend | Pay | Reassess | ReassessMany
