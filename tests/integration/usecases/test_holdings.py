"""What is held of an operator can be compared with its own books: every identifier, every hash, one hash over all."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest

from service.domain.canonical import canonical
from service.domain.errors import NotFound
from service.domain.periods import Period
from service.domain.principals import DEFAULT_SCOPES, Principal, Role
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import create_report
from service.usecases.holdings import read_holdings
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.requests import NewReport, Page
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import command, content
from tests.integration.usecases.filing import (
    authority_key,
    declared,
    file,
    new_farm,
    new_operator,
    operator_key,
)

QUARTERS = [Period(date(2026, 1, 1), date(2026, 4, 1)), Period(date(2026, 4, 1), date(2026, 7, 1))]


class Books:
    """An operator with two reports, one amended, three assessments, a declaration, and a draft that is not filed."""

    def __init__(self, service: Service) -> None:
        """File them."""
        self.operator = new_operator(service)
        self.farm = new_farm(service, self.operator)
        new = NewReport(self.farm, "2026-Q1", content(period=QUARTERS[0]), submit=True)
        first: Any = create_report(service, command(), new).document
        self.report = first["report"]["id"]
        begun = amend_report(service, command(), self.report, f'"{self.report}-1"', "meter 4 was read twice")
        submit_report(service, command(), self.report, begun.etag or "")
        self.second = file(service, self.farm, QUARTERS[1])
        self.declaration = declared(service, self.operator, self.second["assessments"][0]["id"])
        drafted = NewReport(self.farm, None, content(period=Period(date(2026, 7, 1), date(2026, 8, 1))), submit=False)
        create_report(service, command(), drafted)


@pytest.fixture
def books(service: Service) -> Books:
    """Keep them."""
    return Books(service)


def held(service: Service, principal: Principal, operator: str, page: Page = Page(None, 200), **asked: Any) -> Any:  # noqa: B008 - a value
    """Return a page of holdings."""
    return read_holdings(service, principal, operator, page._replace(**asked))


def test_everything_that_was_filed_is_there_by_its_hash(service: Service, books: Books) -> None:
    """Assessments, the declaration, and reports with every revision and the reference that the operator gave."""
    items = held(service, operator_key(books.operator), books.operator)["items"]

    assert ["assessment"] * 3 + ["declaration"] + ["report"] * 2 == [item["object"] for item in items]
    assert books.declaration["document_sha256"] == items[3]["sha256"]
    assert ("2026-Q1", [1, 2]) == (
        items[4]["client_reference"],
        [revision["revision"] for revision in items[4]["revisions"]],
    )
    assert books.second["report"]["content_sha256"] == items[5]["revisions"][0]["sha256"]
    assert books.second["assessments"][0]["document_sha256"] == items[2]["sha256"]


def test_one_hash_stands_for_the_whole_list(service: Service, books: Books) -> None:
    """The canonical JSON of each item and a line feed, hashed in order: anybody can do it."""
    answer = held(service, operator_key(books.operator), books.operator)

    lines = b"".join(canonical(item) + b"\n" for item in answer["items"])
    assert (6, hashlib.sha256(lines).hexdigest()) == (answer["total"], answer["sha256"])
    assert (6, answer["sha256"]) == (answer["counted"], answer["running_sha256"])


def test_pages_add_up_to_the_list(service: Service, books: Books) -> None:
    """Each says how far it reaches and the hash up to there; what is filed meanwhile is not mixed in."""
    bearer = operator_key(books.operator)
    whole = held(service, bearer, books.operator)
    known_at = service.clock()
    digest, after, counted = hashlib.sha256(), None, 0
    while True:
        page = held(service, bearer, books.operator, Page(after, 2), known_at=known_at)
        for item in page["items"]:
            digest.update(canonical(item) + b"\n")
        counted += len(page["items"])
        assert (counted, digest.hexdigest(), whole["sha256"]) == (
            page["counted"],
            page["running_sha256"],
            page["sha256"],
        )
        file(service, new_farm(service, books.operator), QUARTERS[0])
        after = page["next_cursor"]
        if after is None:
            break
    assert whole["total"] == counted


def test_the_list_is_the_same_whoever_of_the_operators_asks(service: Service, books: Books) -> None:
    """Its own key, its accountant's, an administrator's."""
    known_at = service.clock()
    ledger = Principal("k", Role.ACCOUNTANT, frozenset({books.operator}), None, DEFAULT_SCOPES[Role.ACCOUNTANT])
    answers = [
        held(service, principal, books.operator, known_at=known_at)
        for principal in (operator_key(books.operator), ledger, LOCAL_ADMINISTRATOR)
    ]
    assert answers[0] == answers[1] == answers[2]


def test_an_authority_is_shown_what_lies_in_its_jurisdiction(service: Service, books: Books) -> None:
    """Of an operator in two countries each sees its own; strangers see nothing."""
    month = Period(date(2026, 5, 1), date(2026, 6, 1))
    costless = content(period=month)._replace(energy=(content().energy[0]._replace(cost=None),))
    file(service, new_farm(service, books.operator, "FI-18"), month, costless)

    assert 6 == held(service, authority_key("KZ"), books.operator)["total"]
    assert 2 == held(service, authority_key("FI"), books.operator)["total"]
    with pytest.raises(NotFound):
        held(service, authority_key("SE"), books.operator)
    with pytest.raises(NotFound):
        held(service, operator_key(new_operator(service)), books.operator)


def test_nothing_held_is_a_list_too(service: Service) -> None:
    """Its hash is that of nothing."""
    operator = new_operator(service)

    answer = held(service, operator_key(operator), operator)

    assert (0, hashlib.sha256().hexdigest(), []) == (answer["total"], answer["sha256"], answer["items"])
