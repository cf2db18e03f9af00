"""The body of `POST /v1/estimates`."""

from __future__ import annotations

import re
from typing import Any, Final

from service.domain.regions import REGION, ZONE
from service.domain.reports import OperatorKind, Place, Statement
from service.http.fields import Choice, Code, Instant, Part, Parts
from service.http.limits import MAX_SCHEDULES
from service.http.schemas.statements import LinesShape, lines_of
from service.http.shape import Shape
from service.usecases.requests import EstimateRequest

REGION_CODE: Final = 'a region of ISO 3166-2 or a country of ISO 3166-1, such as "RU-IRK" or "KZ"'
ZONE_CODE: Final = 'the code of a zone in lower case, such as "irkutsk_south", or null'

_SCHEDULE: Final = re.compile(r"[a-z]{2}(?:_[a-z0-9]{1,3})?\.[a-z0-9_]{1,60}(?:@[a-z0-9][a-z0-9_.-]{0,39})?")


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
    region = Code(REGION, required=True, expects=REGION_CODE)
    zone = Code(ZONE, load_default=None, expects=ZONE_CODE)
    schedules = Parts(
        Code(_SCHEDULE, expects='a schedule, such as "kz.digital_mining_fee", or one version of it after an "@"'),
        load_default=None,
        most=MAX_SCHEDULES,
    )
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> EstimateRequest:
        """Make the request."""
        lines = lines_of(members)
        place = Place(lines.period.start, members["region"], members["zone"])
        statement = Statement(members["operator"], (place,), *lines)
        return EstimateRequest(statement, members["schedules"], members["known_at"])


ESTIMATE: Final = EstimateShape()
