"""Requests that deserve the problems of obligations and declarations: what is not final, settled, or held still."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from service.domain.periods import local_day, tax_period
from tests.api import Api, Reply
from tests.world import World, declaration_of, service_of, statement


def _report(api: Api, farm: str, start: str, end: str) -> Reply:
    period = {"start": start, "end": end}
    return api.post("/v1/reports", {"farm": farm, "period": period, "energy": statement(), "submit": True})


def _file(api: Api, world: World, start: str, end: str) -> str:
    """File days of the first operator's farm, and return the assessment."""
    assessment: str = _report(api, world.first.farm, start, end).document["assessments"][0]["id"]
    return assessment


def _declare(api: Api, assessment: str, **said: object) -> Reply:
    return api.post(f"/v1/assessments/{assessment}/declare", declaration_of(**said))


def _declared_too_early(api: Api, world: World) -> Reply:
    today = local_day(datetime.now(UTC), ZoneInfo("Asia/Almaty"))
    quarter = tax_period("quarter", today)
    return _declare(api, _file(api, world, quarter.start.isoformat(), quarter.end.isoformat()))


def _declared_stale(api: Api, world: World) -> Reply:
    filed = _report(api, world.first.farm, "2024-01-01", "2024-04-01")
    path = f"/v1/reports/{filed.document['report']['id']}"
    draft = api.post(f"{path}/amend", {"reason": "again"}, if_match=filed.etag)
    api.post(f"{path}/submit", if_match=draft.etag)
    return _declare(api, filed.document["assessments"][0]["id"])


def _declared_withdrawn(api: Api, world: World) -> Reply:
    assessment = _file(api, world, "2024-01-01", "2024-04-01")
    api.post(f"/v1/assessments/{assessment}/void", {"reason": "the wrong farm"})
    return _declare(api, assessment)


def _declared_findings(api: Api, world: World) -> Reply:
    place = {"operator": world.first.operator, "name": "Hall 7", "region": "RU-MOW", "time_zone": "Europe/Moscow"}
    farm = api.post("/v1/farms", place).document["id"]
    filed = _report(api, farm, "2025-05-01", "2025-06-01")
    named = {each["schedule"]: each["id"] for each in filed.document["assessments"]}
    return _declare(api, named["ru.mining_zones"])


def _filed_in_a_locked_period(api: Api, world: World) -> Reply:
    said = {"period": {"start": "2024-01-01", "end": "2024-04-01"}, "reason": "An audit.", "routes": ["objection"]}
    api.bearing(world.authority).post("/v1/period-locks", said)
    return _report(api, world.first.farm, "2024-01-01", "2024-04-01")


def _amended_too_late(api: Api, world: World) -> Reply:
    service = service_of(api.app)
    path = f"/v1/reports/{world.first.report}"
    etag = api.get(path).etag
    late = replace(service, clock=lambda: datetime(2031, 1, 1, tzinfo=UTC))
    api.app.extensions["hashlevy"] = late
    return api.post(f"{path}/amend", {"reason": "too late"}, if_match=etag)


def _waive(api: Api, obligation: str) -> Reply:
    return api.post(f"/v1/obligations/{obligation}/decisions", {"decision": "waiver", "reason": "A test."})


def _decided_from_below(api: Api, world: World) -> Reply:
    administrator = api.bearing(world.administrator)
    regional = {"name": "Pavlodar", "role": "authority", "jurisdiction": "KZ-55"}
    return _waive(api.bearing(administrator.post("/v1/keys", regional).document["secret"]), world.first.obligation)


OF_OBLIGATIONS: Final[dict[str, Callable[[Api, World], Reply]]] = {
    "assessment-in-year": lambda api, world: _declare(api, _file(api, world, "2024-01-01", "2024-02-01")),
    "period-not-ended": _declared_too_early,
    "assessment-stale": _declared_stale,
    "assessment-voided": _declared_withdrawn,
    "already-declared": lambda api, world: _declare(api, world.first.assessment),
    "nothing-to-declare": _declared_findings,
    "declaration-text-unknown": lambda api, world: _declare(api, world.first.assessment, text_sha256="0" * 64),
    "period-locked": _filed_in_a_locked_period,
    "amendment-window-closed": _amended_too_late,
    "obligation-settled": lambda api, world: _waive(api.bearing(world.authority), world.first.obligation),
    "foreign-jurisdiction": _decided_from_below,
}
# Those for which another request has to go before and changes the world.
CHANGING: Final = OF_OBLIGATIONS.keys() - {"already-declared", "declaration-text-unknown", "obligation-settled"}
