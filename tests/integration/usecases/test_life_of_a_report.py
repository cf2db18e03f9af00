"""A report is drafted, submitted, amended and replayed; what was submitted never changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from service.domain.errors import Conflict, Nonsense, NotFound, Stale
from service.store.grants import DatabaseRole
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report, discard_draft
from service.usecases.estimate import estimate
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import read_assessment, read_report, read_revision
from service.usecases.replay import replay
from service.usecases.requests import Answer, EstimateRequest, NewReport
from service.usecases.service import Service
from service.usecases.statements import places_by_farm, statement_of
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import command, content


def draft(service: Service, farm: str, reference: str | None = None) -> Answer:
    """Draft a report of the second quarter of 2024."""
    return create_report(service, command(), NewReport(farm, reference, content(), submit=False))


def filed(service: Service, farm: str) -> Answer:
    """File a report of the second quarter of 2024 in one call."""
    return create_report(service, command(), NewReport(farm, None, content(), submit=True))


def test_a_submitted_draft_is_assessed_under_the_law_of_its_period(service: Service, farm: str) -> None:
    """Ten gigawatt-hours in 2024 at 2 KZT are twenty million tenge."""
    drafted = draft(service, farm)

    submitted = submit_report(service, command(), drafted.document["id"], str(drafted.etag))

    (assessment,) = submitted.document["assessments"]
    assert ("kz.digital_mining_fee", "2024") == (assessment["schedule"], assessment["version"])
    assert {"amount": "20000000.00", "currency": "KZT"} == assessment["total"]
    assert ("submitted", 1) == (submitted.document["report"]["status"], submitted.document["report"]["revision"])


def test_filing_in_one_call_gives_what_draft_and_submit_give(service: Service, farm: str) -> None:
    """The short way and the long way end in the same lines."""
    answer = filed(service, farm)

    (assessment,) = answer.document["assessments"]
    assert (201, "20000000.00") == (answer.status, assessment["total"]["amount"])


def test_an_estimate_of_the_same_content_and_knowledge_gives_the_same_document(service: Service, farm: str) -> None:
    """Byte for byte, trace included."""
    (assessment,) = filed(service, farm).document["assessments"]
    with service.store.reading() as reading:
        row = reading.assessment(assessment["id"])
        assert row is not None
        places = places_by_farm(reading.places(farm))[farm]
        statement = statement_of(reading.operator(row.operator), places, content())

    estimated = estimate(service, EstimateRequest(statement, None, row.known_at))

    assert [json.loads(row.document)] == estimated["assessments"]


def test_an_amendment_supersedes_with_its_difference_and_leaves_the_old_as_it_was(service: Service, farm: str) -> None:
    """Twelve instead of ten gigawatt-hours: four million more."""
    first = filed(service, farm)
    report, before = first.document["report"]["id"], first.document["assessments"][0]
    begun = amend_report(service, command(), report, str(first.etag), "meter read again")
    changed = change_draft(service, command(), report, str(begun.etag), content("12000000"))

    second = submit_report(service, command(), report, str(changed.etag))

    (after,) = second.document["assessments"]
    assert ("24000000.00", "4000000.00") == (after["total"]["amount"], after["difference"]["amount"])
    assert before["id"] == after["supersedes"]
    old: Any = read_assessment(service, LOCAL_ADMINISTRATOR, before["id"])
    assert (after["id"], before["total"]) == (old["superseded_by"], old["total"])
    kept, _ = read_revision(service, LOCAL_ADMINISTRATOR, report, 1)
    assert first.document["report"]["content_sha256"] == kept["content_sha256"]


def test_every_assessment_of_a_chain_replays_byte_for_byte(service: Service, farm: str) -> None:
    """Also the superseded one, after the amendment."""
    first = filed(service, farm)
    report = first.document["report"]["id"]
    begun = amend_report(service, command(), report, str(first.etag), "meter read again")
    changed = change_draft(service, command(), report, str(begun.etag), content("12000000"))
    second = submit_report(service, command(), report, str(changed.etag))

    identifiers = [answer.document["assessments"][0]["id"] for answer in (first, second)]

    assert [True, True] == [replay(service, LOCAL_ADMINISTRATOR, each)["identical"] for each in identifiers]


def test_replay_says_where_a_changed_digit_makes_a_difference(service: Service, farm: str) -> None:
    """A rate changed behind the guards of the database is found, with its path."""
    assessment = filed(service, farm).document["assessments"][0]["id"]
    _tamper(service)

    answer: Any = replay(service, LOCAL_ADMINISTRATOR, assessment)

    assert answer["identical"] is False
    assert "/total/amount" in [difference["path"] for difference in answer["differences"]]


def test_a_second_report_of_the_same_days_is_refused_with_the_one_to_amend(service: Service, farm: str) -> None:
    """One report a period and farm."""
    report = filed(service, farm).document["report"]["id"]

    with pytest.raises(Conflict) as refused:
        filed(service, farm)

    assert "period-already-reported" == refused.value.code
    assert {"report": f"/v1/reports/{report}", "amend": f"/v1/reports/{report}/amend"} == refused.value.extra["links"]


def test_a_stale_etag_changes_nothing(service: Service, farm: str) -> None:
    """Of two editors the second must read again."""
    drafted = draft(service, farm)
    report = drafted.document["id"]
    change_draft(service, command(), report, str(drafted.etag), content("1"))

    with pytest.raises(Stale):
        change_draft(service, command(), report, str(drafted.etag), content("2"))

    present, _ = read_report(service, LOCAL_ADMINISTRATOR, report)
    assert "1" == present["energy"][0]["kwh"]  # type: ignore[index,call-overload]


def test_a_discarded_draft_frees_its_reference(service: Service, farm: str) -> None:
    """Nothing was submitted, so nothing stays."""
    drafted = draft(service, farm, "ERP-1")
    report = drafted.document["id"]

    discard_draft(service, command(), report, drafted.etag)

    with pytest.raises(NotFound):
        read_report(service, LOCAL_ADMINISTRATOR, report)
    assert 201 == draft(service, farm, "ERP-1").status


def test_a_reference_is_taken_once(service: Service, farm: str) -> None:
    """The permanent key of the sender's own books."""
    draft(service, farm, "ERP-1")

    with pytest.raises(Conflict) as refused:
        draft(service, farm, "ERP-1")

    assert "duplicate-reference" == refused.value.code


