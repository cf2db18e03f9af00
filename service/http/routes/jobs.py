"""`/v1/reassessments` and `/v1/jobs`: work that is too long for a request, and how far it is."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import bare_command, command
from service.http.schemas.reassessments import REASSESSMENTS
from service.usecases.reassessments import cancel_job, read_job, reassess_many

JOBS: Final = Blueprint("jobs", __name__, url_prefix="/v1")


@JOBS.post("/reassessments", endpoint="reassessMany")
def begin() -> Response:
    """Begin to make many assessments again."""
    asked, wanted = command(REASSESSMENTS)
    return written(reassess_many(service(), asked, wanted))


@JOBS.get("/jobs/<job>", endpoint="readJob")
def read(job: str) -> Response:
    """Read how far a job is."""
    return json_answer(read_job(service(), principal(), job))


@JOBS.post("/jobs/<job>/cancel", endpoint="cancelJob")
def cancel(job: str) -> Response:
    """Have a job end."""
    return written(cancel_job(service(), bare_command(), job))
