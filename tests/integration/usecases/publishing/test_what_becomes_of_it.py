"""What is published is kept back, superseded, withdrawn, signed, and seen by those who may."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.domain.errors import Conflict, Forbidden, NotFound
from service.domain.principals import Principal
from service.domain.reports import OperatorKind, Place, Statement
from service.usecases.clock_moves import move_clock
from service.usecases.draft_law import draft_law
from service.usecases.draft_report import create_report
from service.usecases.estimate import estimate
from service.usecases.keys import LOCAL_ADMINISTRATOR, LOCAL_SANDBOX_ADMINISTRATOR
from service.usecases.preview_impact import preview_impact
from service.usecases.publish_law import Publishing, Signature, publish_law_draft, withdraw_version
from service.usecases.read_law import check_law_draft, list_law_drafts, read_law_draft
from service.usecases.read_schedules import effective_version, read_version
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import Command, EstimateRequest, NewReport, Page, RegisterFarm, RegisterOperator
from service.usecases.review_law import reject_law_draft
from service.usecases.service import Service
from service.usecases.signing_keys import (
    NewSigningKey,
    list_signing_keys,
    register_signing_key,
    revoke_signing_key,
)
from service.worker.duties import duties
from tests.integration.usecases.conftest import TickingClock, command, content
from tests.integration.usecases.publishing.people import (
    AUTHOR,
    ELSEWHERE,
    FEE,
    LATER,
    OPERATOR,
    REVIEWER,
    by,
    drafted,
    published,
    refusal,
    submitted,
    text,
)


def test_under_embargo_it_is_known_to_its_authority_alone_until_its_instant(
    service: Service, clock: TickingClock
) -> None:
    """No day, no name and no hash finds it; then it is there by itself."""
    until = clock.now + timedelta(days=3)
    answer = published(service, Publishing(until))
    identifier = answer.document["id"]

    with pytest.raises(NotFound):
        read_version(service, FEE, "2027")
    shown, _ = read_law_draft(service, REVIEWER, identifier)
    assert answer.document["publication"]["under_embargo"]
    assert shown["publication"]["under_embargo"]  # type: ignore[index, call-overload]
    with pytest.raises(NotFound):
        read_law_draft(service, ELSEWHERE, identifier)

    clock.now = until
    assert answer.document["sha256"] == read_version(service, FEE, "2027")["sha256"]
    assert "validation-failed" == refusal(published, service, Publishing(until), LATER).code


def test_a_version_is_withdrawn_once_and_earlier_answers_stay(service: Service, clock: TickingClock) -> None:
    """Its knowledge has an end; asked with knowledge from before, it still answers."""
    answer = published(service)
    day, while_known = datetime(2027, 5, 1, tzinfo=UTC).date(), clock.now

    withdraw_version(service, by(REVIEWER), FEE, "2027", "not signed by the president")

    now, then = effective_version(service, FEE, day, None), effective_version(service, FEE, day, while_known)
    assert ["2024", "2027"] == [found["version"]["version"] for found in (now, then)]  # type: ignore[index, call-overload]
    document, _ = read_law_draft(service, AUTHOR, answer.document["id"])
    assert ("withdrawn", "not signed by the president") == (document["state"], document["withdrawal"]["reason"])  # type: ignore[index, call-overload]
    with pytest.raises(Conflict):
        withdraw_version(service, by(REVIEWER), FEE, "2027", "again")


def test_a_version_that_another_replaces_is_superseded(service: Service) -> None:
    """Shown with the name of the one that took its place."""
    first = published(service)
    published(service, None, text(version="2029", replaces="2027", valid={"from": "2029-01-01", "to": None}))

    document, _ = read_law_draft(service, AUTHOR, first.document["id"])

    assert ("superseded", "2029") == (document["state"], document["superseded_by"])


def test_a_signature_is_checked_kept_and_shown(service: Service) -> None:
    """By a key of the jurisdiction; a wrong one, one of elsewhere and a revoked one are refused."""
    private = Ed25519PrivateKey.generate()
    public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    administrator = by(LOCAL_ADMINISTRATOR)
    key = register_signing_key(service, administrator, NewSigningKey("KZ", "Ministry", public)).document["id"]
    draft = submitted(service)
    good = base64.b64encode(private.sign(draft.document["to_sign"].encode())).decode()
    wrong = base64.b64encode(private.sign(draft.document["sha256"].encode())).decode()

    refused = refusal(
        publish_law_draft,
        service,
        by(REVIEWER),
        draft.document["id"],
        str(draft.etag),
        Publishing(None, Signature(key, wrong)),
    )
    answer = publish_law_draft(
        service, by(REVIEWER), draft.document["id"], str(draft.etag), Publishing(None, Signature(key, good))
    )
    revoke_signing_key(service, by(LOCAL_ADMINISTRATOR), key)
    revoked = refusal(published, service, Publishing(None, Signature(key, good)), LATER)

    assert ("signature-refused", "signature-wrong") == (refused.code, refused.faults[0].code)
    assert (good, key) == tuple(answer.document["publication"][member] for member in ("signature", "signing_key"))
    assert "signing-key-unknown" == revoked.faults[0].code
    assert [key] == [each["id"] for each in list_signing_keys(service, REVIEWER)["items"]]  # type: ignore[index, call-overload, union-attr]
    assert [] == list_signing_keys(service, ELSEWHERE)["items"]


@pytest.mark.parametrize("bearer", [ELSEWHERE, OPERATOR])
def test_nobody_else_sees_or_steers_it(service: Service, bearer: Principal) -> None:
    """Another authority finds nothing; an operator may not even ask."""
    draft = submitted(service)
    identifier, etag = draft.document["id"], str(draft.etag)
    expected = NotFound if bearer is ELSEWHERE else Forbidden

    for action in (
        lambda: read_law_draft(service, bearer, identifier),
        lambda: check_law_draft(service, bearer, identifier),
        lambda: publish_law_draft(service, by(bearer), identifier, etag, Publishing()),
        lambda: reject_law_draft(service, by(bearer), identifier, etag, "no"),
        lambda: withdraw_version(service, by(bearer), FEE, "2024", "no"),
    ):
        with pytest.raises(expected):
            action()
    with pytest.raises(Forbidden):
        draft_law(service, by(bearer), text())
    assert [identifier] == [each["id"] for each in list_law_drafts(service, AUTHOR, Page(None, 10))["items"]]  # type: ignore[index, call-overload, union-attr]


def test_the_impact_of_law_that_cuts_a_period_is_what_assessing_it_again_says(service: Service, farm: str) -> None:
    """From the middle of the quarter on: the facts kept are not enough, so the statement is assessed anew."""
    filed = create_report(service, command(), NewReport(farm, None, content(), submit=True))
    (before,) = filed.document["assessments"]
    span = {"from": "2024-05-15", "to": None}
    cut = text(valid=span, published_on="2024-05-01")
    draft = drafted(service, cut)

    impact: Any = preview_impact(service, LOCAL_ADMINISTRATOR, draft.document["id"])

    published(service, None, cut)
    statement = Statement(OperatorKind.LEGAL_ENTITY, (Place(date.min, "KZ-71", None),), *content())
    estimated: Any = estimate(service, EstimateRequest(statement, (FEE,), None))
    (after,) = estimated["assessments"]
    assert (1, 1, 1) == (impact["examined"], impact["changed"], impact["assessed_again"])
    assert before["total"]["amount"] == impact["before"]
    assert after["total"]["amount"] == impact["after"]


@pytest.mark.parametrize("embargo", [None, timedelta(days=1)])
def test_what_was_assessed_goes_stale_when_other_law_is_known(
    service: Service, clock: TickingClock, farm: str, embargo: timedelta | None
) -> None:
    """At once, or when the embargo has ended: a mark before it would tell of it. Twice looked at, marked once."""
    filed = create_report(service, command(), NewReport(farm, None, content(), submit=True))
    (assessment,) = filed.document["assessments"]
    until = None if embargo is None else clock.now + embargo
    cut = text(valid={"from": "2024-05-15", "to": None}, published_on="2024-05-01")

    answer = published(service, Publishing(until), cut)

    assert (embargo is None) == bool(marks(service, assessment["id"]))
    if until is not None:
        worked = duties(service.store, clock)
        assert (False, []) == (worked(), marks(service, assessment["id"]))
        clock.now = until
        assert [True, False] == [worked(), worked()]
    duties(service.store, clock)()  # another worker, or the same one after a restart
    assert [answer.document["sha256"]] == marks(service, assessment["id"])


def test_an_embargo_that_ends_while_it_is_published_is_noticed_all_the_same(
    service: Service, clock: TickingClock, farm: str
) -> None:
    """The worker looked after its end, and before the publication was committed."""
    filed = create_report(service, command(), NewReport(farm, None, content(), submit=True))
    (assessment,) = filed.document["assessments"]
    until = clock.now + timedelta(days=1)
    ahead = TickingClock()
    ahead.now = until
    worked = duties(service.store, ahead)
    assert not worked()
    cut = text(valid={"from": "2024-05-15", "to": None}, published_on="2024-05-01")

    answer = published(service, Publishing(until), cut)

    assert worked()
    assert [answer.document["sha256"]] == marks(service, assessment["id"])


def test_no_clock_of_a_sandbox_ends_an_embargo(service: Service, clock: TickingClock) -> None:
    """What is known is known in true time; and law is tried on no sandbox before it is published."""
    trying = LOCAL_SANDBOX_ADMINISTRATOR

    def by_trying() -> Command:
        return command()._replace(principal=trying)

    operator = register_operator(service, by_trying(), RegisterOperator(OperatorKind.LEGAL_ENTITY, "Trial", None))
    place = RegisterFarm(operator.document["id"], "Hall 1", "KZ-71", None, "Asia/Almaty", None, None)
    farm = register_farm(service, by_trying(), place).document["id"]
    move_clock(service, by_trying(), operator.document["id"], clock.now + timedelta(days=30))
    cut = text(valid={"from": "2024-05-15", "to": None}, published_on="2024-05-01")
    draft = drafted(service, cut).document["id"]
    published(service, Publishing(clock.now + timedelta(days=1)), cut)

    made = create_report(service, by_trying(), NewReport(farm, None, content(), submit=True)).document
    impact: Any = preview_impact(service, LOCAL_ADMINISTRATOR, draft)

    assert ["2024"] == [each["version"] for each in made["assessments"]]
    assert 0 == impact["examined"]


def marks(service: Service, assessment: str) -> list[str]:
    """List what marks an assessment as stale."""
    with service.store.reading() as reading:
        return [mark.cause for mark in reading.staleness(assessment)]
