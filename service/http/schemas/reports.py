"""The bodies of `POST /v1/reports`, `PATCH /v1/reports/{report}` and `POST /v1/reports/{report}/amend`."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import ValidationError, missing

from service.http.fields import Identifier, Part, Parts, Text, Truth
from service.http.limits import MAX_LINES, MAX_REASON, MAX_REFERENCE
from service.http.schemas.periods import PERIOD, PeriodShape
from service.http.schemas.statements import (
    CostLineShape,
    EnergyLineShape,
    LinesShape,
    ProductionLineShape,
    content_of,
    inside_period,
)
from service.http.shape import Shape, refusal_of, wrong
from service.usecases.requests import NewReport, ReportContent


class NewReportShape(LinesShape[NewReport]):
    """A report to be drafted, or with `submit` to be filed at once."""

    farm = Identifier("farm", required=True)
    client_reference = Text(load_default=None, most=MAX_REFERENCE)
    submit = Truth(load_default=False)

    def made(self, members: dict[str, Any]) -> NewReport:
        """Make the request."""
        return NewReport(content=content_of(members), **members)


class ReportChangeShape(Shape[dict[str, Any]]):
    """A merge patch (RFC 7396) of a draft: what is left out stays, a list is replaced whole, null removes nothing."""

    period = Part(PeriodShape(), expects=PERIOD)
    energy = Parts(Part(EnergyLineShape()), most=MAX_LINES)
    production = Parts(Part(ProductionLineShape()), most=MAX_LINES)
    costs = Parts(Part(CostLineShape()), most=MAX_LINES)

    def made(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the members that were sent."""
        sent = {name: value for name, value in members.items() if value is not missing}
        if not sent:
            raise wrong("empty-change", f"expected at least one of {', '.join(members)}")
        return sent


def changed(content: ReportContent, change: dict[str, Any]) -> ReportContent:
    """
    Return *content* with the members of *change* in place of its own.

    Raises:
        Nonsense: a line does not lie inside the period any more.
    """
    try:
        return inside_period(content._replace(**change))
    except ValidationError as error:
        raise refusal_of(error) from None


class AmendmentShape(Shape[str]):
    """Why what was submitted is not right."""

    reason = Text(required=True, most=MAX_REASON)

    def made(self, members: dict[str, Any]) -> str:
        """Return the reason."""
        reason: str = members["reason"]
        return reason


NEW_REPORT: Final = NewReportShape()
REPORT_CHANGE: Final = ReportChangeShape()
AMENDMENT: Final = AmendmentShape()
