"""`/v1/assessments`: what schedules make of submitted reports, why, and the proof that it comes out again."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response

from service.http.answers import json_answer
from service.http.authentication import principal
from service.http.bodies import refuse_body
from service.http.context import service
from service.http.fields import Identifier
from service.http.paging import PagedShape, listed
from service.http.queries import parameters, takes
from service.usecases.read import list_assessments, read_assessment, read_lines, read_trace
from service.usecases.replay import replay
from service.usecases.requests import Page

ASSESSMENTS: Final = Blueprint("assessments", __name__, url_prefix="/v1/assessments")


class FilterShape(PagedShape[tuple[Page, str | None]]):
    """A page of all assessments that the key sees, or of those of one report."""

    report = Identifier("report", load_default=None)

    def made(self, members: dict[str, Any]) -> tuple[Page, str | None]:
        """Return the page and the report."""
        report = members.pop("report")
        return Page(**members), report


@ASSESSMENTS.get("", endpoint="listAssessments")
@takes(FilterShape())
def list_all() -> Response:
    """List the assessments that the key sees."""
    page, report = parameters()
    return listed(list_assessments(service(), principal(), page, report))


@ASSESSMENTS.get("/<assessment>", endpoint="readAssessment")
def read(assessment: str) -> Response:
    """Read an assessment."""
    return json_answer(read_assessment(service(), principal(), assessment))


@ASSESSMENTS.get("/<assessment>/lines", endpoint="readLines")
def read_its_lines(assessment: str) -> Response:
    """Read the lines of an assessment."""
    return json_answer(read_lines(service(), principal(), assessment))


@ASSESSMENTS.get("/<assessment>/trace", endpoint="readTrace")
def read_its_trace(assessment: str) -> Response:
    """Read why."""
    return json_answer(read_trace(service(), principal(), assessment))


@ASSESSMENTS.post("/<assessment>/replay", endpoint="replayAssessment")
def replay_it(assessment: str) -> Response:
    """Compute an assessment again."""
    bearer = principal()
    refuse_body()
    return json_answer(replay(service(), bearer, assessment))
