"""`/v1/exports`: files for authorities, streamed a page at a time, and the totals to check them by."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final
from urllib.parse import urlencode

import structlog
from flask import Blueprint, Response, request

from service.domain.clock import instant_text
from service.domain.errors import NotAcceptable
from service.http.answers import json_answer
from service.http.authentication import principal
from service.http.context import request_id, service
from service.http.queries import parameters, takes
from service.http.schemas.exports import ASSESSMENT_EXPORT, EXPORT, STATEMENT_EXPORT
from service.usecases.exports.assessments import export_assessments
from service.usecases.exports.export import Export
from service.usecases.exports.formats import Format
from service.usecases.exports.payments import export_payments
from service.usecases.exports.reports import export_reports
from service.usecases.exports.statements import export_statements
from service.usecases.exports.totals import Account, read_totals

EXPORTS: Final = Blueprint("exports", __name__, url_prefix="/v1/exports")

_MEDIA_TYPES: Final = {form.media_type: form for form in Format}
# RFC 4180, section 3: whether the first line is a header is said by a parameter.
_CONTENT_TYPES: Final = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.JSON_LINES: Format.JSON_LINES.media_type,
}

_log = structlog.get_logger()


@EXPORTS.get("/assessments", endpoint="exportAssessments")
@takes(ASSESSMENT_EXPORT)
def assessments() -> Response:
    """Export the assessments that stand."""
    bearer, form = principal(), _format()
    return _file(export_assessments(service(), bearer, parameters()), form)


@EXPORTS.get("/assessments/totals", endpoint="readAssessmentTotals")
@takes(ASSESSMENT_EXPORT)
def assessment_totals() -> Response:
    """Read what the same export adds up to."""
    return json_answer(read_totals(export_assessments, service(), principal(), parameters()))


@EXPORTS.get("/reports", endpoint="exportReports")
@takes(EXPORT)
def reports() -> Response:
    """Export what reports state."""
    bearer, form = principal(), _format()
    return _file(export_reports(service(), bearer, parameters()), form)


@EXPORTS.get("/reports/totals", endpoint="readReportTotals")
@takes(EXPORT)
def report_totals() -> Response:
    """Read what the same export adds up to."""
    return json_answer(read_totals(export_reports, service(), principal(), parameters()))


@EXPORTS.get("/payments", endpoint="exportPayments")
@takes(EXPORT)
def payments() -> Response:
    """Export the payments that were noted."""
    bearer, form = principal(), _format()
    return _file(export_payments(service(), bearer, parameters()), form)


@EXPORTS.get("/payments/totals", endpoint="readPaymentTotals")
@takes(EXPORT)
def payment_totals() -> Response:
    """Read what the same export adds up to."""
    return json_answer(read_totals(export_payments, service(), principal(), parameters()))


@EXPORTS.get("/statements", endpoint="exportStatements")
@takes(STATEMENT_EXPORT)
def statements() -> Response:
    """Export the statements of operators line by line."""
    bearer, form = principal(), _format()
    return _file(export_statements(service(), bearer, parameters()), form)


@EXPORTS.get("/statements/totals", endpoint="readStatementTotals")
@takes(STATEMENT_EXPORT)
def statement_totals() -> Response:
    """Read what the same export adds up to."""
    return json_answer(read_totals(export_statements, service(), principal(), parameters()))


def _format() -> Format:
    """Return the format that the request takes best; CSV where it takes both alike, or says nothing."""
    accepted = request.accept_mimetypes
    chosen = accepted.best_match(_MEDIA_TYPES) if accepted else Format.CSV.media_type
    if chosen is None:
        raise NotAcceptable("not-acceptable", f"This can be had as {' or as '.join(_MEDIA_TYPES)}.")
    return _MEDIA_TYPES[chosen]


def _file(export: Export, form: Format) -> Response:
    """Answer with the file, as of an instant that the headers name; what fails before its first page is a problem."""
    known_at = instant_text(export.known_at)
    pieces = _pieces(export, form, request_id())
    head, first = next(pieces), next(pieces, b"")
    name = f"{export.name}-{known_at.replace(':', '')}.{form.extension}"
    totals = f"{request.path}/totals?{urlencode({**request.args, 'known_at': known_at})}"
    headers = [
        ("Hashlevy-Known-At", known_at),
        ("Content-Disposition", f'attachment; filename="{name}"'),
        ("Link", f'<{totals}>; rel="describedby"'),
        ("Vary", "Accept"),
    ]
    return Response(chain((head + first,), pieces), 200, headers, content_type=_CONTENT_TYPES[form])


def _pieces(export: Export, form: Format, name: str) -> Iterator[bytes]:
    """
    Yield the file.

    Once it has begun there is no status left to tell of a failure: the connection is broken off, which no reader of
    HTTP takes for the end of the file, and the log says why.
    """
    try:
        for piece in Account(export, (form,)).pieces():
            yield piece[form]
    except Exception as error:
        _log.error("export broken off", request_id=name, export=export.name, exc_info=error)
        raise
