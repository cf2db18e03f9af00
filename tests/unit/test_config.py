"""Settings come from the environment, whole or not at all."""

import dataclasses
import re
from pathlib import Path

import pytest

from service.config import Config, Misconfigured


def test_an_empty_environment_gives_the_defaults() -> None:
    """Two commands and no settings are enough to begin."""
    assert Config() == Config.from_environment({})
    assert "sqlite:///var/hashlevy.db" == Config().database_url


def test_every_setting_is_read() -> None:
    """Each from its variable."""
    environment = {
        "DATABASE_URL": "postgresql://hashlevy@db/hashlevy",
        "HOST": "0.0.0.0",
        "PORT": "9000",
        "HASHLEVY_WORKERS": "4",
        "HASHLEVY_THREADS": "16",
        "HASHLEVY_GRACEFUL_SECONDS": "0",
        "LOG_LEVEL": "WARNING",
        "PROMETHEUS_MULTIPROC_DIR": "/run/figures",
    }

    expected = Config("postgresql://hashlevy@db/hashlevy", "0.0.0.0", 9000, 4, 16, 0, "warning", "/run/figures")
    assert expected == Config.from_environment(environment)


def test_what_is_set_to_nothing_has_its_default() -> None:
    """Compose files set variables that nobody has filled in."""
    assert Config() == Config.from_environment({"PORT": "", "DATABASE_URL": " ", "LOG_LEVEL": ""})


def test_the_old_scheme_of_postgresql_is_understood() -> None:
    """Hosting services still hand it out."""
    assert "postgresql://h/x" == Config.from_environment({"DATABASE_URL": "postgres://h/x"}).database_url


def test_everything_that_cannot_be_used_is_named_at_once_with_what_is_expected() -> None:
    """Nobody has to start the service four times to learn four things."""
    environment = {"DATABASE_URL": "mysql://x", "PORT": "eighty", "HASHLEVY_WORKERS": "0", "LOG_LEVEL": "loud"}

    with pytest.raises(Misconfigured) as raised:
        Config.from_environment(environment)

    assert [
        "The environment cannot be used.",
        "  DATABASE_URL='mysql://x': expected sqlite:///var/hashlevy.db or postgresql://user@host/name",
        "  PORT='eighty': expected a whole number from 0 to 65535",
        "  HASHLEVY_WORKERS='0': expected a whole number from 1 to 256",
        "  LOG_LEVEL='loud': expected one of debug, info, warning, error",
    ] == str(raised.value).splitlines()


@pytest.mark.parametrize("port", ["-1", "65536", "8_000", "٨٠", "1e3", "99999999999999999999"])
def test_a_port_is_a_whole_number_in_plain_digits(port: str) -> None:
    """As strict as any other input."""
    with pytest.raises(Misconfigured):
        Config.from_environment({"PORT": port})


def test_a_child_process_gets_the_same_settings() -> None:
    """What was named on the command line holds for the children too."""
    config = dataclasses.replace(Config(), port=9000, workers=3, database_url="sqlite:////tmp/x.db", log_level="error")

    assert config == Config.from_environment(config.environment())


def test_every_setting_is_documented_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of the guide has what a child process is given, and says the same."""
    monkeypatch.setattr("os.environ", {})
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "run-on-postgresql.md").read_text(encoding="utf-8")

    told = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", page, re.MULTILINE))

    assert Config().environment() == told
