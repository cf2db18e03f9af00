"""Every past answer comes out again byte for byte, whatever is recorded later; and what is asked anew has changed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from flask import Flask

from service.clock import system_clock
from service.domain.clock import instant_text
from service.law.reader import DOCUMENTS
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.import_reference_rates import import_reference_rates
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.record_library import record_library
from service.usecases.requests import Command
from tests.api import Api, Reply
from tests.contract.addresses import TAKING, address
from tests.openapi import examples, operations
from tests.world import NEXT_QUARTER, QUARTER, World, declaration_of, service_of, statement

# What was registered or computed once, and is never told otherwise.
_LASTING: Final = {"readOperator", "readLines", "readTrace", "readDifferences"}
_LAW: Final = "kz/digital_mining_fee/2024.yaml"


class Past:
    """The world before and after; everything there is to ask of it as an administrator."""

    def __init__(self, app: Flask, world: World) -> None:
        """Begin with a price, a rate and an interest rate recorded."""
        self.service, self.world = service_of(app), world
        self.administrator = Api(app, world.administrator)
        self.own, self.authority = Api(app, world.first.key), Api(app, world.authority)
        self._import("106000.50", "78.4685", "0.10")

    def answers(self, known_at: str | None) -> dict[str, bytes]:
        """Return the body of every answer, by operation or by what is estimated, with the knowledge of an instant."""
        told = {each.id: self.administrator.get(address(each, self.world, known_at)) for each in TAKING}
        for path, name, body in _estimates():
            told[name] = self.administrator.post(path, {**body, "known_at": known_at})
        assert {name: reply.document for name, reply in told.items() if reply.status != 200} == {}
        return {name: reply.body for name, reply in told.items()}

    def go_on(self, folder: Path) -> None:
        """Let all happen that changes what there is to tell."""
        self._amend_and_declare()
        self._register()
        self._decide()
        self._import("106001", "78.5", "0.11", "ETH,USD,2025-07-01,2400,exchange,close\n")
        self._correct_law(folder)

    def _register(self) -> None:
        first = self.world.first
        new = _done(self.administrator.post("/v1/operators", {"kind": "legal_entity", "name": "Ust-Kamenogorsk LLP"}))
        joining = {"operator": new.document["id"], "since": "2025-02-01"}
        _done(self.administrator.post(f"/v1/groups/{first.group}/members", joining))
        hall = {"operator": first.operator, "name": "Hall 2", "region": "KZ-55", "time_zone": "Asia/Almaty"}
        _done(self.own.post("/v1/farms", hall))
        _done(self.own.post(f"/v1/farms/{first.farm}/places", {"region": "KZ-10", "since": "2025-12-15"}))

    def _amend_and_declare(self) -> None:
        first, path = self.world.first, f"/v1/reports/{self.world.first.report}"
        begun = _done(self.own.post(f"{path}/amend", {"reason": "read again"}, if_match=self.own.get(path).etag))
        changed = _done(self.own.patch(path, {"energy": statement("13000000")}, if_match=begun.etag))
        filed = _done(self.own.post(f"{path}/submit", if_match=changed.etag)).document
        said = declaration_of(corrects=first.declaration)
        _done(self.own.post(f"/v1/assessments/{filed['assessments'][0]['id']}/declare", said))

    def _decide(self) -> None:
        first = self.world.first
        taken = {"reference": "order 1, reversed", "reason": "noted for another operator"}
        _done(self.administrator.post(f"/v1/payments/{first.payment}/reverse", taken))
        _done(self.authority.post(f"/v1/period-locks/{first.lock}/unlock", {"reason": "It is over."}))
        waiver = {"decision": "waiver", "reason": "A flood."}
        following = first.obligation.replace(QUARTER["start"], NEXT_QUARTER["start"])
        _done(self.authority.post(f"/v1/obligations/{following}/decisions", waiver))

    def _import(self, price: str, rate: str, interest: str, more: str = "") -> None:
        """Record a price and rates; those of the same day a second time as revisions."""
        prices = f"asset,currency,date,price,source,method\nBTC,USD,2025-07-01,{price},exchange,close\n"
        prices += f"BTC,RUB,2025-07-01,{price},exchange,close\nBTC,RUB,2025-03-02,{price},exchange,close\n{more}"
        rates = f"base,currency,date,units,rate,source\nUSD,RUB,2025-07-01,1,{rate},bank\n"
        for content in (prices, rates):
            import_prices(self.service, _command(content), PriceFile(content.encode()))
        series = [f"{name},2025-01-01,{interest},illustrative\n" for name in ("kz.base_rate", "ru.key_rate")]
        content = "".join(["series,since,rate,source\n", *series])
        import_reference_rates(self.service, _command(content), content.encode())

    def _correct_law(self, folder: Path) -> None:
        """Record another text under the name of the version in force, and take back the one before it."""
        shutil.copytree(DOCUMENTS, folder)
        text = (folder / _LAW).read_text(encoding="utf-8")
        corrected = text.replace("amendment: {years: 5,", "amendment: {years: 6,")
        assert text != corrected
        (folder / _LAW).write_text(corrected, encoding="utf-8")
        record_library(self.service.store, system_clock, folder)
        self.service.notice_law()
        withdrawal = "/v1/schedules/kz.digital_mining_fee/versions/2023/withdraw"
        _done(self.authority.post(withdrawal, {"reason": "An error of the drafters."}))


def _done(reply: Reply) -> Reply:
    """Return the answer to what has to succeed."""
    assert reply.status in (200, 201), reply.document
    return reply


def _command(content: str) -> Command:
    return Command(LOCAL_ADMINISTRATOR, f"import-{content}", "prices import", "0" * 64, "req-1")


def _estimates() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what is sent to be estimated: the examples, with coins and interest at what is recorded."""
    for operation in ("createEstimate", "estimateLateInterest"):
        (content,) = operations()[operation].bodies().values()
        for name, example in zip(content["examples"], examples(content).values(), strict=True):
            coins = [{**line, "unit_price": None, "price_source": None} for line in example.get("production", [])]
            body = {**example, "production": coins[:1]} if coins else example
            yield operations()[operation].path, name, {**body, "rates": None} if "rates" in body else body


def test_every_past_answer_comes_out_again(app: Flask, world: World, tmp_path: Path) -> None:
    """
    Of all reads and estimates that can be asked with the knowledge of an instant.

    Meanwhile: registrations, a new member of a group, a move,
    an amendment with its declaration, a reversal, decisions of an authority, revised
    prices and rates, a corrected text of law and a withdrawn one.
    """
    past = Past(app, world)
    instant = instant_text(system_clock())
    told = past.answers(instant)

    past.go_on(tmp_path / "law")
    later = past.answers(None)

    assert told == past.answers(instant)
    assert _LASTING == {name for name in told if told[name] == later[name]}
