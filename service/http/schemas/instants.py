"""Instants that name a state of knowledge: the present one, or an earlier one."""

from __future__ import annotations

from datetime import datetime

from service.domain.clock import instant_text
from service.domain.errors import Fault, Nonsense


def refuse_future(known_at: datetime | None, now: datetime) -> None:
    """
    Refuse knowledge of what will have been recorded by a later instant: it could be answered differently then.

    Raises:
        Nonsense: *known_at* lies after *now*.
    """
    if known_at is not None and known_at > now:
        fault = Fault("/known_at", "in-the-future", f"expected an instant up to now, which is {instant_text(now)}")
        raise Nonsense("validation-failed", "What will be known later is not known yet.", faults=[fault])
