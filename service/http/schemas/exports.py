"""The parameters of exports."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from service.http.fields import Code, Day, Instant
from service.http.schemas.places import region
from service.http.shape import Shape
from service.law.format.forms import SCHEDULE
from service.usecases.exports.export import Wanted


class ExportShape(Shape[Wanted]):
    """What is to be exported, of which days, and with the knowledge of which instant."""

    jurisdiction = region(load_default=None)
    vars()["from"] = Day(load_default=None)  # a word of Python's own
    to = Day(load_default=None)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> Wanted:
        """Make the request."""
        start: date | None = members.pop("from")
        return Wanted(start=start, end=members.pop("to"), **members)


class StatementExportShape(Shape[Wanted]):
    """Whose statements are to be exported, as of which day, and with the knowledge of which instant."""

    jurisdiction = region(load_default=None)
    as_of = Day(load_default=None)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> Wanted:
        """Make the request."""
        return Wanted(**members)


class AssessmentExportShape(ExportShape):
    """The same for assessments, which are under a schedule."""

    schedule = Code(SCHEDULE.pattern, expects='a schedule, such as "kz.digital_mining_fee"', load_default=None)


EXPORT: Final = ExportShape()
ASSESSMENT_EXPORT: Final = AssessmentExportShape()
STATEMENT_EXPORT: Final = StatementExportShape()
