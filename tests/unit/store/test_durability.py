"""What would lose an acknowledged write is recognised, and what cannot be known is not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.serving.remedies import refusal_text, remedy_of
from service.store.durability import Check, Verdict, preloads
from service.store.durability.file_systems import file_system_of
from service.store.durability.of_sqlite import is_sound

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
23 22 0:21 / /proc rw - proc proc rw
24 22 0:22 / /srv rw shared:7 - xfs /dev/vdb rw
25 24 0:23 / /srv/tax\\040data rw - nfs4 server:/export rw
26 22 0:24 / /memory rw - ext4 /dev/vdc rw
27 26 0:25 / /memory rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/hashlevy.db", "ext4"),
        ("/srv/hashlevy.db", "xfs"),
        ("/srv/taxes/hashlevy.db", "xfs"),
        ("/srv/tax data/var/hashlevy.db", "nfs4"),
        ("/srv-of-another/hashlevy.db", "ext4"),
        ("/memory/hashlevy.db", "tmpfs"),
    ],
)
def test_a_file_is_on_the_nearest_mount_above_it(tmp_path: Path, file: str, expected: str) -> None:
    """By whole names of folders; spaces are written as octal numbers; the later of two on one point lies above."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS, encoding="utf-8")

    assert expected == file_system_of(Path(file), mounts)


def test_where_the_system_does_not_say_nothing_is_guessed(tmp_path: Path) -> None:
    """As on macOS."""
    assert file_system_of(tmp_path / "hashlevy.db", tmp_path / "none") is None
    assert Verdict.NOT_KNOWN is preloads("", tmp_path / "none").verdict


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
    ids=str,
)
def test_releases_of_sqlite_that_can_lose_a_write_ahead_log_are_known(library: tuple[int, ...], expected: bool) -> None:  # noqa: FBT001 -- the value expected
    """Two older branches were mended too."""
    assert expected is is_sound(library)


@pytest.mark.parametrize(
    ("named", "loaded", "found"),
    [
        ("", "/usr/lib/libc.so.6", "none"),
        ("libfaketime.so.1", "/usr/lib/libfaketime.so.1", "none"),
        ("libeatmydata.so", "/usr/lib/libc.so.6", "libeatmydata.so"),
        ("", "/usr/lib/x86_64-linux-gnu/libeatmydata.so.1.3.0", "libeatmydata.so.1.3.0"),
        ("/opt/fiu_posix_preload.so /opt/fiu_run_preload.so", "", "fiu_posix_preload.so, fiu_run_preload.so"),
        ("", "/opt/my libs/libnofsync.so", "libnofsync.so"),
    ],
)
def test_a_library_that_suppresses_fsync_is_recognised(tmp_path: Path, named: str, loaded: str, found: str) -> None:
    """Whether it is in the environment, or loaded in another way."""
    maps = tmp_path / "maps"
    maps.write_text(
        f"7f00-7f01 r-xp 00000000 08:01 42 {loaded}\n7f02-7f03 rw-p 00000000 00:00 0 [heap]\n", encoding="utf-8"
    )

    check = preloads(named, maps)

    assert (found, Verdict.PASSED if found == "none" else Verdict.FAILED) == (check.found, check.verdict)


def test_a_refusal_says_of_each_check_what_to_do_in_both_languages() -> None:
    """What was found, what was expected, and the remedy."""
    failed = [Check("fsync", "off", "on", Verdict.FAILED), Check("preloads", "libx.so", "none", Verdict.FAILED)]
    text = refusal_text(failed)

    for check in failed:
        assert f"{check.name}: found {check.found}, expected {check.expected}" in text
        assert all(remedy in text for remedy in remedy_of(check.name).values())
    assert "не запускается" in text
