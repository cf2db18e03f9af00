"""Receipts say whether the witnesses that are asked for have cosigned their checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from service.audit.asking import submit
from service.audit.outside import Outside
from service.clock import system_clock
from service.evidence.policy import Policy
from service.evidence.proofs import read_proof
from service.store.grants import DatabaseRole
from service.usecases.witnessing import Witnessing, asked_by
from tests.checkpoints import log_key, sign_log
from tests.witnesses import policy_of, served
from tests.world import World, service_of

if TYPE_CHECKING:
    from flask import Flask

    from tests.api import Api


class Watched(NamedTuple):
    """A quorum of one witness, and how it is asked."""

    witnessing: Witnessing
    policy: Policy


@pytest.fixture
def watched(app: Flask, tmp_path: Path) -> Iterator[Watched]:
    """Have the log of *app* watched by the real witness, on whom everything depends."""
    service = service_of(app)
    with served(tmp_path, log_key(service).key) as (url, begun):
        policy = policy_of(begun.keys[0], url)
        (asked,) = asked_by(policy)
        log, outside = service.store.acting_as(DatabaseRole.SEQUENCER), Outside(tmp_path / "last-checkpoint")
        asking = Witnessing(log, system_clock, outside, asked, lambda url, body: submit(url, body, 5))
        app.extensions["hashlevy"] = replace(service, policy=policy)
        yield Watched(asking, policy)


def test_receipts_say_whether_enough_witnesses_have_signed(
    app: Flask, first: Api, world: World, watched: Watched
) -> None:
    """Too few do not withhold the receipt; from their signatures on, it has them and says so."""
    sign_log(service_of(app))
    paths = f"/v1/assessments/{world.first.assessment}/receipt", f"/v1/events/{world.first.event}/receipt"

    before = [first.get(path) for path in paths]
    watched.witnessing.ask()
    after = [first.get(path) for path in paths]

    assert [(200, "false")] * 2 == [(reply.status, reply.headers["Hashlevy-Witnessed"]) for reply in before]
    assert [(200, "true")] * 2 == [(reply.status, reply.headers["Hashlevy-Witnessed"]) for reply in after]
    (witness,) = watched.policy.witnesses.values()
    names = [{line.name for line in read_proof(reply.body).note.signatures} for reply in (before[0], after[0])]
    assert [False, True] == [witness.key.name in each for each in names]


def test_without_witnesses_receipts_say_nothing_of_them(first: Api, world: World) -> None:
    """A header would promise what nobody asked for."""
    receipt = first.get(f"/v1/assessments/{world.first.assessment}/receipt")

    assert (200, None) == (receipt.status, receipt.headers.get("Hashlevy-Witnessed"))
