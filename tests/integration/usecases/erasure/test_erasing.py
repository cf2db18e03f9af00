"""Personal data go when two people want it and no law holds them; what the log proves stays proven."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.domain.errors import Conflict, Forbidden, Gone, NotFound
from service.domain.principals import Principal, Role
from service.domain.reports import OperatorKind
from service.evidence.merkle import leaf_hash, root_of
from service.usecases.draft_report import create_report
from service.usecases.erasure import confirm_erasure, read_erasure, request_erasure
from service.usecases.openings import open_event
from service.usecases.read import read_farm, read_operator
from service.usecases.register import register_farm, register_operator
from service.usecases.replay import replay
from service.usecases.requests import NewReport, RegisterFarm, RegisterOperator
from service.usecases.retention import list_retention_rules, record_retention_rule
from service.usecases.service import Service
from tests.integration.usecases.conftest import clock_of, command, content
from tests.integration.usecases.erasure.erasing import (
    ASKER,
    CONFIRMER,
    HALL,
    NAME,
    REFERENCE,
    RULE,
    THIRD_QUARTER,
    WISH,
    by,
    erase,
    events_of,
    outcome_of,
    write,
)


def test_what_is_erased_no_longer_opens_and_the_events_are_what_they_were(service: Service, ripe: str) -> None:
    """The leaf of the erasure comes behind them, with the root over all commitments that no longer open."""
    before = events_of(service, ripe)
    with service.store.reading() as reading:
        assert all(open_event(reading, service.store.keys, event) for event in before)

    done = erase(service, ripe)
    *kept, asked, told = events_of(service, ripe)

    assert before == kept
    assert ("erasure.requested", "data.erased") == (asked.type, told.type)
    assert done["event"] == told.id
    with service.store.reading() as reading:
        for event in (*kept, asked):
            with pytest.raises(Gone) as refused:
                open_event(reading, service.store.keys, event)
            assert "erased" == refused.value.code
        tenant = {each.field: each.value for each in open_event(reading, service.store.keys, told)}["tenant"]
    assert ripe == tenant
    detail = json.loads(told.body)["detail"]
    made = sorted({text for event in (*kept, asked) for text in _commitments(json.loads(event.body))})
    root = root_of([leaf_hash(text.encode()) for text in made]).hex()
    assert {"count": len(made), "root": root} == detail["commitments"]
    assert {"act": WISH.act, "article": WISH.article} == detail["basis"]
    assert "2032-01-01" == detail["retention"]["ended_on"]
    assert not [word for word in (NAME, HALL, REFERENCE, WISH.reason, ripe) if word.encode() in told.body]


def test_names_go_from_what_is_answered_and_figures_stay(service: Service, ripe: str) -> None:
    """A replay of the assessment gives the same bytes."""
    with service.store.reading() as reading:
        (farm,) = reading.farms({ripe})
        (assessment, *_) = reading.assessments({ripe})
    erase(service, ripe)

    assert (None, None) == tuple(read_operator(service, CONFIRMER, ripe)[it] for it in ("name", "client_reference"))
    assert read_farm(service, CONFIRMER, farm.id)["name"] is None
    assert replay(service, CONFIRMER, assessment.id)["identical"] is True


def test_a_term_is_never_assumed(service: Service, person: str) -> None:
    """Without a rule it is refused, with what to record."""
    clock_of(service).now += timedelta(days=36500)

    with pytest.raises(Conflict, match="no term is assumed") as refused:
        request_erasure(service, by(ASKER), person, WISH)
    assert "retention-not-known" == refused.value.code
    assert "expected a rule for KZ-71, or for the country in which it lies" == refused.value.faults[0].message


def test_while_the_term_runs_it_is_refused(service: Service, person: str) -> None:
    """To the last day of it, whoever asks and whoever confirms."""
    record_retention_rule(service, command(), RULE)
    clock_of(service).now = datetime(2032, 1, 1, 11, 0, tzinfo=UTC)  # 23:00 of the day before in UTC-12

    with pytest.raises(Conflict) as refused:
        request_erasure(service, by(ASKER), person, WISH)
    assert ("retention-runs", "2032-01-01") == (refused.value.code, refused.value.extra["retained_until"])


def test_a_term_is_counted_from_the_day_where_it_is_latest(service: Service) -> None:
    """What is told at 20:00 in UTC of a year's last day is of the next year in Almaty, and so are its five years."""
    record_retention_rule(service, command(), RULE)
    clock_of(service).now = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    wanted = RegisterOperator(OperatorKind.SOLE_PROPRIETOR, NAME, REFERENCE)
    operator: str = register_operator(service, command(), wanted).document["id"]
    register_farm(service, command(), RegisterFarm(operator, HALL, "KZ-71", None, "Asia/Almaty", None, None))
    clock_of(service).now = datetime(2032, 12, 31, 23, 0, tzinfo=UTC)

    with pytest.raises(Conflict) as refused:
        request_erasure(service, by(ASKER), operator, WISH)
    assert ("retention-runs", "2033-01-01") == (refused.value.code, refused.value.extra["retained_until"])


