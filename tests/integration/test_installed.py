"""
An installed service finds all that it opens, far from any checkout.

The backend that builds the wheel is not among what tests are locked to, so its rules in `pyproject.toml` are followed
here by hand: the package, and what is put into it from the top of a checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

pytestmark = pytest.mark.thorough

_ROOT: Final = Path(__file__).parents[2]
_WHEEL: Final[dict[str, Any]] = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
    "build"
]["targets"]["wheel"]

_ASK: Final = """
import sys
from service.app import create_app
from service.config import Config
client = create_app(Config(database_url=sys.argv[1])).test_client()
for path in ("/readyz", "/openapi.yaml", "/docs", "/", "/assets/style.css"):
    print(client.get(path).status_code)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay the files out as an installer would, and nothing else beside them."""
    site = tmp_path_factory.mktemp("site")
    for package in _WHEEL["packages"]:
        shutil.copytree(_ROOT / package, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    for source, target in _WHEEL["force-include"].items():
        (site / target).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (_ROOT / source).is_dir() else shutil.copy
        copy(_ROOT / source, site / target)
    return site


def _run(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in *folder* with the installed service, on a database there."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "PYTHONPATH": str(site),
        "DATABASE_URL": "sqlite:///installed.db",
    }
    return subprocess.run(
        [sys.executable, "-P", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_an_installed_service_migrates_and_records_its_law(installed: Path, tmp_path: Path) -> None:
    """The steps of the migration, and the documents of the law, came with it."""
    upgraded = _run(installed, tmp_path, "-m", "service", "db", "upgrade")
    checked = _run(installed, tmp_path, "-m", "service", "db", "check")
    listed = _run(installed, tmp_path, "-m", "service", "schedules", "list")

    assert [0, 0, 0] == [each.returncode for each in (upgraded, checked, listed)], upgraded.stderr + checked.stderr
    assert checked.stdout.endswith("as declared\n")
    assert "kz.digital_mining_fee" in listed.stdout


def test_an_installed_service_shows_its_description_and_its_pages(installed: Path, tmp_path: Path) -> None:
    """Templates, style and `openapi.yaml` came with it, too."""
    _run(installed, tmp_path, "-m", "service", "db", "upgrade")

    asked = _run(installed, tmp_path, "-c", _ASK, "sqlite:///installed.db")

    assert ["200"] * 5 == [line for line in asked.stdout.split() if line.isdigit()], asked.stdout + asked.stderr


def test_every_migration_comes_along() -> None:
    """The rules name folders and files that there are, and none of Alembic's is forgotten."""
    ruled = [_ROOT / source for source in _WHEEL["force-include"]]
    needed = {path for path in (_ROOT / "alembic").rglob("*") if path.is_file() and "__pycache__" not in path.parts}

    assert [] == [path for path in ruled if not path.exists()]
    assert set() == {path for path in needed if not any(path.is_relative_to(rule) for rule in ruled)}
