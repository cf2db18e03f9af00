"""The queries about obligations and holdings, and the bodies of what authorities decide."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Any, Final

from service.http.fields import Choice, Code, Codes, Day, Identifier, Part, Text
from service.http.limits import MAX_REASON, MAX_ROUTES
from service.http.paging import Cursor, KnownPagedShape, hidden
from service.http.schemas.periods import PERIOD, PeriodShape
from service.http.shape import Shape, wrong
from service.kernel.obligations import Status
from service.law.format.forms import SCHEDULE
from service.usecases.decide_obligation import EVENTS, Decision
from service.usecases.lock_period import ROUTES, NewLock
from service.usecases.obligations import OBLIGATION, Wanted
from service.usecases.requests import Page

_EXTENSION: Final = "extension"


class ObligationCursor(Cursor):
    """Where a page of obligations begins: after the name that the cursor hides."""

    def read(self, value: str) -> str:
        """Return the name."""
        try:
            name = base64.b64decode(value.encode() + b"=" * (-len(value) % 4), b"-_", validate=True).decode()
        except (binascii.Error, ValueError):
            name = ""
        if OBLIGATION.fullmatch(name) is None or hidden(name) != value:
            raise wrong("invalid-cursor", f"expected {self.expects}")
        return name


class WantedShape(KnownPagedShape[Wanted]):
    """The parameters of a list of obligations."""

    after = ObligationCursor(load_default=None)
    status = Choice(Status, load_default=None)
    vars()["from"] = Day(load_default=None)  # a word of Python's own
    to = Day(load_default=None)

    def made(self, members: dict[str, Any]) -> Wanted:
        """Make the question."""
        start: date | None = members["from"]
        page = Page(members["after"], members["limit"], members["known_at"])
        return Wanted(page, members["status"], start, members["to"])


class DecisionShape(Shape[Decision]):
    """What an authority decides about an obligation."""

    decision = Choice(tuple(EVENTS), required=True)
    return_on = Day(load_default=None)
    payment_on = Day(load_default=None)
    reason = Text(required=True, most=MAX_REASON)

    def made(self, members: dict[str, Any]) -> Decision:
        """Make the decision; an extension has a day, and nothing else has."""
        days = [name for name in ("return_on", "payment_on") if members[name] is not None]
        if members["decision"] == _EXTENSION and not days:
            raise wrong("day-missing", "expected a day: an extension moves return_on, payment_on or both", "return_on")
        if members["decision"] != _EXTENSION and days:
            raise wrong("day-needless", "expected null: only an extension moves a day", days[0])
        return Decision(**members)


class NewLockShape(Shape[NewLock]):
    """Days to be locked."""

    operator = Identifier("operator", load_default=None)
    schedule = Code(SCHEDULE.pattern, load_default=None, expects='a schedule, such as "kz.digital_mining_fee"')
    period = Part(PeriodShape(), required=True, expects=PERIOD)
    reason = Text(required=True, most=MAX_REASON)
    routes = Codes(Choice(ROUTES), required=True, most=MAX_ROUTES, least=1)

    def made(self, members: dict[str, Any]) -> NewLock:
        """Make the request."""
        return NewLock(**members)


WANTED: Final = WantedShape()
DECISION: Final = DecisionShape()
NEW_LOCK: Final = NewLockShape()
