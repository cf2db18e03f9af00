"""
A small world to ask about: two operators with farms and reports, an accountant, two authorities, an administrator.

It is made through the interface itself, on an empty database with the law recorded.
"""

import os
from secrets import token_hex
from typing import Any, Final, NamedTuple

from flask import Flask

from service.app import create_app
from service.config import Config
from service.evidence.promises import from_header, read_promise
from service.law.declaration_texts import declaration_texts
from service.usecases.calendars.record_calendars import record_calendars
from service.usecases.keys import issue_first_key
from service.usecases.record_library import record_library
from service.usecases.service import Service
from service.wiring import system_clock
from tests.api import Api
from tests.checkpoints import sign_log
from tests.contract.law_texts import DRAFT

QUARTER: Final = {"start": "2025-07-01", "end": "2025-10-01"}
NEXT_QUARTER: Final = {"start": "2025-10-01", "end": "2026-01-01"}


class Tenant(NamedTuple):
    """
    An operator with its key, a farm, a submitted report with an assessment, a draft, a noted payment, and its group.

    The assessment is declared, which fulfils an obligation; a day of long ago is locked.
    """

    key: str
    key_id: str
    operator: str
    farm: str
    report: str
    assessment: str
    draft: str
    payment: str
    declaration: str
    obligation: str
    lock: str
    group: str
    event: str
    """The identifier of the event that told the submitted report."""


class World(NamedTuple):
    """Who there is; what is not said otherwise is the secret of a key."""

    administrator: str
    first: Tenant
    second: Tenant
    accountant: str
    authority: str
    foreign_authority: str
    new_york: str
    law_draft: str
    """The identifier of the authority's draft of a version: that of the description."""


def open_app(url: str) -> Flask:
    """Open the application on a database; end it with `close_app`."""
    app = create_app(_configured(url))
    app.testing = False  # what is unforeseen is answered, as it would be in service
    return app


def _configured(url: str) -> Config:
    """Give each application its own last checkpoint: they have one origin, and each a log of its own."""
    keys = os.environ["HASHLEVY_KEYS_DIRECTORY"]
    return Config(database_url=url, keys_directory=keys, checkpoint_file=f"{keys}/last-checkpoint-{token_hex(6)}")


def close_app(app: Flask) -> None:
    """Give back the connections of *app*."""
    service_of(app).store.close()


def service_of(app: Flask) -> Service:
    """Return the wired service that *app* answers for."""
    service: Service = app.extensions["hashlevy"]
    return service


def furnish(url: str) -> World:
    """Record the law in the migrated database at *url*, and make the world in it."""
    app = open_app(url)
    try:
        database = service_of(app).store
        record_library(database, system_clock)
        record_calendars(database, system_clock)
        administrator = issue_first_key(service_of(app))
    finally:
        close_app(app)
    assert administrator is not None, "the database was not empty"
    app = open_app(url)  # which now knows the law
    try:
        world = _furnished(Api(app, administrator), administrator)
        sign_log(service_of(app))
        return world
    finally:
        close_app(app)


def statement(kwh: str = "12500000") -> list[dict[str, Any]]:
    """Return the energy of a quarter."""
    return [{"kwh": kwh, "supply": "grid", "metering": "metered", "grid_connected": True}]


def _furnished(api: Api, administrator: str) -> World:
    authority = _key(api, {"name": "Kazakhstan", "role": "authority", "jurisdiction": "KZ"})["secret"]
    kazakhstan = api.bearing(authority)
    first, second = (_tenant(api, kazakhstan, name) for name in ("Ekibastuz Hosting LLP", "Pavlodar Mining LLP"))
    both = [first.operator, second.operator]
    return World(
        administrator=administrator,
        first=first,
        second=second,
        accountant=_key(api, {"name": "Ledger", "role": "accountant", "operators": both})["secret"],
        authority=authority,
        foreign_authority=_key(api, {"name": "Finland", "role": "authority", "jurisdiction": "FI"})["secret"],
        law_draft=kazakhstan.post("/v1/law-drafts", {"version": DRAFT}).document["id"],
        new_york=_key(api, {"name": "New York", "role": "authority", "jurisdiction": "US-NY"})["secret"],
    )


def declaration_of(**said: Any) -> dict[str, Any]:
    """Return the body of a declaration by the text that is shipped."""
    text = next(iter(declaration_texts().values()))
    shown = {"text": text.name, "text_sha256": text.sha256, "language": "en"}
    return {**shown, "capacity": "director", "declarant": "A. Director", **said}


def _tenant(api: Api, authority: Api, name: str) -> Tenant:
    operator = api.post("/v1/operators", {"kind": "legal_entity", "name": name}).document["id"]
    key = _key(api, {"name": f"ERP of {name}", "role": "operator", "operators": [operator]})
    own = api.bearing(key["secret"])
    place = {"name": "Hall 1", "region": "KZ-55", "zone": None, "time_zone": "Asia/Almaty"}
    farm = own.post("/v1/farms", {"operator": operator, **place}).document["id"]
    filed = own.post("/v1/reports", {"farm": farm, "period": QUARTER, "energy": statement(), "submit": True})
    filing = filed.document
    draft = own.post("/v1/reports", {"farm": farm, "period": NEXT_QUARTER, "energy": statement()}).document
    paid = {"jurisdiction": "KZ", "paid_on": "2025-11-25", "amount": {"amount": "25000000.00", "currency": "KZT"}}
    payment = api.post(f"/v1/operators/{operator}/payments", {**paid, "reference": "order 1"}).document
    assessment = filing["assessments"][0]["id"]
    declared = own.post(f"/v1/assessments/{assessment}/declare", declaration_of()).document
    days = {"start": "2001-01-01", "end": "2001-01-02"}
    said = {"operator": operator, "period": days, "reason": "For the tests.", "routes": ["unlock-request"]}
    alone = {"name": name, "representative": operator, "members": [{"operator": operator, "since": "2025-01-01"}]}
    group = own.post("/v1/groups", {**alone, "schedule": "us_ny.pow_excise"}).document
    return Tenant(
        key=key["secret"],
        key_id=key["id"],
        operator=operator,
        farm=farm,
        report=filing["report"]["id"],
        assessment=assessment,
        draft=draft["id"],
        payment=payment["id"],
        declaration=declared["id"],
        obligation=declared["links"]["obligation"].rpartition("/")[2],
        lock=authority.post("/v1/period-locks", said).document["id"],
        group=group["id"],
        event=read_promise(from_header(filed.headers["Hashlevy-Promise"]).text).events[0].event,
    )


def _key(api: Api, wanted: dict[str, Any]) -> dict[str, Any]:
    issued: dict[str, Any] = api.post("/v1/keys", wanted).document
    return issued
