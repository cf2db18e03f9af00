"""Two machines whose clocks differ, or one whose clock was set back: what is recorded last is what was known last."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.replay import replay
from service.usecases.requests import NewReport
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import command, content


@pytest.fixture
def behind(service: Service) -> Service:
    """Wire the same service with a clock that is an hour behind."""
    return replace(service, clock=lambda: service.clock() - timedelta(hours=1))


def test_what_is_filed_by_a_clock_that_is_behind_knows_its_farm(service: Service, behind: Service, farm: str) -> None:
    """It was registered before, by whatever clock; so the same comes out when it is computed again."""
    filed: Any = create_report(behind, command(), NewReport(farm, None, content(), submit=True)).document
    (assessment,) = filed["assessments"]

    assert replay(service, LOCAL_ADMINISTRATOR, assessment["id"])["identical"]
    with service.store.reading() as reading:
        (place,) = reading.places(farm)
    assert place.recorded_at + timedelta(microseconds=1) == known_at(service, assessment["id"])


def test_an_assessment_is_known_after_the_one_that_it_supersedes(service: Service, behind: Service, farm: str) -> None:
    """Whose report is amended by a clock that is behind."""
    first = create_report(service, command(), NewReport(farm, None, content(), submit=True))
    report: Any = first.document["report"]["id"]
    begun = amend_report(behind, command(), report, str(first.etag), "meter read again")
    changed = change_draft(behind, command(), report, str(begun.etag), content("12000000"))
    second: Any = submit_report(behind, command(), report, str(changed.etag)).document
    made: Any = [first.document["assessments"][0]["id"], second["assessments"][0]["id"]]

    assert [True, True] == [replay(service, LOCAL_ADMINISTRATOR, each)["identical"] for each in made]
    assert known_at(service, made[0]) < known_at(service, made[1])


def known_at(service: Service, assessment: str) -> datetime:
    """Return as of when an assessment was made."""
    with service.store.reading() as reading:
        row = reading.assessment(assessment)
    assert row is not None
    return row.known_at
