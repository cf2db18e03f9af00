"""Makes what a service discloses of an assessment, under a levy of XA, a code that ISO 3166 leaves to its users."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from service.domain.canonical import canonical
from service.evidence.notes import base64_bytes, base64_text
from service.verifier.disclosure import Disclosure, read_disclosure
from service.verifier.recomputation import compute
from tests.vectors.example_log import OPERATOR, ExampleLog, salt

Shown = dict[str, Any]
FARM: Final = "frm_00000000000000000000000001"
REPORT: Final = "rep_00000000000000000000000001"
OLD_BUILD: Final = "0" * 64

_SCHEDULE: Final[Shown] = {
    "format": "hashlevy.schedule/1",
    "schedule": "xa.levy",
    "title": {"en": "Mining levy", "ru": "Сбор за майнинг"},
    "jurisdiction": "XA",
    "kind": "levy",
    "subject": "operator",
    "period": "quarter",
    "accumulates": "discrete",
    "time_zone": "Asia/Almaty",
    "currency": "EUR",
}
_VERSION: Final[Shown] = {
    "format": "hashlevy.version/1",
    "schedule": "xa.levy",
    "version": "2029",
    "status": "enacted",
    "valid": {"from": "2029-01-01", "to": None},
    "published_on": None,
    "evidence": "unverified",
    "law": {"act": {"title": "Mining Levy Act", "cite": "XA 2029/1", "evidence": "verified"}},
    "inputs": {
        "grid_kwh": {"fact": "energy_kwh", "where": {"supply": ["grid"]}},
        "mined": {"fact": "mined_value"},
    },
    "components": [
        {"id": "levy", "kind": "per_unit", "of": "grid_kwh", "rate": "2", "law": "act#1"},
        {"id": "share", "kind": "percent", "of": "mined", "rate": "0.1", "law": "act#2"},
        {"id": "due", "kind": "total", "add": ["levy", "share"], "law": "act#3"},
    ],
    "result": "due",
}
_REPORT: Final[Shown] = {
    "period": {"start": "2030-01-01", "end": "2030-04-01"},
    "energy": [
        {"kwh": "1000", "supply": "grid", "metering": "metered", "grid_connected": True, "cost": None,
         "start": None, "end": None},
    ],
    "production": [
        {"asset": "BTC", "quantity": "0.5", "received_on": "2030-02-03", "received_at": None, "unit_price": None,
         "price_source": "recorded"},
    ],
    "costs": [],
}  # fmt: skip
_FACTS: Final[Shown] = {
    "statements": [
        {
            "operator_kind": "legal_entity",
            "places": [{"since": "2029-01-01", "region": "XA-01", "zone": None}],
            "days": None,
        }
    ],
    "prices": [
        {"asset": "BTC", "currency": "EUR", "asked_on": "2030-02-03", "quote": None},
        {
            "asset": "BTC",
            "currency": "USD",
            "asked_on": "2030-02-03",
            "quote": {"on": "2030-02-03", "price": "64000.00", "source": "exchange", "method": "close"},
        },
    ],
    "rates": [
        {
            "base": "USD",
            "currency": "EUR",
            "asked_on": "2030-02-03",
            "quote": {"on": "2030-02-01", "units": 1, "rate": "0.9", "source": "bank"},
        }
    ],
}


def disclosure(build: str = OLD_BUILD, spoil_result: Callable[[Shown], object] | None = None) -> Shown:
    """
    Return a disclosure; *spoil_result* changes the result before the log signs it.

    The result is computed by the verifier's own way to the kernel; that the service's leads to the same, tests of the
    service have to show.
    """
    text, report = canonical({"schedule": _SCHEDULE, "version": _VERSION}), canonical(_REPORT)
    inputs = canonical([[REPORT, "1", sha256(report).hexdigest()]])
    shown: Shown = {
        "assessment": "asm_00000000000000000000000001",
        "facts": copy.deepcopy(_FACTS),
        "form": "hashlevy.disclosure/1",
        "inputs": base64_text(inputs),
        "law": [{"recorded_at": "2029-06-01T00:00:00.000000Z", "text": base64_text(text), "withdrawn_at": None}],
        "opened": [],
        "receipt": "",
        "reports": [{"content": base64_text(report), "report": REPORT, "revision": 1}],
        "result": None,
    }
    result = json.loads(compute(_read(shown), _ASKED))
    if spoil_result is not None:
        spoil_result(result)
    shown["result"] = base64_text(canonical(result))
    return _logged(shown, build, sha256(text).hexdigest())


_ASKED: Final[Shown] = {
    "schedule": "xa.levy",
    "period": {"start": "2030-01-01", "end": "2030-04-01"},
    "known_at": "2030-05-01T00:00:00.000000Z",
    "in_year": False,
}


def _read(shown: Shown) -> Disclosure:
    return read_disclosure(json.dumps(shown).encode())


def _logged(shown: Shown, build: str, law: str) -> Shown:
    """Let a log sign what an event says of all this."""
    log = ExampleLog()
    log.append(None, "schedule.recorded")
    index = log.append(
        OPERATOR,
        "assessment.created",
        engine={"build": build, "version": "0.1.0"},
        inputs_sha256=sha256(base64_bytes(shown["inputs"])).hexdigest(),
        result_sha256=sha256(base64_bytes(shown["result"])).hexdigest(),
        rules={"reference": "xa.levy@2029", "sha256": law},
    )
    log.append(OPERATOR)
    opening = base64_text(salt(f"evt_{index:026d}"))
    opened = [{"at": "/tenant", "field": "tenant", "salt": opening, "value": OPERATOR}]
    return shown | {"opened": opened, "receipt": log.receipt(index).write()}
