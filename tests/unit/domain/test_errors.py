"""A refusal stays what it is on its way from one process to another."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from service.domain.errors import Conflict, Fault, Refusal, Unavailable
from service.store.errors import Duplicate

REFUSALS = (
    Unavailable("busy", "Try again later."),
    Conflict("taken", "It is taken.", faults=[Fault("/name", "taken", "expected another")], extra={"links": {}}),
    Duplicate("operators", ("id",)),  # made from other things than those it tells
)


def sent(refusal: Refusal) -> Any:
    """Write it in one process and read it in another."""
    return pickle.loads(pickle.dumps(refusal))


@pytest.mark.parametrize("passed_on", [sent, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_a_refusal_arrives_as_it_was(refusal: Refusal, passed_on: Callable[[Refusal], Any]) -> None:
    """Its kind, its text and everything that it carries."""
    arrived = passed_on(refusal)

    assert (type(refusal), str(refusal), vars(refusal)) == (type(arrived), str(arrived), vars(arrived))
