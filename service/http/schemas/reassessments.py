"""The body of `POST /v1/reassessments`."""

from __future__ import annotations

from typing import Any, Final

from service.http.fields import Code, Identifier, Part, Truth
from service.http.schemas.periods import PERIOD, PeriodShape
from service.http.schemas.places import region
from service.http.shape import Shape
from service.law.format.forms import SCHEDULE
from service.usecases.reassessments import Wanted


class ReassessmentsShape(Shape[Wanted]):
    """Which assessments are to be made again."""

    operator = Identifier("operator", load_default=None)
    jurisdiction = region(load_default=None)
    schedule = Code(SCHEDULE.pattern, expects='a schedule, such as "kz.digital_mining_fee"', load_default=None)
    period = Part(PeriodShape(), expects=PERIOD, load_default=None)
    stale_only = Truth(load_default=True)

    def made(self, members: dict[str, Any]) -> Wanted:
        """Make the request."""
        return Wanted(**members)


REASSESSMENTS: Final = ReassessmentsShape()
