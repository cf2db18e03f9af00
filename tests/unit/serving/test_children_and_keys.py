"""Which secrets of the environment reach which process of the service."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

import pytest

from service.config import SIGN_CHECKPOINTS, Config
from service.serving import serve as module
from service.serving.children import Children


def test_a_child_has_the_environment_without_what_it_is_not_given(tmp_path: Path) -> None:
    """All the rest is as for the others."""
    code = f"import os; open({str(tmp_path / 'seen')!r}, 'w').write(' '.join(sorted(os.environ)))"

    with Children({"A": "1", "B": "2", "C": "3"}, 10) as children:
        children.start([sys.executable, "-S", "-c", code], without=("B",))
        children.watch()

    seen = (tmp_path / "seen").read_text().split()
    assert {"A", "C"} <= set(seen)
    assert "B" not in seen


def test_the_keys_of_checkpoints_reach_the_worker_and_not_what_answers_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever breaks into what anybody can talk to can promise, and sign no checkpoint."""
    seen: dict[str, set[str]] = {}

    class Recording:
        go_on = False

        def __init__(self, environment: dict[str, str], _: float) -> None:
            self.environment = environment

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...

        def start(self, command: Sequence[str], *_: int, without: Collection[str] = ()) -> None:
            seen[command[2]] = {"HASHLEVY_PROMISE_KEY", *SIGN_CHECKPOINTS} & self.environment.keys() - set(without)

        def watch(self) -> bool:
            return True

    monkeypatch.setattr(module, "Children", Recording)
    monkeypatch.setattr(module, "prepare", lambda _: (None, None))

    module.serve(Config(port=0, checkpoint_key="a", promise_key="b", checkpoint_ml_dsa_44_key="c"), lambda _: None)

    assert {"HASHLEVY_PROMISE_KEY"} == seen["gunicorn"]
    assert {"HASHLEVY_PROMISE_KEY", *SIGN_CHECKPOINTS} == seen["service.worker"]