def test_a_longer_term_that_was_recorded_after_the_request_counts(service: Service, ripe: str) -> None:
    """The law is asked again when it is confirmed."""
    request: Any = request_erasure(service, by(ASKER), ripe, WISH).document
    record_retention_rule(service, command(), RULE._replace(years=10))

    with pytest.raises(Conflict) as refused:
        confirm_erasure(service, by(CONFIRMER), ripe, request["request"])
    assert "retention-runs" == refused.value.code
    assert "requested" == read_erasure(service, CONFIRMER, ripe)["state"]
    assert [5, 10] == [rule["years"] for rule in _items(list_retention_rules(service, CONFIRMER))]


def test_who_asks_does_not_confirm(service: Service, ripe: str) -> None:
    """What cannot be taken back wants four eyes."""
    request: Any = request_erasure(service, by(ASKER), ripe, WISH).document

    with pytest.raises(Forbidden) as refused:
        confirm_erasure(service, by(ASKER), ripe, request["request"])
    assert "four-eyes-required" == refused.value.code


def test_an_authority_erases_within_its_jurisdiction_only(service: Service, ripe: str) -> None:
    """An operator that it does not see is not there; one that has farms elsewhere too is another's as well."""
    scopes = frozenset({"data:erase", "farms:write", "operators:read"})
    kazakh = Principal("key_kz", Role.AUTHORITY, frozenset(), "KZ", scopes)
    request_erasure(service, by(kazakh), ripe, WISH)

    with pytest.raises(NotFound):
        request_erasure(service, by(kazakh._replace(jurisdiction="RU")), ripe, WISH)
    with pytest.raises(Forbidden) as refused:
        request_erasure(service, by(kazakh._replace(jurisdiction="KZ-71")), _with_a_second_farm(service, ripe), WISH)
    assert "foreign-jurisdiction" == refused.value.code


def test_confirmed_twice_it_is_done_once(service: Service, ripe: str) -> None:
    """The second time it answers with what was done; who asks anew is told that nothing is left."""
    request: Any = request_erasure(service, by(ASKER), ripe, WISH).document["request"]
    first = confirm_erasure(service, by(CONFIRMER), ripe, request)
    again = confirm_erasure(service, by(CONFIRMER), ripe, request)

    assert (201, 200) == (first.status, again.status)
    assert first.document == again.document == read_erasure(service, CONFIRMER, ripe)
    assert ["data.erased"] == [it.type for it in events_of(service, ripe) if it.type.startswith("data")]
    with pytest.raises(Gone):
        request_erasure(service, by(ASKER), ripe, WISH)


def test_afterwards_nothing_is_written_of_the_operator(service: Service, ripe: str) -> None:
    """It begins no new key: whoever comes back is registered anew."""
    erase(service, ripe)

    with service.store.reading() as reading:
        (hall,) = reading.farms({ripe})
    draft = NewReport(hall.id, None, content(period=THIRD_QUARTER), submit=False)
    assert "erased" == outcome_of(lambda: write(service, ripe, "a farm"))
    assert "erased" == outcome_of(lambda: create_report(service, command(), draft))


def test_drafts_go_and_a_draft_that_was_never_submitted_with_its_report(service: Service, ripe: str) -> None:
    """What was never declared to anybody is no record that a law wants kept."""
    with service.store.reading() as reading:
        (hall,) = reading.farms({ripe})
    draft: Any = create_report(
        service, command(), NewReport(hall.id, None, content(period=THIRD_QUARTER), submit=False)
    )
    identifier = draft.document["id"]
    erase(service, ripe)

    with service.store.reading() as reading:
        assert (None, None) == (reading.report(identifier), reading.draft(identifier))


def _items(listed: Any) -> list[Any]:
    items: list[Any] = listed["items"]
    return items


def _commitments(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():
            yield from _commitments(member)
    elif isinstance(value, str) and value.startswith("c:"):
        yield value


def _with_a_second_farm(service: Service, operator: str) -> str:
    register_farm(service, command(), RegisterFarm(operator, "Hall 2", "KZ-75", None, "Asia/Almaty", None, None))
    return operator
