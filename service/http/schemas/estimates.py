"""The bodies of `POST /v1/estimates`, and of estimates on what an operator has reported."""

from __future__ import annotations

import re
from typing import Any, Final

from service.domain.reports import OperatorKind, Place, Statement
from service.http.fields import Choice, Code, Codes, Instant, Part
from service.http.limits import MAX_SCHEDULES
from service.http.schemas.periods import PERIOD, PeriodShape
from service.http.schemas.places import region, zone
from service.http.schemas.statements import LinesShape, content_of
from service.http.shape import Shape
from service.law.format.forms import SCHEDULE, VERSION
from service.usecases.requests import EstimateRequest, OperatorEstimate

# A schedule, or one version of it pinned after an "@".
SCHEDULE_CHOICE: Final = re.compile(rf"{SCHEDULE.pattern.pattern}(?:@{VERSION.pattern.pattern})?", re.ASCII)


def schedules(**options: Any) -> Codes[str]:
    """Return a member that names the schedules to be tried."""
    expects = 'a schedule, such as "kz.digital_mining_fee", or a version of it after an "@"'
    return Codes(Code(SCHEDULE_CHOICE, expects=expects), least=1, most=MAX_SCHEDULES, **options)


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
    schedules = schedules(load_default=None)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> EstimateRequest:
        """Make the request."""
        content = content_of(members)
        place = Place(content.period.start, members["region"], members["zone"])
        statement = Statement(members["operator"], (place,), *content)
        return EstimateRequest(statement, members["schedules"], members["known_at"])


class OperatorEstimateShape(Shape[OperatorEstimate]):
    """Law to be tried on what an operator has reported."""

    schedules = schedules(required=True)
    tax_period = Part(PeriodShape(), required=True, expects=PERIOD)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> OperatorEstimate:
        """Make the request."""
        return OperatorEstimate(**members)


ESTIMATE: Final = EstimateShape()
OPERATOR_ESTIMATE: Final = OperatorEstimateShape()
