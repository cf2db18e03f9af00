"""Many assessments are made again by a job, which tells how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import Conflict
from service.domain.periods import Period
from service.store.database import Database
from service.store.rows import JobFailureRow
from service.usecases import reassessments
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.reassessing import tell_reassessed
from service.usecases.reassessments import Wanted, cancel_job, read_job, reassess_many, work_on_a_job
from tests.integration.usecases.conftest import command
from tests.integration.usecases.levy import QUARTER, World, law


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """Begin with one version of the law."""
    database = Database(migrated_url)
    yield World(database, tmp_path / "law")
    database.close()


def requested(world: World, wanted: Wanted) -> Any:
    """Ask for a job."""
    return reassess_many(world.service, command(), wanted).document


def ended(world: World, job: str) -> Any:
    """Work until nothing is left to do, and read the job."""
    while work_on_a_job(world.database, world.clock):
        pass
    return read_job(world.service, LOCAL_ADMINISTRATOR, job)


def test_a_job_reassesses_what_is_stale_and_tells_how_far_it_is(world: World) -> None:
    """What is not stale stays; what stood is superseded; a second job finds nothing."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    job = requested(world, Wanted(jurisdiction="XA", schedule="xa.levy", period=QUARTER))
    done = ended(world, job["id"])

    assert ("waiting", 1, 0) == (job["state"], job["total"], job["done"])
    assert ("done", 1, 0, []) == (done["state"], done["done"], done["failed"], done["failures"])
    after = world.read(world.read(before["id"])["superseded_by"])
    assert ("15.00", []) == (after["total"]["amount"], after["stale"])
    assert 0 == requested(world, Wanted())["total"]


@pytest.mark.parametrize(
    "narrowed",
    [Wanted(jurisdiction="XB"), Wanted(schedule="kz.levy"), Wanted(period=Period(date(2025, 1, 1), date(2025, 2, 1)))],
)
def test_a_job_leaves_alone_what_it_is_not_about(world: World, narrowed: Wanted) -> None:
    """By jurisdiction, schedule and period."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    assert 0 == ended(world, requested(world, narrowed)["id"])["done"]
    assert world.read(before["id"])["superseded_by"] is None


def test_a_job_tells_what_it_could_not_do_and_does_the_rest(world: World) -> None:
    """The corrected law asks for a cost that the report does not state: the assessment stands, and stays stale."""
    before = world.file("1100")
    law(world.folder, "2", replaces='"1"', value="energy_cost")
    world.learn()

    done = ended(world, requested(world, Wanted(stale_only=False))["id"])

    assert ("done", 0, 1) == (done["state"], done["done"], done["failed"])
    assert [(before["id"], "fact-missing")] == [(each["assessment"], each["code"]) for each in done["failures"]]
    assert world.read(before["id"])["superseded_by"] is None


def test_of_many_failures_the_first_hundred_are_shown_and_all_are_counted(world: World) -> None:
    """However many there are, the answer is no longer; a job of a whole country may have a hundred thousand."""
    job = requested(world, Wanted(stale_only=False))["id"]
    with world.database.unit_of_work() as work:
        state = work.job_states(job)[0]
        for number in reversed(range(101)):
            work.add(JobFailureRow(job, f"asm_{number:03}", "price-unavailable", "There is no price."))
        work.move_job(state, replace(state, failed=101))
        work.commit()

    shown: Any = read_job(world.service, LOCAL_ADMINISTRATOR, job)
    cancelled: Any = cancel_job(world.service, command(), job).document

    assert [f"asm_{number:03}" for number in range(100)] == [each["assessment"] for each in shown["failures"]]
    assert (101, shown["failures"]) == (shown["failed"], cancelled["failures"])


def test_a_job_that_is_cancelled_ends_and_an_ended_one_cannot_be(world: World) -> None:
    """Nothing is done after that."""
    before = world.file("1100")
    job = requested(world, Wanted(stale_only=False))
    cancelled: Any = cancel_job(world.service, command(), job["id"]).document

    assert (True, "waiting") == (cancelled["cancelling"], cancelled["state"])
    assert "cancelled" == ended(world, job["id"])["state"]
    assert world.read(before["id"])["superseded_by"] is None
    with pytest.raises(Conflict):
        cancel_job(world.service, command(), job["id"])


def test_workers_take_lanes_of_one_job_and_nothing_is_done_twice(world: World) -> None:
    """Each lane has operators of its own: together they have all, and each once."""
    before = [world.file("1100", farm=world.another_farm())["id"] for _ in range(12)]
    job = requested(world, Wanted(stale_only=False))

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda _: ended(world, job["id"]), range(3)))

    done = ended(world, job["id"])
    assert ("done", 12, 12, 0) == (done["state"], done["total"], done["done"], done["failed"])
    successors = {world.read(each)["superseded_by"] for each in before}
    assert len(before) == len(successors - {None})


class _Died(Exception):
    """A worker is no more."""


def test_a_job_whose_worker_dies_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The piece that it had begun is as if never begun; another worker does it, and does nothing twice."""
    monkeypatch.setattr(reassessments, "_BATCH", 2)
    before = [world.file("1100", farm=world.another_farm())["id"] for _ in range(9)]
    job = requested(world, Wanted(stale_only=False))["id"]
    make, made = tell_reassessed, list[str]()

    def until_it_dies(teller: Any, reassessed: Any, standing: Any) -> None:
        if len(made) == 5:
            raise _Died
        made.append(standing.id)
        make(teller, reassessed, standing)

    with monkeypatch.context() as first_worker:
        first_worker.setattr(reassessments, "tell_reassessed", until_it_dies)
        with pytest.raises(_Died):
            ended(world, job)
    left: Any = read_job(world.service, LOCAL_ADMINISTRATOR, job)
    kept = [each for each in before if world.read(each)["superseded_by"] is not None]

    assert ("running", len(kept)) == (left["state"], left["done"])
    assert 0 < len(kept) <= 5
    done = ended(world, job)
    assert ("done", 9, 9, 0) == (done["state"], done["total"], done["done"], done["failed"])
    successors = {world.read(each)["superseded_by"] for each in before}
    assert 9 == len(successors - {None})
    assert all(world.read(each)["superseded_by"] is None for each in successors)


def test_a_job_that_is_cancelled_on_its_way_keeps_what_it_did(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """And does no more of the rest, not even of the lane that it was in."""
    monkeypatch.setattr(reassessments, "_BATCH", 1)
    before = [world.file("1100", farm=world.another_farm())["id"] for _ in range(12)]
    job = requested(world, Wanted(stale_only=False))["id"]
    while read_job(world.service, LOCAL_ADMINISTRATOR, job)["done"] == 0:
        assert work_on_a_job(world.database, world.clock)

    cancel_job(world.service, command(), job)
    after = ended(world, job)

    assert ("cancelled", 12, 1, 0) == (after["state"], after["total"], after["done"], after["failed"])
    assert 1 == sum(world.read(each)["superseded_by"] is not None for each in before)