def test_submitting_twice_is_refused_and_the_same_request_answered_again(service: Service, farm: str) -> None:
    """The key decides which of the two it is."""
    drafted = draft(service, farm)
    report, once = drafted.document["id"], command()
    first = submit_report(service, once, report, str(drafted.etag))

    again = submit_report(service, once, report, str(drafted.etag))

    assert (first.body, True) == (again.body, again.replayed)
    with pytest.raises(Conflict):
        submit_report(service, command(), report, str(drafted.etag))


def test_a_key_reused_for_another_request_is_refused(service: Service, farm: str) -> None:
    """It would hide one of the two."""
    create_report(service, command("k", "a" * 64), NewReport(farm, None, content(), submit=False))

    with pytest.raises(Nonsense) as refused:
        create_report(service, command("k", "b" * 64), NewReport(farm, None, content("2"), submit=False))

    assert "idempotency-key-reused" == refused.value.code


def test_a_refused_filing_keeps_nothing_not_even_its_key(service: Service, farm: str) -> None:
    """In 2023 the rate hangs on the price: without a cost it cannot be assessed, and nothing stays behind."""
    costless = content(period=content().period)._replace(
        period=type(content().period)(
            content().period.start.replace(year=2023), content().period.end.replace(year=2023)
        ),
        energy=(content().energy[0]._replace(cost=None),),
    )
    same = command("mended")

    with pytest.raises(Nonsense) as refused:
        create_report(service, same, NewReport(farm, "ERP-2", costless, submit=True))

    assert ("fact-missing", "/energy/0/cost") == (refused.value.code, refused.value.faults[0].pointer)
    assert 201 == create_report(service, same, NewReport(farm, "ERP-2", content(), submit=True)).status


def _tamper(service: Service) -> None:
    """Change a rate in the stored law as an intruder with all rights would: without the guards."""
    with service.store.acting_as(DatabaseRole.OWNER).engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            connection.execute(text("ALTER TABLE schedule_versions DISABLE TRIGGER USER"))
        rows = connection.execute(
            text(
                "SELECT sha256, content FROM schedule_versions "
                "WHERE schedule = 'kz.digital_mining_fee' AND version = '2024'"
            )
        ).all()
        for sha256, stored in rows:
            changed = bytes(stored).replace(b'"rate":"2"', b'"rate":"3"')
            assert changed != bytes(stored)
            connection.execute(
                text("UPDATE schedule_versions SET content = :content WHERE sha256 = :sha256"),
                {"content": changed, "sha256": sha256},
            )
