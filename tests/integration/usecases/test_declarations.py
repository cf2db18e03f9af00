"""A declaration binds an operator to one assessment, by the words that were shown; what is not final is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from service.domain.canonical import canonical, read_canonical, sha256
from service.domain.errors import Conflict, Forbidden, Nonsense, NotFound
from service.domain.periods import Period
from service.domain.reports import OperatorKind
from service.law.declaration_texts import declaration_texts
from service.store.errors import Duplicate
from service.store.rows import DeclarationRow
from service.usecases.declare import declare
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.openings import open_event
from service.usecases.read_declarations import read_declaration
from service.usecases.requests import Command
from service.usecases.service import Service
from tests.integration.store.samples import keep
from tests.integration.usecases.conftest import TickingClock, content
from tests.integration.usecases.filing import (
    amended,
    asked_by,
    authority_key,
    declared,
    declaring,
    file,
    new_farm,
    new_operator,
    operator_key,
    owed,
    refusal,
)

QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1))


def test_a_declaration_says_what_was_declared_and_hashes_it(service: Service, operator: str, farm: str) -> None:
    """The assessment and the words by hash and in full, the person by a commitment; the name stands outside."""
    assessment = file(service, farm, QUARTER)["assessments"][0]

    made = declared(service, operator, assessment["id"])

    said, text = made["declared"], declaration_texts()["general-1"]
    assert (assessment["id"], assessment["document_sha256"]) == (said["assessment"], said["assessment_sha256"])
    assert (text.sha256, text.words["ru"], "director", 1) == (
        said["text_sha256"],
        said["words"],
        said["capacity"],
        said["number"],
    )
    assert "Иванов" not in canonical(said).decode()
    assert "Иванов И. И." == made["declarant"]
    assert sha256(canonical(said)) == made["document_sha256"]
    assert made == read_declaration(service, operator_key(operator), made["id"])


def test_the_event_names_nobody_and_can_be_opened(service: Service, operator: str, farm: str) -> None:
    """It has the hashes; what the declarant's commitment opens to is kept beside the log."""
    made = declared(service, operator, file(service, farm, QUARTER)["assessments"][0]["id"])

    with service.store.reading() as reading:
        event = next(
            found
            for waiting in reading.waiting_events(100)
            if (found := reading.event(waiting.event)) is not None and found.type == "assessment.declared"
        )
        opened = {each.field: each for each in open_event(reading, service.store.keys, event)}
    assert made["document_sha256"] == read_canonical(event.body)["result_sha256"]
    assert ("Иванов И. И.", made["declared"]["declarant_commitment"]) == (
        opened["declarant"].value,
        opened["declarant"].commitment,
    )
    assert "Иванов".encode() not in event.body


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({"text": "general-0"}, "declaration-text-unknown", "/text"),
        ({"text_sha256": "0" * 64}, "declaration-text-unknown", "/text_sha256"),
        ({"capacity": "individual"}, "validation-failed", "/capacity"),
        ({"corrects": "dec_" + "0" * 26}, "validation-failed", "/corrects"),
    ],
)
def test_what_was_not_shown_or_cannot_be_said_is_refused(
    service: Service, farm: str, said: dict[str, str], code: str, pointer: str
) -> None:
    """Nothing is declared."""
    filed = file(service, farm, QUARTER)
    assessment, operator = filed["assessments"][0]["id"], filed["report"]["operator"]

    refused = refusal(lambda: declared(service, operator, assessment, **said))

    assert isinstance(refused, Nonsense)
    assert (code, [pointer]) == (refused.code, [fault.pointer for fault in refused.faults])
    assert {None} == {item["fulfilment"]["declaration"] for item in owed(service, operator)}


def test_a_person_declares_for_themselves(service: Service) -> None:
    """And has no director."""
    operator = new_operator(service, OperatorKind.SOLE_PROPRIETOR)
    assessment = file(service, new_farm(service, operator), QUARTER)["assessments"][0]["id"]

    assert "/capacity" == refusal(lambda: declared(service, operator, assessment)).faults[0].pointer
    assert declared(service, operator, assessment, capacity="individual")


def test_part_of_a_tax_period_is_never_declared(service: Service, operator: str, farm: str) -> None:
    """A month of a quarter shows what it comes to so far."""
    assessment = file(service, farm, Period(date(2026, 4, 1), date(2026, 5, 1)))["assessments"][0]["id"]

    refused = refusal(lambda: declared(service, operator, assessment))

    assert "assessment-in-year" == refused.code
    assert "2026-04-01 to 2026-07-01" in refused.detail


def test_a_tax_period_is_declared_once_it_has_ended_where_the_tax_is(
    service: Service, operator: str, farm: str
) -> None:
    """The fourth quarter ends at midnight of Almaty, five hours before London's."""
    clock = service.clock
    assert isinstance(clock, TickingClock)
    assessment = file(service, farm, Period(date(2026, 10, 1), date(2027, 1, 1)))["assessments"][0]["id"]

    clock.now = datetime(2026, 12, 31, 18, 59, 50, tzinfo=UTC)
    assert "period-not-ended" == refusal(lambda: declared(service, operator, assessment)).code
    clock.now = datetime(2026, 12, 31, 19, 0, 0, tzinfo=UTC)
    assert declared(service, operator, assessment)


