"""What must be there is missed, each member at its own place."""

from __future__ import annotations

import pytest

from service.domain.errors import Nonsense
from service.http.schemas.estimates import ESTIMATE
from tests.unit.http.bodies import without


@pytest.mark.parametrize("name", ["operator", "region", "period", "energy"])
def test_what_must_be_there_is_missed(name: str) -> None:
    """With what it would have to be."""
    with pytest.raises(Nonsense) as raised:
        ESTIMATE.read(without(f"/{name}"))

    assert [(f"/{name}", "missing-member")] == [(fault.pointer, fault.code) for fault in raised.value.faults]
