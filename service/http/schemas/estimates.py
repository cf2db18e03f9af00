"""The body of `POST /v1/estimates`."""

from __future__ import annotations

import re
from typing import Any, Final

from service.domain.reports import OperatorKind, Place, Statement
from service.http.fields import Choice, Code, Codes, Instant, Part
from service.http.limits import MAX_SCHEDULES
from service.http.schemas.places import region, zone
from service.http.schemas.statements import LinesShape, content_of
from service.http.shape import Shape
from service.law.format.forms import SCHEDULE, VERSION
from service.usecases.requests import EstimateRequest

# A schedule, or one version of it pinned after an "@".
SCHEDULE_CHOICE: Final = re.compile(rf"{SCHEDULE.pattern.pattern}(?:@{VERSION.pattern.pattern})?", re.ASCII)


class OperatorShape(Shape[OperatorKind]):
    """The taxpayer of an estimate: all that matters of it is what it is in law."""

    kind = Choice(OperatorKind, required=True)

    def made(self, members: dict[str, Any]) -> OperatorKind:
        """Return the kind."""
        kind: OperatorKind = members["kind"]
        return kind


class EstimateShape(LinesShape[EstimateRequest]):
    """A statement to be tried, on the law of its period or on the schedules named."""

    operator = Part(OperatorShape(), required=True, expects='an object with a kind, such as {"kind": "legal_entity"}')
    region = region(required=True)
    zone = zone(load_default=None)
    schedules = Codes(
        Code(SCHEDULE_CHOICE, expects='a schedule, such as "kz.digital_mining_fee", or a version of it after an "@"'),
        load_default=None,
        least=1,
        most=MAX_SCHEDULES,
    )
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> EstimateRequest:
        """Make the request."""
        content = content_of(members)
        place = Place(content.period.start, members["region"], members["zone"])
        statement = Statement(members["operator"], (place,), *content)
        return EstimateRequest(statement, members["schedules"], members["known_at"])


ESTIMATE: Final = EstimateShape()
