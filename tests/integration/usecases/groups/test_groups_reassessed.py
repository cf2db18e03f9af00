"""A membership that is recorded after the fact marks what it touches, and a reassessment tells what it changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.periods import Period
from service.usecases.groups import add_member, end_membership
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import read_assessment
from service.usecases.reassess import reassess
from service.usecases.replay import replay
from service.usecases.requests import NewMember
from service.usecases.service import Service
from tests.integration.usecases.conftest import command
from tests.integration.usecases.parties import file, group, party, under_group_law


def test_a_membership_found_out_later_is_told_as_a_fact_that_was_amended(service: Service) -> None:
    """From the first of May the second's 6100 of 9100 are the group's; the rest stays its own, and the old replays."""
    law = under_group_law(service)
    first, second = party(law), party(law)
    formed = group(law, first)
    (of_group,) = file(law, first, "9100")["assessments"]
    (alone,) = file(law, second, "9100")["assessments"]
    assert ["1520.00", "1520.00"] == [each["total"]["amount"] for each in (of_group, alone)]

    add_member(law, command(), formed, NewMember(second.operator, date(2024, 5, 1), None))

    for before, after, difference in ((of_group, "2740.00", "1220.00"), (alone, "300.00", "-1220.00")):
        shown: Any = read_assessment(law, LOCAL_ADMINISTRATOR, before["id"])
        assert [("membership", formed)] == [(mark["reason"], mark["cause"]) for mark in shown["stale"]]
        made: Any = reassess(law, command(), before["id"]).document
        assert (after, difference) == (made["total"]["amount"], made["difference"]["amount"])
        assert {"facts-amended"} == {each["cause"] for each in made["differences"]}
        assert [True, True] == [replay(law, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in (before, made)]


@pytest.mark.parametrize(
    ("until", "stale"),
    [(date(2024, 8, 1), [False, True]), (date(2024, 5, 1), [True, True])],
    ids=["in the third quarter", "in the second"],
)
def test_an_end_that_is_found_out_later_marks_the_days_after_it(
    service: Service, until: date, stale: list[bool]
) -> None:
    """What is of days on which nothing changed is as good as before, however long the membership was."""
    law = under_group_law(service)
    first, second = party(law), party(law)
    formed = group(law, first, second)
    quarters = Period(date(2024, 4, 1), date(2024, 7, 1)), Period(date(2024, 7, 1), date(2024, 10, 1))
    made = [file(law, second, "9100", quarter)["assessments"][0]["id"] for quarter in quarters]

    end_membership(law, command(), formed, second.operator, until)

    shown: list[Any] = [read_assessment(law, LOCAL_ADMINISTRATOR, each) for each in made]
    assert stale == [bool(each["stale"]) for each in shown]
