"""Those who change one group at once take turns, and whoever comes second knows what the first has done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest

from service.domain.errors import Conflict
from service.store.errors import Retryable
from service.store.reading import FilingQuery
from service.store.rows import GroupRow, MembershipRow
from service.usecases.groups import add_member, end_membership
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import list_assessments
from service.usecases.replay import replay
from service.usecases.requests import NewMember, Page
from service.usecases.service import Service
from tests.integration.usecases.conftest import SECOND_QUARTER, command
from tests.integration.usecases.parties import ALWAYS, SCHEDULE, Party, file, group, party, under_group_law


@pytest.fixture
def law(service: Service) -> Service:
    """Wire a service with the made-up law, by the clock of the machine: threads may not wait for a ticking one."""
    return replace(under_group_law(service), clock=lambda: datetime.now(UTC) + timedelta(days=366))


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Call all of *calls* at the same moment; return what each returned or raised."""
    together = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        together.wait(timeout=20)
        try:
            return call()
        except Conflict as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result(timeout=60) for each in [pool.submit(run, call) for call in calls]]


def chain_of(law: Service, subject: str) -> list[dict[str, Any]]:
    """Return the assessments of a group, each superseding the one before."""
    items: Any = list_assessments(law, LOCAL_ADMINISTRATOR, Page(None, 200))["items"]
    chain = [each for each in items if each["group"] == subject]
    chain.sort(key=lambda each: len(each["reports"]))
    return chain


@pytest.mark.parametrize("turn", range(3))
def test_two_groups_that_take_an_operator_at_once_do_not_both_get_it(law: Service, turn: int) -> None:
    """Without the lock each would find it free."""
    first, second, wanted = party(law), party(law), party(law)
    groups = [group(law, first), group(law, second)]
    member = NewMember(wanted.operator, ALWAYS, None)

    outcomes = at_once(*[lambda each=each: add_member(law, command(), each, member) for each in groups])

    assert ["Answer", "Conflict"] == sorted(type(outcome).__name__ for outcome in outcomes), turn
    with law.store.reading() as reading:
        assert 1 == len([row for row in reading.memberships_beside(wanted.operator) if row.operator == wanted.operator])


def test_two_groups_formed_of_the_same_operators_at_once_in_either_order(law: Service) -> None:
    """Each locks both, in one order: one is formed, the other refused, and neither waits for ever."""
    first, second = party(law), party(law)

    outcomes = at_once(lambda: group(law, first, second), lambda: group(law, second, first))

    assert ["Conflict", "str"] == sorted(type(outcome).__name__ for outcome in outcomes)


def test_members_that_file_at_once_take_turns_without_a_deadlock(law: Service) -> None:
    """Four members, each with its own lock to begin with: one chain, in which each report is added once."""
    members = [party(law) for _ in range(4)]
    formed = group(law, *members)

    at_once(*[lambda each=each: file(law, each, "500") for each in members])

    chain = chain_of(law, formed)
    assert [1, 2, 3, 4] == [len(each["reports"]) for each in chain]
    assert all(after["supersedes"] == before["id"] for before, after in pairwise(chain))
    assert "100.00" == chain[-1]["total"]["amount"]
    assert all(replay(law, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in chain)


def test_whoever_joins_while_others_file_is_in_each_assessment_or_not_by_what_was_known(law: Service) -> None:
    """Whichever comes first: every assessment is replayed from what was recorded by its own instant."""
    first, second, third = (party(law) for _ in range(3))
    formed = group(law, first, second)

    at_once(
        lambda: file(law, first, "600"),
        lambda: add_member(law, command(), formed, NewMember(third.operator, ALWAYS, None)),
        lambda: file(law, second, "600"),
        lambda: file(law, third, "600"),
        lambda: end_membership(law, command(), formed, second.operator, SECOND_QUARTER.end),
    )

    items: Any = list_assessments(law, LOCAL_ADMINISTRATOR, Page(None, 200))["items"]
    assert {SCHEDULE} == {each["schedule"] for each in items}
    assert all(replay(law, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in items)


def found(law: Service, who: Party) -> Any:
    """Read what a filing needs, in a unit of work of its own."""
    with law.store.unit_of_work() as work:
        return work.filing(FilingQuery(principal="key_1", key="k", farm=who.farm, period=SECOND_QUARTER))


def test_a_filing_locks_all_members_in_the_order_of_their_identifiers(law: Service) -> None:
    """Also those who belonged once; a stranger is not kept waiting."""
    members = [party(law) for _ in range(3)]
    formed = group(law, members[2], members[0], members[1])
    end_membership(law, command(), formed, members[0].operator, ALWAYS)
    stranger = party(law)

    assert sorted(each.operator for each in members) == [row.id for row in found(law, members[1]).locked]
    assert [stranger.operator] == [row.id for row in found(law, stranger).locked]


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_filing_that_waited_while_somebody_joined_begins_again(law: Service) -> None:
    """It holds locks of those who belonged when it began; the newcomer is not among them."""
    first, second = party(law), party(law)
    with ThreadPoolExecutor(1) as pool:
        with law.store.unit_of_work() as work:
            work.lock_operators([first.operator, second.operator])
            waiting = pool.submit(found, law, first)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
            now = law.clock()
            work.add(GroupRow("grp_1", "Group", SCHEDULE, first.operator, now))
            for each in (first, second):
                work.add(MembershipRow("grp_1", each.operator, ALWAYS, None, now))
            work.commit()
        with pytest.raises(Retryable):
            waiting.result(timeout=20)
