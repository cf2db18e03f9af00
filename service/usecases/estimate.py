"""Estimate: the computation of an assessment, stored nowhere, without legal effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.kernel.valuation import NoQuotes
from service.usecases.assess_statement import Occasion, assess_applicable, assess_named
from service.usecases.quotes import RecordedQuotes

if TYPE_CHECKING:
    from service.domain.canonical import Json
    from service.usecases.requests import EstimateRequest
    from service.usecases.service import Service


def estimate(service: Service, request: EstimateRequest) -> dict[str, Json]:
    """
    Estimate the tax of a statement under the schedules named, or all that apply.

    The database is asked only when a coin or a foreign amount must be valued.

    Raises:
        Nonsense: a schedule is unknown or not in force, a fact or a price is missing.
    """
    known_at = request.known_at or service.clock()
    quotes = NoQuotes() if service.database is None else RecordedQuotes(service.database.reading, known_at)
    occasion = Occasion(request.statement, known_at, quotes)
    if request.schedules is None:
        assessments, left_out = assess_applicable(service.library, occasion)
        more: dict[str, Json] = {"left_out": [schedule.as_json() for schedule in left_out]}
    else:
        assessments, more = assess_named(service.library, occasion, request.schedules), {}
    return {"legal_effect": "none", "assessments": [assessment.document for assessment in assessments], **more}