def test_a_stale_assessment_is_refused_and_the_newer_inputs_are_named(
    service: Service, operator: str, farm: str
) -> None:
    """The amended revision, and the assessment that came of it."""
    filed = file(service, farm, QUARTER)
    newer = amended(service, filed["report"]["id"])

    refused = refusal(lambda: declared(service, operator, filed["assessments"][0]["id"]))

    assert "assessment-stale" == refused.code
    named: Any = refused.extra["newer"]
    assert [("report-revision", 2), ("assessment", newer["id"])] == [
        (each["kind"], each.get("revision") or each.get("assessment")) for each in named
    ]


def test_a_correction_names_what_it_corrects_and_supersedes_it(service: Service, operator: str, farm: str) -> None:
    """The first declaration stays, and one is in effect; the correction does not make the return late."""
    filed = file(service, farm, QUARTER)
    first = declared(service, operator, filed["assessments"][0]["id"])
    newer = amended(service, filed["report"]["id"])["id"]

    unnamed = refusal(lambda: declared(service, operator, newer))
    second = declared(service, operator, newer, corrects=first["id"])

    assert ("already-declared", {"declaration": f"/v1/declarations/{first['id']}"}) == (
        unnamed.code,
        unnamed.extra["links"],
    )
    assert (2, first["id"], first["document_sha256"]) == tuple(
        second["declared"][name] for name in ("number", "supersedes", "supersedes_sha256")
    )
    assert second["id"] == read_declaration(service, operator_key(operator), first["id"])["superseded_by"]
    (item,) = [item for item in owed(service, operator) if item["tax_period"]["start"] == "2026-04-01"]
    assert (second["id"], first["declared"]["declared_at"]) == (
        item["fulfilment"]["declaration"],
        item["fulfilment"]["declared_at"],
    )


def test_an_assessment_is_declared_once(service: Service, operator: str, farm: str) -> None:
    """Also when the declaration that it made is named."""
    assessment = file(service, farm, QUARTER)["assessments"][0]["id"]
    first = declared(service, operator, assessment)

    for corrects in (None, first["id"]):
        assert "already-declared" == refusal(lambda: declared(service, operator, assessment, corrects=corrects)).code  # noqa: B023 - called at once


def test_the_database_holds_one_declaration_in_effect(service: Service, operator: str, farm: str) -> None:
    """Past the service, a second first declaration, or a second correction of one number, does not get in."""
    filed = file(service, farm, QUARTER)
    declared(service, operator, filed["assessments"][0]["id"])
    other = amended(service, filed["report"]["id"])["id"]
    first = DeclarationRow(
        id="dec_x",
        assessment=other,
        operator=operator,
        subject=operator,
        schedule="kz.digital_mining_fee",
        period_start=QUARTER.start,
        period_end=QUARTER.end,
        number=1,
        supersedes=None,
        declarant="Nobody",
        document=b"{}",
        sha256="0" * 64,
        declared_at=service.clock(),
    )
    with pytest.raises(Duplicate, match="declarations with the same subject"):
        keep(service.store, first)


def test_who_runs_the_service_or_is_an_authority_declares_nothing(service: Service, farm: str) -> None:
    """It would bind somebody else."""
    assessment = file(service, farm, QUARTER)["assessments"][0]["id"]
    for principal in (LOCAL_ADMINISTRATOR, authority_key("KZ")):
        with pytest.raises(Forbidden):
            declare(service, asked_by(principal), assessment, declaring())


def test_anothers_declaration_is_not_found(service: Service, operator: str, farm: str) -> None:
    """Nor is one of another country, for its authority."""
    made = declared(service, operator, file(service, farm, QUARTER)["assessments"][0]["id"])
    other = operator_key(new_operator(service))
    for principal in (other, authority_key("FI")):
        with pytest.raises(NotFound, match=f"no declaration '{made['id']}'"):
            read_declaration(service, principal, made["id"])
    assert read_declaration(service, authority_key("KZ"), made["id"])


def test_the_same_request_declares_once(service: Service, operator: str, farm: str) -> None:
    """A repetition gets the first answer."""
    assessment = file(service, farm, QUARTER)["assessments"][0]["id"]
    asked: Command = asked_by(operator_key(operator))

    first, again = (declare(service, asked, assessment, declaring()) for _ in range(2))

    assert (first.body, False, True) == (again.body, first.replayed, again.replayed)


def test_findings_are_not_declared(service: Service, operator: str) -> None:
    """Eligibility asks for no return."""
    farm = new_farm(service, operator, "RU-MOW")
    month = Period(date(2026, 5, 1), date(2026, 6, 1))
    costless = content(period=month)._replace(energy=(content().energy[0]._replace(cost=None),))
    zones = next(
        each for each in file(service, farm, month, costless)["assessments"] if each["schedule"] == "ru.mining_zones"
    )

    with pytest.raises(Conflict) as refused:
        declared(service, operator, zones["id"])
    assert "nothing-to-declare" == refused.value.code


def test_the_shipped_text_never_changes() -> None:
    """Whoever declared by it declared these words: a better text is a new one."""
    assert {"general-1": "ad47a2ee3cd9122d4a7f73804df7978c477e7f5fd389a8f55ef2b5a0d7ee6cd5"} == {
        name: text.sha256 for name, text in declaration_texts().items()
    }
