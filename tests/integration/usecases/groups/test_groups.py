"""A controlled group counts as one taxpayer: its members' reports fill the bands once, whoever of them files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Conflict, Nonsense, NotFound
from service.domain.periods import Period
from service.domain.reports import OperatorKind
from service.usecases.groups import add_member, end_membership
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import list_assessments
from service.usecases.replay import replay
from service.usecases.requests import NewMember, Page
from service.usecases.service import Service
from tests.integration.usecases.conftest import command
from tests.integration.usecases.parties import (
    ALWAYS,
    file,
    group,
    party,
    totals,
)

APRIL = Period(date(2024, 4, 1), date(2024, 5, 1))
REST = Period(date(2024, 5, 1), date(2024, 7, 1))
MAY_1 = date(2024, 5, 1)


def every_replay(service: Service) -> list[bool]:
    """Replay every assessment there is."""
    items: Any = list_assessments(service, LOCAL_ADMINISTRATOR, Page(None, 100))["items"]
    return [bool(replay(service, LOCAL_ADMINISTRATOR, each["id"])["identical"]) for each in items]


@pytest.mark.parametrize(("second", "due"), [("399", "0.00"), ("400", "0.00"), ("401", "0.10"), ("1401", "100.20")])
def test_members_share_the_bands_to_the_unit(law: Service, second: str, due: str) -> None:
    """600 kilowatt-hours and the second member's are just below, at, just above 1000; and above 2000."""
    first, other = party(law), party(law)
    formed = group(law, first, other)

    file(law, first, "600")

    assert {formed: due} == totals(file(law, other, second))


def test_operators_in_no_group_are_each_alone(law: Service) -> None:
    """Two halves of a band are charged nothing."""
    first, second = party(law), party(law)

    assert {first.operator: "0.00"} == totals(file(law, first, "1000"))
    assert {second.operator: "0.00"} == totals(file(law, second, "1000"))


def test_whoever_files_the_chain_is_the_groups_and_the_whole_needs_all_members(law: Service) -> None:
    """The row is of the member that files for all; in-year until the last has reported; each replays."""
    first, second = party(law), party(law)
    formed = group(law, first, second)

    (one,) = file(law, second, "900")["assessments"]
    (two,) = file(law, first, "900")["assessments"]

    assert (formed, first.operator, None, True) == (one["group"], one["operator"], one["farm"], one["in_year"])
    assert (one["id"], "80.00", False) == (two["supersedes"], two["difference"]["amount"], two["in_year"])
    assert {first.farm, second.farm} == {each["farm"] for each in two["reports"]}
    assert [True, True] == every_replay(law)


def test_a_member_counts_for_the_group_on_the_days_on_which_it_belongs(law: Service) -> None:
    """It joined on the first of May: April is its own, and the parts make up what it reported."""
    first, second = party(law), party(law)
    formed = group(law, first)
    add_member(law, command(), formed, NewMember(second.operator, MAY_1, None))

    file(law, first, "1000")
    answer = file(law, second, "91000.000001")

    # 30 and 61 of 91 days; the first thousand of each taxpayer is free, the second costs a tenth.
    assert {second.operator: "5700.00", formed: "12100.00"} == totals(answer)
    facts = sorted(each["trace"][1]["in"]["grid_kwh"] for each in answer["assessments"])
    assert ["30000", "62000.000001"] == facts
    assert [False, False] == [each["in_year"] for each in answer["assessments"]]
    assert ({"start": "2024-04-01", "end": "2024-05-01"}, "apportioned-by-days") == next(
        (each["period"], each["flags"][0]) for each in answer["assessments"] if each["group"] is None
    )
    assert all(every_replay(law))


def test_a_report_of_days_outside_the_group_leaves_the_group_alone(law: Service) -> None:
    """April was its own; in May it belongs."""
    first, second = party(law), party(law)
    formed = group(law, first)
    add_member(law, command(), formed, NewMember(second.operator, MAY_1, None))

    assert {second.operator: "50.00"} == totals(file(law, second, "1500", APRIL))
    assert {formed: "50.00"} == totals(file(law, second, "1500", REST))


