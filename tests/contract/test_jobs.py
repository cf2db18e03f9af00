"""Reassessments over HTTP, of one and of many; every answer held against the contract."""

from __future__ import annotations

import pytest

from service.usecases.reassessments import work_on_a_job
from tests.api import Api, Reply
from tests.world import QUARTER, World, service_of

MANY = "/v1/reassessments"


def asked(api: Api, world: World) -> Reply:
    """Ask for everything of the first operator to be made again."""
    return api.post(MANY, {"operator": world.first.operator, "stale_only": False})


def test_a_job_is_asked_for_worked_on_and_read(first: Api, world: World) -> None:
    """What was declared stays as it is and is superseded; the job tells how far it is."""
    begun = asked(first, world)
    service = service_of(first.app)
    while work_on_a_job(service.store, service.clock):
        pass

    done = first.get(begun.headers["Location"]).document

    assert (202, "waiting", 1) == (begun.status, begun.document["state"], begun.document["total"])
    assert ("done", 1, 0) == (done["state"], done["done"], done["failed"])
    assert first.get(f"/v1/assessments/{world.first.assessment}").document["superseded_by"]


def test_a_job_exists_for_whoever_asked_for_it_alone(api: Api, world: World) -> None:
    """And for administrators; everybody else finds nothing, in the words for what never was."""
    path = asked(api.bearing(world.first.key), world).headers["Location"]
    never = "/v1/jobs/job_" + "0" * 26
    for key in (world.second.key, world.accountant, world.authority, world.foreign_authority):
        other = api.bearing(key)
        found, missing = other.get(path), other.get(never)
        assert [404, 404] == [found.status, missing.status]
        assert found.document["detail"].replace(path[-30:], never[-30:]) == missing.document["detail"]
        assert 404 == other.post(f"{path}/cancel").status
    assert 200 == api.bearing(world.administrator).get(path).status


def test_a_job_is_cancelled_once(first: Api, world: World) -> None:
    """A second time there is nothing left to end."""
    path = asked(first, world).headers["Location"]
    cancelled = first.post(f"{path}/cancel")
    service = service_of(first.app)
    while work_on_a_job(service.store, service.clock):
        pass

    assert 200 == cancelled.status
    assert "cancelled" == first.get(path).document["state"]
    assert (409, "invalid-state") == ((again := first.post(f"{path}/cancel")).status, again.code)


@pytest.mark.parametrize("wanted", [{}, {"jurisdiction": "KZ"}, {"period": QUARTER}])
def test_an_operator_says_whose_assessments_it_means(first: Api, wanted: dict[str, object]) -> None:
    """Everybody's are not its own to make again."""
    assert 404 == first.post(MANY, wanted).status


def test_an_operator_cannot_have_anothers_assessments_made_again(first: Api, world: World) -> None:
    """They do not exist for it."""
    assert 404 == first.post(MANY, {"operator": world.second.operator}).status


def test_an_authority_makes_again_what_is_in_its_jurisdiction(api: Api, world: World) -> None:
    """All of it, or a part; what lies elsewhere is refused, not silently put in the place of what was asked for."""
    kazakhstan, finland = api.bearing(world.authority), api.bearing(world.foreign_authority)

    assert "KZ" == kazakhstan.post(MANY, {}).document["parameters"]["jurisdiction"]
    assert "KZ-55" == kazakhstan.post(MANY, {"jurisdiction": "KZ-55"}).document["parameters"]["jurisdiction"]
    assert 0 == finland.post(MANY, {"stale_only": False}).document["total"]
    assert (403, "foreign-jurisdiction") == ((no := finland.post(MANY, {"jurisdiction": "KZ"})).status, no.code)
