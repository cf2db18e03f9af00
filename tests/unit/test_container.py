"""The container files lead to commands, files and settings that exist, as far as can be told without an engine."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from checks.documented import problem_of

_ROOT: Final = Path(__file__).parents[2]
_DOCKERFILE: Final = (_ROOT / "Dockerfile").read_text(encoding="utf-8")
_COMPOSE: Final[dict[str, Any]] = yaml.safe_load((_ROOT / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("instruction", [r"CMD", r"HEALTHCHECK .*CMD"])
def test_the_image_runs_commands_that_exist(instruction: str) -> None:
    """What the image starts, and what asks after its health, is in the command line with the options given."""
    (listed,) = re.findall(rf"^{instruction} (\[.*\])$", _DOCKERFILE, re.MULTILINE)
    words = " ".join(json.loads(listed)).removeprefix("python -m service ")

    assert problem_of(["hashlevy", *words.split()]) is None


def test_the_worker_of_the_compose_file_runs_a_command_that_exists() -> None:
    """The second container of the image is started by a command of the same program."""
    assert problem_of(["hashlevy", *_COMPOSE["services"]["worker"]["command"]]) is None


def test_what_the_image_copies_is_let_into_the_build_and_exists() -> None:
    """Whatever is copied from the checkout is there, and is not held back by .dockerignore."""
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", _DOCKERFILE, re.MULTILINE))
    ignore = (_ROOT / ".dockerignore").read_text(encoding="utf-8")
    allowed = set(re.findall(r"^!(\S+)$", ignore, re.MULTILINE))

    assert copied == allowed
    assert [] == [name for name in copied if not (_ROOT / name).exists()]


def test_the_image_runs_as_an_ordinary_user_who_owns_the_volume_alone() -> None:
    """The last user of the image is not root, and only the volume's folder belongs to it."""
    (user,) = re.findall(r"^USER (\S+)$", _DOCKERFILE, re.MULTILINE)
    (volume,) = re.findall(r"^VOLUME (\S+)$", _DOCKERFILE, re.MULTILINE)

    assert "hashlevy" == user
    assert [f"--owner {user} --group {user} --mode 700 {volume}"] == re.findall(r"--owner .*", _DOCKERFILE)


@pytest.mark.parametrize("name", sorted(_COMPOSE["services"]))
def test_every_container_is_confined(name: str) -> None:
    """No container can write to its root file system, use a capability or gain one."""
    service = _COMPOSE["services"][name]

    assert service["read_only"] is True
    assert ["ALL"] == service["cap_drop"]
    assert ["no-new-privileges:true"] == service["security_opt"]
    assert "cap_add" not in service
    assert "privileged" not in service


def test_the_service_and_the_worker_share_one_image_and_one_database() -> None:
    """Both are built from this checkout and keep their state in the database of the compose file."""
    service, worker = _COMPOSE["services"]["service"], _COMPOSE["services"]["worker"]

    assert service["image"] == worker["image"]
    assert service["environment"] == worker["environment"]
    assert service["environment"]["DATABASE_URL"].endswith("@database/hashlevy")


def test_the_service_and_the_worker_share_the_keys_of_the_log() -> None:
    """They are on a volume that both have, where the image keeps them."""
    (volume,) = re.findall(r"^VOLUME (\S+)$", _DOCKERFILE, re.MULTILINE)
    (keys,) = re.findall(r"HASHLEVY_KEYS_DIRECTORY=(\S+)", _DOCKERFILE)

    assert [[f"keys:{volume}"]] * 2 == [_COMPOSE["services"][name]["volumes"] for name in ("service", "worker")]
    assert Path(volume) in Path(keys).parents