def test_who_leaves_is_alone_again(law: Service) -> None:
    """From May on; and the group no longer waits for it."""
    first, second = party(law), party(law)
    formed = group(law, first, second)
    end_membership(law, command(), formed, second.operator, MAY_1)

    assert {formed: "0.00"} == totals(file(law, second, "1000", APRIL))
    assert {second.operator: "0.00"} == totals(file(law, second, "1000", REST))
    (whole,) = file(law, first, "1000")["assessments"]
    assert ("100.00", False) == (whole["total"]["amount"], whole["in_year"])


def test_what_was_assessed_before_a_membership_was_recorded_is_replayed_without_it(law: Service) -> None:
    """Who belonged is known from the instant at which it was recorded, and what is filed later knows it."""
    first, second = party(law), party(law)
    file(law, first, "900")
    file(law, second, "900", APRIL)
    formed = group(law, first, second)
    assert [True, True] == every_replay(law)

    assert {formed: "90.00"} == totals(file(law, second, "100", REST))

    end_membership(law, command(), formed, second.operator, ALWAYS)
    assert [True, True, True] == every_replay(law)


def test_members_are_concerned_each_by_what_it_is(law: Service) -> None:
    """The made-up law concerns companies; what an individual used adds nothing."""
    company, individual = party(law), party(law, OperatorKind.INDIVIDUAL)
    formed = group(law, company, individual)

    file(law, individual, "5000")

    assert {formed: "50.00"} == totals(file(law, company, "1500"))


def test_an_operator_is_in_one_group_of_a_schedule_at_a_time(law: Service) -> None:
    """Refused where the days meet; on the day on which it leaves the one it may join the other."""
    first, second, third = party(law), party(law), party(law)
    one, other = group(law, first, second), group(law, third)
    joining = NewMember(second.operator, MAY_1, None)

    with pytest.raises(Conflict) as refused:
        add_member(law, command(), other, joining)
    assert ("already-in-group", "/operator") == (refused.value.code, refused.value.faults[0].pointer)
    assert {"links": {"group": f"/v1/groups/{one}"}} == refused.value.extra

    end_membership(law, command(), one, second.operator, MAY_1)
    joined: Any = add_member(law, command(), other, joining).document
    assert {third.operator, second.operator} == {each["operator"] for each in joined["members"]}
    with pytest.raises(Conflict, match=f"belongs to {other}"):
        end_membership(law, command(), one, second.operator, date(2024, 5, 2))
    with pytest.raises(Conflict):
        group(law, second)


def test_a_membership_that_ends_as_it_begins_never_was(law: Service) -> None:
    """Recorded by mistake: nothing is taken back, and nothing is left of it."""
    first, second = party(law), party(law)
    formed = group(law, first, second)

    ended: Any = end_membership(law, command(), formed, second.operator, ALWAYS).document

    assert [first.operator] == [each["operator"] for each in ended["members"]]
    assert {second.operator: "0.00"} == totals(file(law, second, "1000"))
    with pytest.raises(NotFound):
        end_membership(law, command(), formed, second.operator, MAY_1)
    with pytest.raises(Nonsense) as refused:
        end_membership(law, command(), formed, first.operator, date(2019, 1, 1))
    assert "membership-not-begun" == refused.value.code


def test_a_group_goes_on_where_who_files_for_it_never_belonged(law: Service) -> None:
    """What stood for the group is found with whoever files for it, and is superseded, not assessed beside."""
    first, second, third = party(law), party(law), party(law)
    formed = group(law, first, second, third)
    (before,) = file(law, second, "900")["assessments"]
    end_membership(law, command(), formed, first.operator, ALWAYS)

    (after,) = file(law, third, "900")["assessments"]

    assert (formed, first.operator, False) == (after["group"], after["operator"], after["in_year"])
    assert (before["id"], "80.00") == (after["supersedes"], after["total"]["amount"])
    assert [True, True] == every_replay(law)


def test_a_group_is_of_a_schedule_that_counts_groups(law: Service) -> None:
    """The Kazakh fee looks at each operator by itself."""
    with pytest.raises(Nonsense) as refused:
        group(law, party(law), schedule="kz.digital_mining_fee")
    assert "not-for-groups" == refused.value.code
    with pytest.raises(NotFound):
        group(law, party(law), schedule="xa.none")
