"""Who writes of an operator while it is erased is wholly before it, or refused."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from service.audit.events import Request
from service.store.erasing import Erasing
from service.store.rows import ErasureRow
from service.usecases.erasure import confirm_erasure, request_erasure
from service.usecases.service import Service
from service.usecases.tell import Happening, Teller
from tests.integration.usecases.erasure.erasing import (
    ASKER,
    CONFIRMER,
    WISH,
    by,
    erase,
    events_of,
    outcome_of,
    write,
)


@pytest.mark.parametrize("kind", ["a farm", "a payment"])
def test_who_writes_while_it_is_erased_is_refused(
    service: Service, ripe: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Both wait: a farm for the lock of the operator, a payment for that of its key; neither begins a new key."""
    refusals: list[str] = []
    writer = Thread(target=lambda: refusals.append(outcome_of(lambda: write(service, ripe, kind))))

    def erase_beside_a_writer(erasing: Erasing, row: ErasureRow) -> None:
        writer.start()
        writer.join(0.3)
        erase_really(erasing, row)

    erase_really = Erasing.erase
    monkeypatch.setattr(Erasing, "erase", erase_beside_a_writer)
    erase(service, ripe)
    writer.join()

    with service.store.reading() as reading:
        assert reading.opening_key(ripe) is None
    assert (["erased"], "data.erased") == (refusals, events_of(service, ripe)[-1].type)


def test_an_erasure_waits_for_who_writes_and_then_sees_it(service: Service, ripe: str) -> None:
    """What was written first is a record of today, and the term of records begins anew."""
    request: Any = request_erasure(service, by(ASKER), ripe, WISH).document["request"]
    outcomes: list[str] = []
    eraser = Thread(
        target=lambda: outcomes.append(outcome_of(lambda: confirm_erasure(service, by(CONFIRMER), ripe, request)))
    )
    with service.store.unit_of_work() as work:
        work.hold_opening_keys([ripe])
        held = work.held_keys.get(ripe)
        work.connection.execute(select(1))
        eraser.start()
        eraser.join(0.3)
        waited = eraser.is_alive()
        Teller(work, service.clock(), "key_1", Request("POST /v1/test")).tell(Happening("payment.noted", ripe))
        work.commit()
    eraser.join()

    assert held is not None
    assert (True, ["retention-runs"]) == (waited, outcomes)
