"""What the service shows, judged by the verifier, which knows nothing of the service but the keys of its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.verifier.main import main
from tests.checkpoints import log_key
from tests.contract.test_streams import tell_heads
from tests.world import World, service_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from tests.api import Api


@pytest.fixture
def judge(app: Flask, tmp_path: Path) -> Callable[[str, bytes], int]:
    """Judge what was shown as somebody does who believes the log alone; return the exit code."""
    tell_heads(service_of(app))
    trust, shown = tmp_path / "trust", tmp_path / "shown"
    trust.write_text(f"log {log_key(service_of(app)).key.write()}\nquorum none\n", encoding="utf-8")

    def judged(command: str, data: bytes) -> int:
        shown.write_bytes(data)
        return main([command, str(shown), "--policy", str(trust)])

    return judged


@pytest.mark.parametrize(
    ("command", "address"),
    [
        ("receipt", "/v1/assessments/{0.assessment}/receipt"),
        ("receipt", "/v1/events/{0.event}/receipt"),
        ("stream", "/v1/operators/{0.operator}/stream"),
        ("recompute", "/v1/assessments/{0.assessment}/disclosure?open=tenant"),
    ],
    ids=["assessment", "event", "stream", "disclosure"],
)
def test_what_is_shown_is_proven(
    first: Api, world: World, judge: Callable[[str, bytes], int], command: str, address: str
) -> None:
    """With the exit code for what is proven, and no other."""
    assert 0 == judge(command, first.get(address.format(world.first)).body)
