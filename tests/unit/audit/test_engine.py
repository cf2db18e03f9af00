"""The engine is named by what its sources say, wherever they lie."""

from __future__ import annotations

from pathlib import Path

import service
from service.audit.engine import ENGINE, build_of


def package(folder: Path, **sources: str) -> Path:
    """Write sources, named by their room."""
    for room, source in sources.items():
        (folder / room).mkdir(parents=True, exist_ok=True)
        (folder / room / "rules.py").write_text(source, encoding="utf-8")
    return folder


def test_two_checkouts_of_the_same_sources_have_the_same_build(tmp_path: Path) -> None:
    """Their place on the disk does not count."""
    first = package(tmp_path / "first", kernel="a = 1", law="b = 2")
    second = package(tmp_path / "second", kernel="a = 1", law="b = 2")

    assert build_of(first) == build_of(second)


def test_a_source_that_decides_figures_changes_the_build(tmp_path: Path) -> None:
    """By what it says, and by the room it is in."""
    builds = {
        build_of(package(tmp_path / "whole", kernel="a = 1", law="b = 2")),
        build_of(package(tmp_path / "changed", kernel="a = 2", law="b = 2")),
        build_of(package(tmp_path / "moved", kernel="b = 2", law="a = 1")),
        build_of(package(tmp_path / "less", kernel="a = 1")),
    }

    assert 4 == len(builds)


def test_a_source_that_decides_no_figure_does_not(tmp_path: Path) -> None:
    """Pages may change while assessments stay comparable."""
    bare = package(tmp_path / "bare", kernel="a = 1")
    with_pages = package(tmp_path / "with_pages", kernel="a = 1", pages="c = 3")

    assert build_of(bare) == build_of(with_pages)


def test_this_process_names_itself() -> None:
    """The version of the package, and 64 hexadecimal digits."""
    assert service.__version__ == ENGINE.version
    assert 64 == len(ENGINE.build)
