"""
Whatever happens later, a past answer comes out again: random histories, asked about while they happen and afterwards.

The model is the service itself: what it answered at each instant is kept, and must be answered again with `known_at`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from service.domain.clock import instant_text
from service.domain.periods import first_instant
from service.law.reader import DOCUMENTS
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.keys import LOCAL_ADMINISTRATOR, issue_first_key
from service.usecases.record_library import record_library
from service.usecases.requests import Command
from service.wiring import system_clock
from tests.api import Api
from tests.databases import Databases
from tests.world import close_app, open_app, service_of

pytestmark = pytest.mark.thorough

_EXAMPLES: Final = {"sqlite": 6, "postgresql": 1}
_REGIONS: Final = (("RU-MOW", "Europe/Moscow"), ("KZ-55", "Asia/Almaty"))
_MONTHS: Final = tuple({"start": f"2025-{month:02}-01", "end": f"2025-{month + 1:02}-01"} for month in (7, 8, 9))
_DAYS: Final = "start=2025-06-01&end=2025-11-01"
_QUOTES: Final = ("/v1/prices", f"/v1/prices/BTC/RUB?{_DAYS}", f"/v1/rates/USD/RUB?{_DAYS}")
_SCHEDULE: Final = "/v1/schedules/kz.digital_mining_fee"
# These say themselves by what knowledge they answer, and so are another answer without it.
_EFFECTIVE: Final = "/v1/schedules/effective?schedule=kz.digital_mining_fee&on=2025-08-15"
_OF_OPERATORS: Final = ("obligations", "holdings", "statement")
_HALF_AN_HOUR: Final = timedelta(minutes=30)
_LISTS: Final = ("/v1/operators", "/v1/farms", "/v1/reports?limit=2", "/v1/assessments?limit=3")

_indexes = st.integers(0, 5)
_months = st.integers(0, 2)
_kwh = st.integers(1, 9).map(lambda number: str(number * 1000))
_steps = st.one_of(
    st.tuples(st.just("farm"), st.integers(0, 1)),
    st.tuples(st.just("move"), _indexes, st.integers(0, 1), st.sampled_from([None, "2025-07-15", "2025-09-01"])),
    st.tuples(st.just("file"), _indexes, _months, _kwh, st.sampled_from(["day", "first", "last"])),
    st.tuples(st.just("draft"), _indexes, _months, _kwh),
    st.tuples(st.just("amend"), _indexes, _kwh, st.booleans()),
    st.tuples(st.just("price"), st.sampled_from(["2025-06-30", "2025-07-20"]), _kwh),
    st.tuples(st.just("correct"), st.integers(6, 9)),
    st.tuples(st.just("withdraw")),
)
# A history without a farm has nothing to tell: each begins with one, its price and a report.
_histories = st.lists(_steps, min_size=3, max_size=6).map(
    lambda steps: [("farm", 0), ("price", "2025-06-30", "5000"), ("file", 0, 0, "2000", "day"), *steps]
)


class Asked(NamedTuple):
    """Who asks for what."""

    key: str
    path: str


class Told(NamedTuple):
    """What was answered; of a problem only what does not name the very request."""

    status: int
    etag: str | None
    body: bytes


class History:
    """One operator's history, made step by step; every step may be refused."""

    def __init__(self, app: Flask, administrator: str) -> None:
        self.app = app
        self.api = Api(app, administrator)
        self.operator = self.api.post("/v1/operators", {"kind": "legal_entity", "name": "One of many"}).document["id"]
        self.farms: list[str] = []
        self.reports: list[str] = []
        wanted = [
            {"name": "own", "role": "operator", "operators": [self.operator]},
            *({"name": each, "role": "authority", "jurisdiction": each} for each in ("RU", "KZ")),
        ]
        issued = [self.api.post("/v1/keys", key).document["secret"] for key in wanted]
        self.keys = [administrator, *issued]

    def take(self, step: tuple[Any, ...]) -> None:
        """Take a step."""
        name, *given = step
        getattr(self, f"_{name}")(*given)

    def _farm(self, region: int) -> None:
        place = {"region": _REGIONS[region][0], "time_zone": _REGIONS[region][1]}
        reply = self.api.post("/v1/farms", {"operator": self.operator, "name": "Hall", **place})
        self.farms.append(reply.document["id"])

    def _move(self, farm: int, region: int, since: str | None) -> None:
        place = {"region": _REGIONS[region][0], "since": since}
        self.api.post(f"/v1/farms/{_one(self.farms, farm)}/places", place)

    def _file(self, farm: int, month: int, kwh: str, when: str = "day", *, submit: bool = True) -> None:
        coin = {"asset": "BTC", "quantity": "0.01", **self._received(_one(self.farms, farm), _MONTHS[month], when)}
        stated = {"period": _MONTHS[month], "energy": [_energy(kwh)], "production": [coin]}
        reply = self.api.post("/v1/reports", {"farm": _one(self.farms, farm), **stated, "submit": submit})
        if reply.status == 201:
            self.reports.append((reply.document["report"] if submit else reply.document)["id"])

    def _received(self, farm: str, month: dict[str, str], when: str) -> dict[str, str]:
        """State the first day of a month, or its first or last half-hour where the farm stands."""
        zone = ZoneInfo(self.api.get(f"/v1/farms/{farm}").document["time_zone"])
        start, end = (first_instant(date.fromisoformat(month[name]), zone) for name in ("start", "end"))
        instants = {"first": start + _HALF_AN_HOUR, "last": end - _HALF_AN_HOUR}
        return {"received_at": instants[when].isoformat()} if when in instants else {"received_on": month["start"]}

    def _draft(self, farm: int, month: int, kwh: str) -> None:
        self._file(farm, month, kwh, submit=False)

    def _amend(self, report: int, kwh: str, submit: bool) -> None:  # noqa: FBT001 -- drawn with the others
        if not self.reports:
            return
        path = f"/v1/reports/{_one(self.reports, report)}"
        draft = self.api.post(f"{path}/amend", {"reason": "read again"}, if_match=self.api.get(path).etag)
        if draft.status == 201 and submit:
            changed = self.api.patch(path, {"energy": [_energy(kwh)]}, if_match=draft.etag)
            self.api.post(f"{path}/submit", if_match=changed.etag)

    def _price(self, day: str, figure: str) -> None:
        lines = f"asset,currency,date,price,source,method\nBTC,RUB,{day},{figure},exchange,close\n"
        rates = f"base,currency,date,units,rate,source\nUSD,RUB,{day},1,{figure},bank\n"
        for content in (lines, rates):
            key = f"price-{content}"
            command = Command(LOCAL_ADMINISTRATOR, key, "prices import", "0" * 64, "req-1")
            import_prices(service_of(self.app), command, PriceFile(content.encode()))

    def _correct(self, years: int) -> None:
        """Record another text under the name of a version: amendments are let come for so many years."""
        with TemporaryDirectory() as folder:
            law = shutil.copytree(DOCUMENTS / "kz", Path(folder) / "kz") / "digital_mining_fee" / "2024.yaml"
            text = law.read_text(encoding="utf-8")
            law.write_text(text.replace("amendment: {years: 5,", f"amendment: {{years: {years},"), encoding="utf-8")
            record_library(service_of(self.app).store, system_clock, Path(folder))
        service_of(self.app).notice_law()

    def _withdraw(self) -> None:
        self.api.post(f"{_SCHEDULE}/versions/2024/withdraw", {"reason": "An error of the drafters."})

    def questions(self) -> Iterator[Asked]:
        """Yield everything there is to ask now: as an administrator each thing, as the others each list."""
        for key in self.keys:
            yield from (Asked(key, path) for path in (*_LISTS, *_QUOTES))
            yield from (Asked(key, f"/v1/operators/{self.operator}/{thing}") for thing in _OF_OPERATORS)
        yield from (Asked(self.keys[0], path) for path in (_SCHEDULE, f"{_SCHEDULE}/versions/2024", _EFFECTIVE))
        yield from (Asked(self.keys[0], f"/v1/farms/{farm}") for farm in self.farms)
        yield from (Asked(key, f"/v1/farms/{self.farms[0]}") for key in self.keys)
        for report in self.reports:
            for path in (f"/v1/reports/{report}", f"/v1/reports/{report}/revisions/1"):
                yield from (Asked(key, path) for key in self.keys)
            yield Asked(self.keys[0], f"/v1/assessments?report={report}")
        for item in self.api.get("/v1/assessments?limit=200").document["items"]:
            yield from (Asked(key, f"/v1/assessments/{item['id']}") for key in self.keys)
            yield Asked(self.keys[0], f"/v1/assessments/{item['id']}/trace")

    def ask(self, asked: Asked, known_at: str | None = None) -> Told:
        """Ask, with the knowledge of an instant."""
        sign = "&" if "?" in asked.path else "?"
        path = asked.path if known_at is None else f"{asked.path}{sign}known_at={known_at}"
        response = self.app.test_client().get(path, headers={"Authorization": f"Bearer {asked.key}"})
        body = response.data
        if response.status_code >= 400:
            problem = json.loads(body)
            body = json.dumps([problem["code"], problem["detail"]]).encode()
        return Told(response.status_code, response.headers.get("ETag"), body)

    def has_drafts(self) -> bool:
        """Tell whether something is being written that knowledge of an instant leaves out."""
        return any(self.api.get(f"/v1/reports/{report}").document["status"] == "draft" for report in self.reports)


