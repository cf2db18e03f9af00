"""`/v1/declarations`, and what is done to assessments: declare one, or withdraw one before that."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import command
from service.http.queries import takes
from service.http.schemas.declarations import DECLARING
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.reasons import REASON
from service.usecases.declare import declare
from service.usecases.read_declarations import list_texts, read_declaration
from service.usecases.void_assessment import void_assessment

DECLARATIONS: Final = Blueprint("declarations", __name__, url_prefix="/v1")


@DECLARATIONS.post("/assessments/<assessment>/declare", endpoint="declareAssessment")
def declare_it(assessment: str) -> Response:
    """Bind the operator to an assessment."""
    asked, declaring = command(DECLARING)
    return written(declare(service(), asked, assessment, declaring))


@DECLARATIONS.post("/assessments/<assessment>/void", endpoint="voidAssessment")
def void_it(assessment: str) -> Response:
    """Withdraw an assessment that is not declared."""
    asked, reason = command(REASON)
    return written(void_assessment(service(), asked, assessment, reason))


@DECLARATIONS.get("/declarations/<declaration>", endpoint="readDeclaration")
@takes(KNOWN_AT)
def read(declaration: str) -> Response:
    """Read a declaration."""
    return json_answer(read_declaration(service(), principal(), declaration, known_at()))


@DECLARATIONS.get("/declaration-texts", endpoint="listDeclarationTexts")
def list_all_texts() -> Response:
    """List the texts that can be declared by."""
    return json_answer(list_texts())
