"""What the pages say of rooms and documents is so: names that exist, keys that are read, examples that hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from service.domain.decimals import ROUNDING_MODES
from service.kernel.proving import proof_faults, prove
from service.law.format.charges import CHARGES, CaseSchema
from service.law.format.components import BandSchema, OptionSchema
from service.law.format.conditions import RELATIONS
from service.law.format.documents import ScheduleSchema, VersionSchema
from service.law.format.kinds import KINDS
from service.law.reader import read_folder

_ROOT: Final = Path(__file__).parents[2]
_SEAMS: Final = (_ROOT / "docs" / "seams.md").read_text(encoding="utf-8")
_FORMAT: Final = (_ROOT / "docs" / "schedule-format.md").read_text(encoding="utf-8")
_ROOM: Final = re.compile(r"^## \w+ \(`(service/\w+)`\)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW: Final = re.compile(r"^\| (`[^|]+`) \| (.+) \|$", re.MULTILINE)
_QUOTED: Final = re.compile(r"`([^`]+)`")


def _rows() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return each row of the tables: its room, the modules it is about, and the names that it says they offer."""
    return [
        (room, tuple(_QUOTED.findall(modules)), tuple(_QUOTED.findall(offered)))
        for room, text in _ROOM.findall(_SEAMS)
        for modules, offered in _ROW.findall(text)
    ]


@pytest.mark.parametrize(("room", "modules", "offered"), _rows(), ids=str)
def test_a_room_offers_what_is_said(room: str, modules: tuple[str, ...], offered: tuple[str, ...]) -> None:
    """Every module is there, and every name in one of them, or beside them where a module is named."""
    paths = [_ROOT / room / module for module in modules]
    assert [] == [path for path in paths if not path.exists()]

    files = [file for path in paths for file in (sorted(path.glob("*.py")) if path.is_dir() else [path])]
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for name in offered:
        found = (_ROOT / room / name).exists() if name.endswith((".py", "/")) else re.search(rf"\b{name}\b", source)
        assert found, f"{room}: {modules} have no {name}"


def test_every_room_with_a_page_has_rows() -> None:
    """A heading or table written in another way would be read by nobody, this test included."""
    assert {"service/law", "service/kernel", "service/store", "service/audit", "service/usecases"} == {
        room for room, _, _ in _rows()
    }


def _keys() -> set[str]:
    schemas = [
        ScheduleSchema(),
        VersionSchema(),
        BandSchema(),
        OptionSchema(),
        *KINDS.values(),
        *CHARGES.values(),
        CaseSchema(),
    ]
    return {field.data_key or name for schema in schemas for name, field in schema.fields.items()}


@pytest.mark.parametrize("word", sorted({*_keys(), *KINDS, *RELATIONS, *ROUNDING_MODES}))
def test_every_key_of_the_format_is_on_its_page(word: str) -> None:
    """A key that is read and not described would be known to its author alone."""
    assert re.search(rf"[`{{ \n]{word}[`:, }}]", _FORMAT), f"docs/schedule-format.md does not say {word}"


def test_the_examples_of_the_format_are_a_schedule_that_holds(tmp_path: Path) -> None:
    """Read by the reader, judged by every check, and proven by their own tests."""
    schedule, version, _ = re.findall(r"^```yaml\n(.*?)^```", _FORMAT, re.MULTILINE | re.DOTALL)
    (tmp_path / "schedule.yaml").write_text(schedule, encoding="utf-8")
    (tmp_path / "2030.yaml").write_text(version, encoding="utf-8")

    ((read, versions),) = read_folder(tmp_path)

    prove(read, versions[0])
    assert ["xa.example_levy@2030"] == [each.name for each in versions]


def test_the_example_of_an_aftermath_holds(tmp_path: Path) -> None:
    """Read and judged like any other; its one case comes out, though it does not go every way."""
    schedule, version, charges = re.findall(r"^```yaml\n(.*?)^```", _FORMAT, re.MULTILINE | re.DOTALL)
    head = version[: version.index("applies:")].replace("xa.example_levy", "xa.late")
    kind = schedule.replace("xa.example_levy", "xa.late").replace("kind: levy", "kind: aftermath")
    (tmp_path / "schedule.yaml").write_text(kind, encoding="utf-8")
    (tmp_path / "2030.yaml").write_text(head + charges, encoding="utf-8")
    ((read, (text,)),) = read_folder(tmp_path)

    assert {"branch-not-tested"} == {fault.code for fault in proof_faults(read, text)}