def _one(items: list[str], index: int) -> str:
    return items[index % len(items)]


def _is_dated(asked: Asked) -> bool:
    return asked.path.endswith(_OF_OPERATORS) or asked.path == _EFFECTIVE


def _energy(kwh: str) -> dict[str, Any]:
    cost = {"amount": "1000.00", "currency": "RUB"}
    return {"kwh": kwh, "supply": "grid", "metering": "metered", "cost": cost}


@pytest.fixture(scope="module")
def lawful(databases: Databases, migrated_template: str) -> Iterator[tuple[str, str]]:
    """Lend a database of each kind with the law recorded and an administrator, to be copied; and the key."""
    with databases.database(like=migrated_template) as url:
        app = open_app(url)
        record_library(service_of(app).store, system_clock)
        key = issue_first_key(service_of(app))
        close_app(app)
        assert key is not None
        yield url, key


def test_every_past_answer_comes_out_again(databases: Databases, lawful: tuple[str, str]) -> None:
    """Byte for byte; and nothing that came later is there."""
    kind = "sqlite" if lawful[0].startswith("sqlite") else "postgresql"

    @hypothesis.settings(
        max_examples=_EXAMPLES[kind],
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(_histories)
    def come_out_again(steps: list[tuple[Any, ...]]) -> None:
        with databases.database(like=lawful[0]) as url:
            app = open_app(url)
            try:
                _live_through(History(app, lawful[1]), steps)
            finally:
                close_app(app)

    come_out_again()


def _live_through(history: History, steps: list[tuple[Any, ...]]) -> None:
    moments: list[tuple[str, dict[Asked, Told]]] = []
    for step in steps:
        history.take(step)
        instant = instant_text(system_clock())
        known = {asked: history.ask(asked, instant) for asked in history.questions()}
        moments.append((instant, known))
        if not history.has_drafts():
            for asked, told in known.items():
                now = history.ask(asked)
                assert (now.status, now.etag) == (told.status, told.etag), asked
                assert now.body == told.body or now.status == 404 or _is_dated(asked), asked
    at_the_end = set(history.questions())
    for instant, known in moments:
        again = partial(history.ask, known_at=instant)
        assert known == {asked: again(asked) for asked in known}, instant
        for asked in at_the_end - known.keys():
            assert again(asked).status == 404, (instant, asked)
