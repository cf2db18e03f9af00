"""What may happen: law is recorded and withdrawn, quotes are revised, farms move, reports are filed and amended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from hypothesis import event
from hypothesis import strategies as st

from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, ProductionLine, Supply
from service.usecases.requests import ReportContent
from tests.property.usecases.invented_law import SCHEDULES, Invented, Terms, days, terms
from tests.property.usecases.recorded_facts import Filed, Law, Placed, Quote
from tests.property.usecases.side_by_side import SideBySide

PERIODS: Final = (
    Period(date(2025, 1, 1), date(2025, 4, 1)),
    Period(date(2025, 1, 1), date(2025, 2, 1)),
    Period(date(2025, 2, 1), date(2025, 3, 1)),
    Period(date(2025, 3, 1), date(2025, 4, 1)),
    Period(date(2025, 2, 15), date(2025, 4, 16)),
)


# Coins are received on one of these, which every one of the periods has, and quoted on it or some days before.
RECEIPTS: Final = (date(2025, 1, 20), date(2025, 2, 12), date(2025, 3, 15))

_Each = TypeVar("_Each")


class Stated(NamedTuple):
    """What a farm states; of its dated lines those are sent that lie in the period of the report."""

    energy: tuple[tuple[Decimal, Period | None], ...]
    coins: tuple[tuple[str, Decimal, int, Decimal | None], ...]

    def within(self, period: Period) -> ReportContent:
        """Write the report of *period*."""
        energy = tuple(
            EnergyLine(kwh, Supply.GRID, Metering.METERED, grid_connected=True, cost=None, span=span)
            for kwh, span in self.energy
            if span is None or period.overlap(span) == span
        )
        receipts = [day for day in RECEIPTS if period.contains(day)]
        coins = tuple(
            ProductionLine(
                asset, quantity, receipts[number % len(receipts)], None if price is None else Money(price, "EUR")
            )
            for asset, quantity, number, price in self.coins
        )
        return ReportContent(period, energy, coins, ())


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
    region: str
    since: date

    def happen(self, world: SideBySide) -> None:
        """Register it with one of the operators."""
        operator = _one(self.number, sorted(set(world.farms.values()))) or world.service.register_operator()
        farm = world.service.register_farm(operator, self.region, self.since)
        world.farms[farm] = operator
        world.model.placed.append(Placed(world.service.now, operator, farm, self.since, self.region))


class Relocate(NamedTuple):
    """A farm lies elsewhere from a day on, or turns out to have."""

    number: int
    region: str
    since: date

    def happen(self, world: SideBySide) -> None:
        """Record the place of one of the farms."""
        farm = list(world.farms)[self.number % len(world.farms)]
        world.service.relocate(farm, self.region, self.since)
        world.model.placed.append(Placed(world.service.now, world.farms[farm], farm, self.since, self.region))


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
            content = self.stated.within(self.period)
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
            content = self.stated.within(before.content.period)
            filed = before._replace(at=world.service.now, revision=before.revision + 1, content=content)
            draft = world.service.begin_amendment(before.report, before.revision)
            world.file(filed, lambda: world.service.amend(before.report, draft, content))


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


Event = RecordLaw | PublishLaw | Withdraw | Publish | Register | Relocate | File | Amend | Reassess | ReassessMany

_numbers: Final = st.integers(0, 5)
_spans: Final = st.none() | st.sampled_from(
    (Period(date(2025, 2, 5), date(2025, 2, 16)), Period(date(2025, 3, 1), date(2025, 3, 11)))
)
_kwh: Final = st.sampled_from(("197", "1000", "1234.567", "2500.000001", "88")).map(Decimal)
_coins: Final = st.tuples(
    st.sampled_from(("BTC", "BTC", "BTC", "ETH")),
    st.sampled_from(("0.01", "0.25")).map(Decimal),
    st.integers(0, 2),
    st.sampled_from((None, None, None, Decimal("3000.5"))),
)
_stated: Final = st.builds(
    Stated,
    energy=st.lists(st.tuples(_kwh, _spans), max_size=2).map(tuple),
    coins=st.lists(_coins, min_size=1, max_size=3).map(tuple),
)
_later: Final = st.sampled_from((date(2025, 2, 5), date(2025, 2, 28), date(2025, 3, 20)))
_regions: Final = st.sampled_from(("XA-N", "XA-S", "XB"))
_quoted: Final = st.sampled_from((date(2025, 1, 17), date(2025, 2, 10), date(2025, 2, 12), date(2025, 3, 13)))
_BITCOIN: Final = ("price", "BTC", "EUR")
_DOLLAR: Final = ("rate", "USD", "EUR")
_series: Final = st.sampled_from((_BITCOIN, _BITCOIN, _BITCOIN, ("price", "BTC", "USD"), ("price", "ETH", "USD")))


def _publish(series: tuple[str, str, str], day: date, figure: str) -> Publish:
    return Publish(*series, day, Decimal(figure))


_prices: Final = st.builds(_publish, _series, _quoted, st.sampled_from(("2100", "1500.25", "90000")))
_rates: Final = st.builds(_publish, st.just(_DOLLAR), _quoted, st.sampled_from(("0.9", "0.85")))
_filed: Final = st.builds(File, _numbers, st.sampled_from(PERIODS), _stated)
_likely: Final[list[tuple[int, st.SearchStrategy[Event]]]] = [
    (3, st.builds(RecordLaw, st.sampled_from(SCHEDULES), terms)),
    (1, st.builds(PublishLaw, st.sampled_from(SCHEDULES), terms, st.sampled_from((1, 3)))),
    (1, st.builds(Withdraw, _numbers)),
    (7, _prices),
    (1, _rates),
    (1, st.builds(Register, _numbers, _regions, days)),
    (2, st.builds(Relocate, _numbers, _regions, days | _later)),
    (2, _filed),
    (2, st.builds(Amend, _numbers, _stated)),
    (4, st.builds(Reassess, _numbers)),
    (2, st.builds(ReassessMany, st.booleans())),
]
events: Final = st.sampled_from([drawn for times, drawn in _likely for _ in range(times)]).flatmap(lambda drawn: drawn)


def _begun(said: Terms) -> list[Event]:
    """Begin with law and quotes, so that most of what follows has something to act upon."""
    law = said._replace(since=date(2025, 1, 1), until=None, replaces=None)
    series = {_BITCOIN: "2000", ("price", "ETH", "USD"): "400", _DOLLAR: "0.9"}
    quotes = [
        _publish(each, day, figure)
        for each, figure in series.items()
        for day in (date(2025, 1, 17), date(2025, 2, 10), date(2025, 3, 13))
    ]
    return [*(RecordLaw(schedule, law) for schedule in SCHEDULES), *quotes]


beginnings: Final = st.builds(
    lambda said, farm, *reports: [*_begun(said), farm, *reports],
    terms,
    st.builds(Register, _numbers, st.just("XA-N"), days | _later),
    _filed,
    _filed,
)
