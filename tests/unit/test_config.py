"""Settings come from the environment, whole or not at all."""

import dataclasses
import re
from pathlib import Path
from typing import Any

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
        "HASHLEVY_KEYS_DIRECTORY": "/run/keys",
        "HASHLEVY_LOG_ORIGIN": "log.example/x",
        "HASHLEVY_MERGE_DELAY_SECONDS": "5",
        "HASHLEVY_CHECKPOINT_FILE": "/run/state/last",
        "HASHLEVY_PROFILE": "production",
        "LD_PRELOAD": "libx.so",
        "HASHLEVY_STARTED_EVENT": "evt_01m6dqrmw0ebqremm1ftsx3kx3",
        "HASHLEVY_WITNESSES": "/run/trust.txt",
        "HASHLEVY_WITNESS_SECONDS": "30",
        "HASHLEVY_ML_DSA_44": "on",
    }

    expected = Config(
        *("postgresql://hashlevy@db/hashlevy", "0.0.0.0", 9000, 4, 16, 0, "warning", "/run/figures"),
        *("/run/keys", "log.example/x", 5, "/run/state/last"),
        *("production", "libx.so", "evt_01m6dqrmw0ebqremm1ftsx3kx3"),
        witnesses_file="/run/trust.txt",
        witness_seconds=30,
        ml_dsa_44=True,
    )
    assert expected == Config.from_environment(environment)


@pytest.mark.parametrize(
    ("url", "directory", "expected"),
    [
        pytest.param("sqlite:///var/hashlevy.db", None, "var/keys", id="beside a file"),
        pytest.param("sqlite:////srv/x/tax.db?timeout=3", None, "/srv/x/keys", id="beside a file with options"),
        pytest.param("postgresql://h/x", None, "var/keys", id="where there is no file"),
        pytest.param("sqlite:////srv/x/tax.db", "/run/keys", "/run/keys", id="as it was said"),
    ],
)
def test_keys_are_beside_an_embedded_database_unless_said(url: str, directory: str | None, expected: str) -> None:
    """So that one machine needs no setting, and keys are backed up on their own."""
    assert Path(expected) == Config(database_url=url, keys_directory=directory).keys


@pytest.mark.parametrize(("file", "expected"), [(None, "/run/keys/last-checkpoint"), ("/x/last", "/x/last")])
def test_the_last_checkpoint_is_beside_the_keys_unless_said(file: str | None, expected: str) -> None:
    """Not in the database: it is what an older copy of the database is found out by."""
    assert Path(expected) == Config(keys_directory="/run/keys", checkpoint_file=file).outside


def test_what_is_set_to_nothing_has_its_default() -> None:
    """Compose files set variables that nobody has filled in."""
    assert Config() == Config.from_environment({"PORT": "", "DATABASE_URL": " ", "LOG_LEVEL": ""})


def test_the_old_scheme_of_postgresql_is_understood() -> None:
    """Hosting services still hand it out."""
    assert "postgresql://h/x" == Config.from_environment({"DATABASE_URL": "postgres://h/x"}).database_url


def test_everything_that_cannot_be_used_is_named_at_once_with_what_is_expected() -> None:
    """Nobody has to start the service four times to learn four things."""
    environment = {"DATABASE_URL": "mysql://x", "PORT": "eighty", "HASHLEVY_WORKERS": "0", "LOG_LEVEL": "loud"}
    environment |= {"HASHLEVY_PROFILE": "prod", "HASHLEVY_STARTED_EVENT": "evt_1"}

    with pytest.raises(Misconfigured) as raised:
        Config.from_environment(environment)

    assert [
        "The environment cannot be used.",
        "  DATABASE_URL='mysql://x': expected sqlite:///var/hashlevy.db or postgresql://user@host/name",
        "  PORT='eighty': expected a whole number from 0 to 65535",
        "  HASHLEVY_WORKERS='0': expected a whole number from 1 to 256",
        "  LOG_LEVEL='loud': expected one of debug, info, warning, error",
        "  HASHLEVY_PROFILE='prod': expected one of development, production",
        "  HASHLEVY_STARTED_EVENT='evt_1': expected the identifier of an event; it is set by `serve`, for its children",
    ] == str(raised.value).splitlines()


@pytest.mark.parametrize("port", ["-1", "65536", "8_000", "٨٠", "1e3", "99999999999999999999"])
def test_a_port_is_a_whole_number_in_plain_digits(port: str) -> None:
    """As strict as any other input."""
    with pytest.raises(Misconfigured):
        Config.from_environment({"PORT": port})


def test_a_child_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was named on the command line holds for the children too, whatever the environment says."""
    monkeypatch.setenv("HASHLEVY_LOG_ORIGIN", "log.example/y")
    named: dict[str, Any] = {
        "profile": "production",
        "started_event": "evt_01m6dqrmw0ebqremm1ftsx3kx3",
        "log_level": "error",
    }
    config = dataclasses.replace(Config(), port=9000, workers=3, database_url="sqlite:////tmp/x.db", **named)

    assert config == Config.from_environment(config.environment())


def test_every_setting_is_documented_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of the guide has what a child process is given, and says the same."""
    monkeypatch.setattr("os.environ", {})
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "run-on-postgresql.md").read_text(encoding="utf-8")

    told = dict(re.findall(r"^\| `([A-Z0-9_]+)` \| `([^`]+)` \|", page, re.MULTILINE))

    assert Config().environment() == told
