"""Events have one form, exact bytes, and name nobody."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.audit.commitments import openings_of
from service.audit.details import DETAILED
from service.audit.engine import Engine
from service.audit.events import (
    BYTES_MAX,
    EVENT_TYPES,
    EventRecord,
    NotAnEvent,
    Occurrence,
    Request,
    Rules,
    make_event,
)
from service.audit.sealing import Sealing
from service.domain.identifiers import new_identifier

if TYPE_CHECKING:
    from service.domain.canonical import Json

NOW = datetime(2026, 11, 22, 14, 22, 11, 123456, tzinfo=UTC)
OPERATOR = "opr_01m81t5knkebgt4pk950gtdt0r"
FARM = "frm_01m81t5knkerqvnz1gxa0ecnm6"
KEY = "key_01m81t5knkf8xvnz1gxa0ecnm7"
SHA256 = "0f" * 32
OCCURRENCE = Occurrence(
    type="assessment.created",
    occurred_at=NOW,
    actor=KEY,
    request=Request("POST /v1/reports/{id}/submit", SHA256, "idempotency-key-1"),
    operator=OPERATOR,
    farm=FARM,
    inputs_sha256=SHA256,
    result_sha256="ab" * 32,
    rules=Rules("kz.digital_mining_fee@2024", "cd" * 32),
    supersedes=None,
)
# A float is none of what a detail may hold, and the types say so too.
NO_JSON: Any = 0.5
STARTED = replace(OCCURRENCE, type="node.started", detail={"checks": [], "profile": "development"})
HASHES = st.none() | st.binary(min_size=32, max_size=32).map(bytes.hex)
TEXTS = st.none() | st.text(max_size=60)


def event(occurrence: Occurrence = OCCURRENCE) -> EventRecord:
    """Make an event with a sealing of its own."""
    return make_event(new_identifier("event", NOW), occurrence, Sealing(), Engine("1.4.0", "ef" * 32))


def test_an_event_says_what_happened_in_the_members_of_its_form() -> None:
    """All of them, always, so that what is missing can be told from what is nothing."""
    made = event()
    document = json.loads(made.body)
    commitments = {
        opening.field: opening.commitment for opening in openings_of(made.sealing.seed, made.sealing.disclosures)
    }

    assert document == {
        "actor": commitments["actor"],
        "engine": {"build": "ef" * 32, "version": "1.4.0"},
        "id": made.id,
        "inputs_sha256": SHA256,
        "occurred_at": "2026-11-22T14:22:11.123456Z",
        "request": {
            "idem": commitments["idem"],
            "op": "POST /v1/reports/{id}/submit",
            "sha256": commitments["request"],
        },
        "result_sha256": "ab" * 32,
        "rules": {"reference": "kz.digital_mining_fee@2024", "sha256": "cd" * 32},
        "stream": commitments["stream"],
        "supersedes": None,
        "tenant": commitments["tenant"],
        "type": "assessment.created",
        "v": 1,
    }


@given(
    type_=st.sampled_from(sorted(EVENT_TYPES)),
    occurred_at=st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)),  # noqa: DTZ001 -- the strategy adds it
    names=st.tuples(st.text(max_size=60), TEXTS, TEXTS, TEXTS),
    hashes=st.tuples(HASHES, HASHES, HASHES, HASHES),
)
def test_the_bytes_are_those_of_the_reference_implementation(
    type_: str,
    occurred_at: datetime,
    names: tuple[str, str | None, str | None, str | None],
    hashes: tuple[str | None, str | None, str | None, str | None],
) -> None:
    """RFC 8785, to the byte, whatever is told; and the hash is that of the bytes."""
    actor, operator, farm, key = names
    inputs, result, supersedes, request = hashes
    made = event(
        Occurrence(
            type=type_,
            occurred_at=occurred_at,
            actor=actor,
            request=Request("prices import", request, key),
            operator=operator,
            farm=farm,
            inputs_sha256=inputs,
            result_sha256=result,
            supersedes=supersedes,
            detail={"of": names[1:], "size": 2**53 - 1} if type_ in DETAILED else None,
        )
    )

    assert rfc8785.dumps(json.loads(made.body)) == made.body
    assert hashlib.sha256(made.body).hexdigest() == made.sha256


def test_an_event_names_nobody() -> None:
    """Neither operator, nor farm, nor key, nor idempotency key; they stand beside it, or in the opening."""
    made = event()

    assert [] == [name for name in (OPERATOR, FARM, KEY, "idempotency-key-1") if name.encode() in made.body]
    assert [] == [name for name in (OPERATOR, FARM, KEY) if name.encode().partition(b"_")[2] in made.body]
    assert (OPERATOR, FARM) == (made.operator, made.farm)


def test_an_event_has_no_number_but_that_of_its_form() -> None:
    """No amount, no quantity: what was computed stands in hashes."""
    numbers: list[object] = []
    json.loads(event().body, parse_int=numbers.append, parse_float=numbers.append)

    assert ["1"] == numbers


def test_events_of_one_request_share_a_sealing_under_the_name_of_the_first() -> None:
    """One opening is kept for all of them."""
    sealing = Sealing()
    first, second = (make_event(name, OCCURRENCE, sealing) for name in ("evt_1", "evt_2"))

    assert "evt_1" == first.sealing.event == second.sealing.event
    assert json.loads(first.body)["tenant"] == json.loads(second.body)["tenant"]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (replace(OCCURRENCE, type="assessment.invented"), "assessment.invented"),
        (replace(OCCURRENCE, inputs_sha256="0F" * 32), "0F0F"),
        (replace(OCCURRENCE, result_sha256="0f"), "'0f'"),
        (replace(OCCURRENCE, supersedes="asm_1"), "asm_1"),
        (replace(OCCURRENCE, rules=Rules("ТОО Майнинг", SHA256)), "Майнинг"),
        (replace(OCCURRENCE, rules=Rules("kz.digital_mining_fee@2024", "no hash")), "no hash"),
        (replace(OCCURRENCE, request=Request(f"POST /v1/reports/{FARM}/submit")), FARM),
        (replace(OCCURRENCE, detail={}), "'assessment.created'"),
        (replace(OCCURRENCE, type="log.genesis"), "'log.genesis'"),
        (replace(STARTED, detail={"checks": [{"found": NO_JSON}]}), "detail.checks[0].found = 0.5"),
        (replace(STARTED, detail={"size": 2**53}), "detail.size"),
        (replace(STARTED, detail={"имя": True}), "имя"),
        (replace(STARTED, detail={"by": [f"for {OPERATOR}"]}), OPERATOR),
        (replace(OCCURRENCE, request=Request("GET http://example.test/?name=A")), "example.test"),
    ],
)
def test_what_is_no_event_is_refused_with_what_was_found(wrong: Occurrence, found: str) -> None:
    """Before anything could be hashed that nobody can take back."""
    with pytest.raises(NotAnEvent, match=r"found .*, expected") as refused:
        event(wrong)

    assert found in str(refused.value)


def test_an_event_has_a_detail_where_its_type_has_something_to_say() -> None:
    """It stands in the bytes as it was given; whether others name an event is theirs, for events name nobody."""
    detail: dict[str, Json] = {
        "checks": [{"found": None, "name": "fsync", "passed": True}],
        "event": new_identifier("event", NOW),
        "n": -3,
    }

    assert detail == json.loads(event(replace(STARTED, detail=detail)).body)["detail"]
    assert "detail" not in json.loads(event().body)


def test_an_event_that_is_too_large_is_refused() -> None:
    """The log takes 64 KiB for an entry; an event has no reason to come near that."""
    operation = "POST /" + "a" * BYTES_MAX
    with pytest.raises(NotAnEvent, match=f"expected at most {BYTES_MAX}"):
        event(replace(OCCURRENCE, request=Request(operation)))
