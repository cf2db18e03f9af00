"""What `hashlevy serve` takes from its options, and what from the environment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from service.cli import serve
from service.cli.main import hashlevy
from service.config import Config


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Config]:
    """Collect what would be served, and serve nothing."""
    configs: list[Config] = []

    def keep(config: Config, _tell: Callable[[str], None]) -> bool:
        configs.append(config)
        return True

    monkeypatch.setattr(serve, "serve", keep)
    return configs


def test_options_win_over_the_environment(served: list[Config], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types an option means it."""
    for name in ("HASHLEVY_WORKERS", "HASHLEVY_THREADS", "PORT"):
        monkeypatch.setenv(name, "7")

    options = ["--host", "::1", "--port", "0", "--workers", "3", "--threads", "5"]
    assert 0 == CliRunner().invoke(hashlevy, ["serve", *options]).exit_code

    assert [("::1", 0, 3, 5)] == [(each.host, each.port, each.workers, each.threads) for each in served]


def test_without_options_the_environment_counts(served: list[Config], monkeypatch: pytest.MonkeyPatch) -> None:
    """And without both, the defaults."""
    monkeypatch.setenv("HASHLEVY_THREADS", "7")
    monkeypatch.delenv("HASHLEVY_WORKERS", raising=False)

    assert 0 == CliRunner().invoke(hashlevy, ["serve"]).exit_code

    assert [(7, Config().workers)] == [(each.threads, each.workers) for each in served]


@pytest.mark.parametrize("option", ["--threads", "--workers"])
@pytest.mark.parametrize("number", ["0", "257", "many"])
def test_numbers_that_cannot_be_are_wrong_usage(served: list[Config], option: str, number: str) -> None:
    """Nothing is started."""
    assert 2 == CliRunner().invoke(hashlevy, ["serve", option, number]).exit_code
    assert [] == served


def test_help_names_the_defaults() -> None:
    """The figures in the help are those that are taken."""
    shown = " ".join(CliRunner().invoke(hashlevy, ["serve", "--help"]).stdout.split())

    assert f"HASHLEVY_WORKERS or {Config().workers}," in shown
    assert f"HASHLEVY_THREADS or {Config().threads}," in shown
