"""A controlled group is of one world; among sandboxes each member has its own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from service.domain.errors import NotFound
from service.domain.periods import Period
from service.domain.principals import Principal, Role, default_scopes
from service.domain.reports import OperatorKind
from service.kernel.obligations import obligation_id
from service.usecases.clock_moves import move_clock
from service.usecases.draft_report import create_report
from service.usecases.group_views import list_groups, read_group
from service.usecases.groups import add_member, form_group
from service.usecases.keys import LOCAL_ADMINISTRATOR, LOCAL_SANDBOX_ADMINISTRATOR
from service.usecases.obligations import Wanted, list_obligations, read_obligation
from service.usecases.register import register_farm, register_operator
from service.usecases.requests import NewGroup, NewMember, NewReport, RegisterFarm, RegisterOperator
from service.usecases.service import Service
from tests.integration.usecases.filing import refusal
from tests.integration.usecases.parties import ALWAYS, SCHEDULE, Party, bearer, group, party, sent_by, stated
from tests.integration.usecases.trying import EVERYTHING, PRESENT, items, key_of

BOX: Final = LOCAL_SANDBOX_ADMINISTRATOR
# By the calendar of the tests it is October 2026.
NEXT_SPRING: Final = datetime(2027, 4, 1, tzinfo=UTC)


def box(service: Service) -> Party:
    """Register a sandbox with a farm."""
    wanted = RegisterOperator(OperatorKind.LEGAL_ENTITY, "Trial Ltd", None)
    operator: str = register_operator(service, sent_by(BOX), wanted).document["id"]
    site = RegisterFarm(operator, "Hall", "XA-1", None, "Etc/UTC", None, None)
    return Party(operator, register_farm(service, sent_by(BOX), site).document["id"], key_of(operator))


def formed(service: Service, sender: Principal, *members: Party) -> Any:
    """Form a group of which the first member files for all."""
    belonging = tuple(NewMember(each.operator, ALWAYS, None) for each in members)
    return form_group(service, sent_by(sender), NewGroup("Group", SCHEDULE, members[0].operator, belonging)).document


def watching(*, sandbox: bool) -> Principal:
    """Stand for the authority of the made-up region, in one of the worlds."""
    own = bearer(role=Role.AUTHORITY, jurisdiction="XA")
    return own._replace(scopes=default_scopes(Role.AUTHORITY, sandbox=sandbox), sandbox=sandbox)


def seen(service: Service, principal: Principal) -> list[str]:
    """Name the groups in the list of *principal*."""
    return [each["id"] for each in items(list_groups(service, principal, EVERYTHING))]


def owed(service: Service, principal: Principal, subject: str) -> Any:
    """Return the obligation of *subject* for the present quarter."""
    return read_obligation(service, principal, obligation_id(subject, SCHEDULE, PRESENT.start), None)


def test_no_group_has_members_of_both_worlds(law: Service) -> None:
    """Neither when it is formed nor later: an operator of the other world is none that there is."""
    live, trial = party(law), box(law)
    own = {LOCAL_ADMINISTRATOR: group(law, live), BOX: formed(law, BOX, trial)["id"]}

    for principal, inside, outside in ((LOCAL_ADMINISTRATOR, party(law), trial), (BOX, box(law), live)):
        joining = NewMember(outside.operator, ALWAYS, None)
        for act in (
            lambda: formed(law, principal, inside, outside),  # noqa: B023
            lambda: formed(law, principal, outside, inside),  # noqa: B023
            lambda: add_member(law, sent_by(principal), own[principal], joining),  # noqa: B023
        ):
            refused = refusal(act)
            assert (NotFound, True) == (type(refused), outside.operator in refused.detail)


def test_a_group_is_seen_in_its_own_world_only(law: Service) -> None:
    """By administrators and authorities, in lists and by name, its obligations too."""
    live, trial = group(law, party(law)), formed(law, BOX, box(law))["id"]

    for principal, own, other in (
        (LOCAL_ADMINISTRATOR, live, trial),
        (watching(sandbox=False), live, trial),
        (BOX, trial, live),
        (watching(sandbox=True), trial, live),
    ):
        assert [own] == seen(law, principal)
        assert own == read_group(law, principal, own)["id"]
        assert isinstance(refusal(lambda: read_group(law, principal, other)), NotFound)  # noqa: B023
        assert own == owed(law, principal, own)["group"]
        assert isinstance(refusal(lambda: owed(law, principal, other)), NotFound)  # noqa: B023


def test_a_group_of_sandboxes_goes_by_the_clock_of_who_files_for_it(law: Service) -> None:
    """The clock of another member moves nothing but that member's own days."""
    first, second = box(law), box(law)
    own = formed(law, BOX, first, second)["id"]
    assert "upcoming" == owed(law, first.bearer, own)["status"]

    move_clock(law, sent_by(second.bearer), second.operator, NEXT_SPRING)
    assert "upcoming" == owed(law, first.bearer, own)["status"]

    move_clock(law, sent_by(first.bearer), first.operator, NEXT_SPRING)
    assert "overdue" == owed(law, first.bearer, own)["status"]


def test_a_member_reports_days_that_have_begun_by_its_own_clock(law: Service) -> None:
    """The assessment is the group's, of which the answer shows nothing to another member; recorded in true time."""
    first, second = box(law), box(law)
    formed(law, BOX, first, second)
    spring = Period(NEXT_SPRING.date(), PRESENT.start.replace(year=2027, month=7))
    wanted = NewReport(second.farm, None, stated("100", spring), submit=True)
    move_clock(law, sent_by(first.bearer), first.operator, NEXT_SPRING)
    assert "period-not-begun" == refusal(lambda: create_report(law, sent_by(second.bearer), wanted)).code

    move_clock(law, sent_by(second.bearer), second.operator, NEXT_SPRING)
    answer: Any = create_report(law, sent_by(second.bearer), wanted).document

    assert [] == answer["assessments"]
    assert ["assessed-in-group"] == [each["reason"] for each in answer["left_out"]]
    assert answer["report"]["submitted_at"] < "2027" < answer["report"]["clock_at"]
    listed: Any = list_obligations(law, first.bearer, first.operator, Wanted(EVERYTHING, start=spring.start))
    assert [spring.as_json()] == [each["tax_period"] for each in listed["items"]]
