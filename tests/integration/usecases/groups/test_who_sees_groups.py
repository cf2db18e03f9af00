"""Who may see and change what of a controlled group: whoever sees all of it, and a member its own part."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.audit.sequencing import sequence_pending
from service.domain.errors import Forbidden, Nonsense, NotFound
from service.domain.money import Money
from service.domain.principals import Role
from service.domain.reports import CostLine
from service.store.grants import DatabaseRole
from service.usecases.draft_report import create_report
from service.usecases.group_views import list_groups, read_group
from service.usecases.groups import add_member, end_membership, form_group
from service.usecases.read import list_assessments, list_events, read_assessment
from service.usecases.replay import replay
from service.usecases.requests import NewGroup, NewMember, NewReport, Page
from service.usecases.service import Service
from tests.integration.usecases.conftest import SECOND_QUARTER, command
from tests.integration.usecases.parties import (
    ALWAYS,
    SCHEDULE,
    bearer,
    file,
    group,
    party,
    sent_by,
    stated,
    under_group_law,
)

MAY_1 = date(2024, 5, 1)


def test_a_key_changes_only_groups_all_of_whose_members_are_its_own(law: Service) -> None:
    """An accountant of both may; a member may not, and cannot bring in another's operator."""
    first, second, third = party(law), party(law), party(law)
    accountant = bearer(first.operator, second.operator, role=Role.ACCOUNTANT)
    members = tuple(NewMember(each.operator, ALWAYS, None) for each in (first, second))
    request = NewGroup("Ours", SCHEDULE, first.operator, members)

    formed = form_group(law, sent_by(accountant), request).document["id"]

    for who in (first, second):
        with pytest.raises(Forbidden) as refused:
            end_membership(law, sent_by(who.bearer), formed, who.operator, MAY_1)
        assert "group-not-wholly-yours" == refused.value.code
    with pytest.raises(NotFound):
        add_member(law, sent_by(accountant), formed, NewMember(third.operator, ALWAYS, None))
    with pytest.raises(NotFound):
        add_member(law, sent_by(third.bearer), formed, NewMember(third.operator, ALWAYS, None))
    with pytest.raises(NotFound):
        form_group(law, sent_by(first.bearer), request)


def test_a_member_sees_that_it_belongs_and_nothing_of_the_others(law: Service) -> None:
    """Who files for all sees all; an authority sees the groups of its own law."""
    first, second, stranger = party(law), party(law), party(law)
    formed = group(law, first, second)

    def members(principal: Any) -> list[str]:
        read: Any = read_group(law, principal, formed)
        listed: Any = list_groups(law, principal, Page(None, 10))["items"]
        assert [read] == listed
        assert read["members_withheld"] == (len(read["members"]) < 2)
        return [each["operator"] for each in read["members"]]

    both = sorted([first.operator, second.operator])
    assert both == members(first.bearer) == members(bearer(role=Role.AUTHORITY, jurisdiction="XA"))
    assert [second.operator] == members(second.bearer)
    for principal in (stranger.bearer, bearer(role=Role.AUTHORITY, jurisdiction="KZ")):
        with pytest.raises(NotFound):
            read_group(law, principal, formed)
        assert [] == list_groups(law, principal, Page(None, 10))["items"]


def test_a_member_that_files_is_not_shown_what_the_group_comes_to(law: Service) -> None:
    """Its answer names the schedule; the assessment is not found, listed or told of, but to whom it is shown."""
    first, second = party(law), party(law)
    group(law, first, second)
    file(law, first, "1500")

    answer = file(law, second, "700", sender=second.bearer)

    assert [] == answer["assessments"]
    assert {"schedule": SCHEDULE, "reason": "assessed-in-group"} in answer["left_out"]
    listed: Any = list_assessments(law, first.bearer, Page(None, 10))["items"]
    assert ["50.00", "140.00"] == [each["total"]["amount"] for each in listed]
    assert [] == list_assessments(law, second.bearer, Page(None, 10))["items"]
    report = answer["report"]["id"]
    assert [] == list_assessments(law, second.bearer, Page(None, 10), report)["items"]
    for ask in (read_assessment, replay):
        with pytest.raises(NotFound):
            ask(law, second.bearer, listed[-1]["id"])
    authority = bearer(role=Role.AUTHORITY, jurisdiction="XA")
    assert listed[-1]["id"] == read_assessment(law, authority, listed[-1]["id"])["id"]


def test_what_another_members_report_lacks_is_told_to_who_files_for_all(service: Service) -> None:
    """It was filed before there was this law, with a cost in dollars, for which no rate is recorded."""
    first, second = party(service), party(service)
    cost = CostLine("rent", Money(Decimal(1), "USD"))
    lacking = create_report(
        service, command(), NewReport(first.farm, None, stated("1", SECOND_QUARTER, cost), submit=True)
    ).document["report"]["id"]
    law, third = under_group_law(service), party(service)
    group(law, second, first, third)

    with pytest.raises(Nonsense) as told:
        file(law, second, "1", sender=second.bearer)
    with pytest.raises(Nonsense) as withheld:
        file(law, third, "1", sender=third.bearer)

    (fault,) = told.value.faults
    assert ("", "price-unavailable") == (fault.pointer, fault.code)
    assert f"in report {lacking} of farm {first.farm}, at /costs/0/amount" in fault.message
    said = f"{withheld.value.detail} {withheld.value.faults} {withheld.value.extra}"
    assert "price-unavailable" == withheld.value.code
    assert not any(secret in said for secret in (lacking, first.operator, first.farm, "USD", "/costs"))


def test_what_happens_to_a_group_is_told_to_those_whom_it_concerns(law: Service) -> None:
    """That it was formed to who files for all, each membership to its member."""
    first, second = party(law), party(law)
    group(law, first, second)
    sequence_pending(law.store.acting_as(DatabaseRole.SEQUENCER))

    def told(principal: Any) -> list[str]:
        items: Any = list_events(law, principal, Page(None, 100))["items"]
        return [each["type"] for each in items if each["type"].startswith("group")]

    assert ["group.formed", "group.membership_recorded"] == told(first.bearer)
    assert ["group.membership_recorded"] == told(second.bearer)
