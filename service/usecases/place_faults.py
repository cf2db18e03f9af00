"""
Faults about where a stored farm lies: a report does not state region and zone, so its member to mend is the farm.

The kernel points at `/region` and `/zone`, which is where an estimate states them. A report names a farm instead, whose
places are recorded by themselves, each from a day on.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from service.domain.errors import Fault, Nonsense

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMBERS: Final = {"/region": "region", "/zone": "zone"}


@contextmanager
def farm_is_pointed_at(farm: str) -> Iterator[None]:
    """
    Let what is refused for the place of *farm* point at the farm, and say how a place is recorded.

    Raises:
        Nonsense: what was refused, with those faults in terms of the farm.
    """
    try:
        yield
    except Nonsense as refusal:
        if any(fault.pointer in _MEMBERS for fault in refusal.faults):
            raise _of_the_farm(refusal, farm) from refusal
        raise


def _of_the_farm(refusal: Nonsense, farm: str) -> Nonsense:
    """Say the same of the farm; the sentence repeats messages of its faults, which are the same there."""
    places, detail, faults = f"/v1/farms/{farm}/places", refusal.detail, []
    for fault in refusal.faults:
        if fault.pointer in _MEMBERS:
            told = Fault("/farm", fault.code, _remedy(fault, places))
            detail = detail.replace(fault.message, f"{told.message[0].upper()}{told.message[1:]}.")
            faults.append(told)
        else:
            faults.append(fault)
    return Nonsense(refusal.code, detail, faults=faults, extra={**refusal.extra, "links": {"places": places}})


def _remedy(fault: Fault, places: str) -> str:
    member = _MEMBERS[fault.pointer]
    if fault.code == "fact-missing":
        return f"the farm's {member} is not known on some day of the period: record it by POST {places}"
    return f"the farm's {member} decides: where it is not the true one, record that by POST {places}"
