"""`/v1/assessments`: what schedules make of submitted reports, why, and the proof that it comes out again."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from flask import Blueprint, Response

from service.http.answers import json_answer, text_answer, written
from service.http.authentication import principal
from service.http.bodies import refuse_body
from service.http.context import service
from service.http.fields import Identifier
from service.http.idempotency import bare_command
from service.http.paging import KnownPagedShape, listed
from service.http.preferences import waited
from service.http.queries import parameters, takes
from service.http.schemas.disclosures import OPEN
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.witnessed import witnessed
from service.usecases.disclose import disclose
from service.usecases.inclusion import receipt_of_assessment
from service.usecases.read import list_assessments, read_assessment, read_lines, read_trace
from service.usecases.reassess import read_differences, reassess
from service.usecases.replay import replay
from service.usecases.requests import Page

ASSESSMENTS: Final = Blueprint("assessments", __name__, url_prefix="/v1/assessments")


class Asked(NamedTuple):
    """A page of assessments: of one report, of one operator, or of all that the key sees."""

    page: Page
    report: str | None
    operator: str | None


class FilterShape(KnownPagedShape[Asked]):
    """The parameters of a list of assessments."""

    report = Identifier("report", load_default=None)
    operator = Identifier("operator", load_default=None)

    def made(self, members: dict[str, Any]) -> Asked:
        """Return the page and what it is narrowed to."""
        report, operator = members.pop("report"), members.pop("operator")
        return Asked(Page(**members), report, operator)


@ASSESSMENTS.get("", endpoint="listAssessments")
@takes(FilterShape())
def list_all() -> Response:
    """List the assessments that the key sees."""
    asked: Asked = parameters()
    return listed(list_assessments(service(), principal(), asked.page, asked.report, operator=asked.operator))


@ASSESSMENTS.get("/<assessment>", endpoint="readAssessment")
@takes(KNOWN_AT)
def read(assessment: str) -> Response:
    """Read an assessment."""
    return json_answer(read_assessment(service(), principal(), assessment, known_at()))


@ASSESSMENTS.get("/<assessment>/lines", endpoint="readLines")
@takes(KNOWN_AT)
def read_its_lines(assessment: str) -> Response:
    """Read the lines of an assessment."""
    return json_answer(read_lines(service(), principal(), assessment, known_at()))


@ASSESSMENTS.get("/<assessment>/trace", endpoint="readTrace")
@takes(KNOWN_AT)
def read_its_trace(assessment: str) -> Response:
    """Read why."""
    return json_answer(read_trace(service(), principal(), assessment, known_at()))


@ASSESSMENTS.get("/<assessment>/differences", endpoint="readDifferences")
@takes(KNOWN_AT)
def read_its_differences(assessment: str) -> Response:
    """Read what a reassessment changed, and why."""
    return json_answer(read_differences(service(), principal(), assessment, known_at()))


@ASSESSMENTS.get("/<assessment>/receipt", endpoint="readAssessmentReceipt")
def read_its_receipt(assessment: str) -> Response:
    """Read the proof that the event of an assessment is in the audit log."""
    bearer = principal()
    found = waited(lambda: receipt_of_assessment(service(), bearer, assessment))
    return text_answer(found.text, *witnessed(found))


@ASSESSMENTS.get("/<assessment>/disclosure", endpoint="readDisclosure")
@takes(OPEN)
def read_its_disclosure(assessment: str) -> Response:
    """Read all that it takes to compute an assessment again."""
    bearer, opening = principal(), parameters()
    return json_answer(waited(lambda: disclose(service(), bearer, assessment, opening)))


@ASSESSMENTS.post("/<assessment>/reassess", endpoint="reassessAssessment")
def reassess_it(assessment: str) -> Response:
    """Make an assessment again by what is known now."""
    return written(reassess(service(), bare_command(), assessment))


@ASSESSMENTS.post("/<assessment>/replay", endpoint="replayAssessment")
def replay_it(assessment: str) -> Response:
    """Compute an assessment again."""
    bearer = principal()
    refuse_body()
    return json_answer(replay(service(), bearer, assessment))
