"""Where and when mining is closed in Russia, told again in plain Python and compared place by place, day by day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import pytest

from service.domain.periods import Period
from service.kernel.program import compile_version
from tests.golden.shipped import computed, library

CLOSED_REGIONS: Final = ("RU-DA", "RU-IN", "RU-KB", "RU-KC", "RU-SE", "RU-CE")
DISTRICTS: Final = (
    "alarsky",
    "balagansky",
    "bayandaevsky",
    "bokhansky",
    "zhigalovsky",
    "zalarinsky",
    "ziminsky",
    "irkutsky",
    "kachugsky",
    "kuytunsky",
    "nizhneudinsky",
    "nukutsky",
    "olkhonsky",
    "osinsky",
    "slyudyansky",
    "tulunsky",
    "usolsky",
    "ust_udinsky",
    "cheremkhovsky",
    "shelekhovsky",
    "ekhirit_bulagatsky",
)
CITIES: Final = ("angarsk", "irkutsk", "zima", "sayansk", "svirsk", "tulun", "usolye_sibirskoye", "cheremkhovo")
IRKUTSK_SOUTH: Final = {*DISTRICTS, *CITIES, "irkutsk_south"}
BURYATIA: Final = {"ulan_ude", "buryatia_listed"}
ZABAYKALSKY: Final = {"chita", "aginskoye", "gorny", "zabaykalsky_listed"}

PLACES: Final = [
    *((region, None) for region in (*CLOSED_REGIONS, "RU-MOW", "RU-KR", "RU-PNZ", "RU-KK", "RU-KYA")),
    *(("RU-IRK", zone) for zone in (*sorted(IRKUTSK_SOUTH), "bratsk")),
    *(("RU-BU", zone) for zone in (*sorted(BURYATIA), "elsewhere")),
    *(("RU-ZAB", zone) for zone in (*sorted(ZABAYKALSKY), "elsewhere")),
]
# (kWh from the grid, of own power connected to it, of own power isolated from it), and whether that is excepted.
POWER: Final = [
    (("1000", "0", "0"), False),
    (("0", "1000", "0"), False),
    (("0", "0", "0.001"), True),
    (("0.001", "0", "1000"), False),
    (("0", "0.001", "1000"), False),
    (("0", "0", "0"), False),
]


def winter(day: date) -> bool:
    """Tell whether *day* lies from 15 November to 15 March, both included."""
    return (day.month, day.day) >= (11, 15) or (day.month, day.day) <= (3, 15)


def expected(region: str, zone: str | None, day: date) -> tuple[str, ...]:
    """Say what the decree, as amended from 7 April 2025, means for a farm on grid power."""
    year_round = region in CLOSED_REGIONS or (
        region == "RU-IRK" and zone in IRKUTSK_SOUTH and (day >= date(2025, 4, 7) or winter(day))
    )
    listed = {"RU-BU": BURYATIA, "RU-ZAB": ZABAYKALSKY}.get(region)
    if year_round or (listed is not None and winter(day) and zone in listed):
        return ("prohibited-zone",)
    return ("zone-list-incomplete",) if listed is not None and winter(day) else ()


def found(version: str, region: str, zone: str | None, day: date, power: tuple[str, str, str]) -> tuple[str, ...]:
    """Say what a version finds."""
    inputs = dict(zip(("grid_kwh", "connected_own_kwh", "isolated_own_kwh"), power, strict=True))
    outcome = computed(f"ru.mining_zones@{version}", {"region": region, "zone": zone, **inputs}, day)
    return tuple(finding.code for finding in outcome.findings)


def days(first: date, last: date) -> Iterator[date]:
    """Give each day from *first* to *last*."""
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def test_every_day_of_the_first_winter_agrees() -> None:
    """From 1 January to 6 April 2025, for every place and one kind of power: the exception came later."""
    differing = [
        (region, zone, day)
        for day in days(date(2025, 1, 1), date(2025, 4, 6))
        for region, zone in PLACES
        if expected(region, zone, day) != found("2025-01-01", region, zone, day, ("1000", "0", "0"))
    ]
    assert differing == []


def test_every_day_around_the_edges_of_the_seasons_agrees() -> None:
    """From 7 April 2025 on, for every place, and three days around each edge of two winters."""
    edges = [date(2025, 4, 7), date(2025, 11, 15), date(2026, 1, 1), date(2026, 3, 16), date(2030, 11, 15)]
    tried = [day for edge in edges for day in days(edge, edge + timedelta(days=1))]
    tried += [edge - timedelta(days=1) for edge in edges[1:]] + [date(2028, 2, 29), date(2031, 3, 15)]
    differing = [
        (region, zone, day)
        for day in tried
        for region, zone in PLACES
        if expected(region, zone, day) != found("2025-04-07", region, zone, day, ("1000", "0", "0"))
    ]
    assert differing == []


@pytest.mark.parametrize(("power", "excepted"), POWER)
def test_only_own_power_isolated_from_the_grid_is_excepted(power: tuple[str, str, str], excepted: bool) -> None:  # noqa: FBT001
    """In every place, in winter: a thousandth of a kilowatt-hour from the grid ends the exception."""
    day = date(2025, 12, 1)
    differing = [
        (region, zone)
        for region, zone in PLACES
        if (() if excepted else expected(region, zone, day)) != found("2025-04-07", region, zone, day, power)
    ]
    assert differing == []


@pytest.mark.parametrize(("power", "excepted"), POWER)
@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 12, 1)])
def test_the_plan_adds_buryatias_south_and_zabaykalsky_krai(
    power: tuple[str, str, str],
    excepted: bool,  # noqa: FBT001
    day: date,
) -> None:
    """The plan closes them in summer too, leaves the rest as it is, and knows not what belongs to Buryatia's south."""
    closed, unsure = ("prohibited-zone",), ("zone-list-incomplete",)
    planned = {place: expected(*place, day) for place in PLACES}
    planned |= {place: closed for place in PLACES if place[0] == "RU-ZAB"} | {("RU-BU", "buryatia_south"): closed}
    planned |= {place: unsure for place in planned if place[0] == "RU-BU" and planned[place] == ()}
    differing = [
        place
        for place, codes in planned.items()
        if (() if excepted else codes) != found("2026-plan", *place, day, power)
    ]
    assert differing == []


def test_the_south_of_irkutsk_is_the_same_in_every_version() -> None:
    """The list is written down three times, and says the same each time."""
    versions = [library()[f"ru.mining_zones@{version}"][1] for version in ("2025-01-01", "2025-04-07", "2026-plan")]
    assert [{*DISTRICTS, *CITIES}] * 3 == [set(version.lists["irkutsk_south"].members) for version in versions]


def test_a_year_is_cut_where_its_winters_begin_and_end() -> None:
    """A report over several months is judged in parts: the days after each winter's last and before its first."""
    program = compile_version(*library()["ru.mining_zones@2025-04-07"])
    cuts = program.cut_days(Period(date(2026, 1, 1), date(2027, 1, 1)))
    assert cuts == [date(2026, 3, 16), date(2026, 11, 15)]
