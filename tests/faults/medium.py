"""
A disk in a file, whose power can be cut: what was not synced is in the memory of the kernel, and not in the file.

The file system on it commits its journal every two minutes only, and the kernel writes back later still, so what a copy
of the file holds at any instant is what the programs on it have forced there: what a disk keeps when the power goes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest

_MEGABYTES: Final = 1024
_COMMIT_SECONDS: Final = 120
_UNMOUNT_SECONDS: Final = 15


class Medium:
    """A disk of so many megabytes in *folder*; its files are in *place* while it is mounted."""

    def __init__(self, folder: Path, megabytes: int = _MEGABYTES) -> None:
        """Name where it will be."""
        self._image, self.place, self._megabytes = folder / "disk.img", folder / "disk", megabytes

    @contextmanager
    def mounted(self) -> Iterator[Path]:
        """Make the disk, and mount it for as long as the block runs."""
        if os.geteuid() != 0 or not all(map(shutil.which, ("mkfs.ext4", "mount", "umount"))):
            pytest.skip("loop images need root, and the tools of ext4")
        with self._image.open("wb") as file:
            file.truncate(self._megabytes * 1024 * 1024)
        _run("mkfs.ext4", "-q", "-m", "0", str(self._image))
        with mounted(self._image, self.place):
            yield self.place

    def sync(self) -> None:
        """Force to the disk all that was written so far: where an experiment begins."""
        _run("sync", "-f", str(self.place))

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room on the disk for as long as the block runs."""
        ballast = self.place / "ballast"
        try:
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(bytes(4096))
            yield
        finally:
            ballast.unlink()

    def copy(self, target: Path) -> None:
        """Copy what the disk has, and not what the kernel still has in memory for it."""
        _run("cp", "--sparse=always", str(self._image), str(target))


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """Mount a disk on a folder for as long as the block runs; its journal is played back first."""
    place.mkdir(parents=True, exist_ok=True)
    tried = subprocess.run(
        ["mount", "-o", f"loop,commit={_COMMIT_SECONDS}", image, place], check=False, capture_output=True
    )
    if tried.returncode:
        pytest.skip(f"loop images cannot be mounted here: {tried.stderr.decode().strip()}")
    place.chmod(0o755)
    try:
        yield place
    finally:
        _unmount(place)


@contextmanager
def halted(processes: Iterable[int]) -> Iterator[None]:
    """Stop processes (SIGSTOP) for as long as the block runs."""
    known = list(processes)
    _signal(known, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal(known, signal.SIGCONT)


def _signal(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _unmount(place: Path) -> None:
    """Unmount, at the latest when whoever is at home there has gone: processes that were killed need a moment."""
    latest = time.monotonic() + _UNMOUNT_SECONDS
    while subprocess.run(["umount", place], check=False, capture_output=True).returncode:
        if time.monotonic() > latest:
            _run("umount", "--lazy", str(place))
            return
        time.sleep(0.2)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
