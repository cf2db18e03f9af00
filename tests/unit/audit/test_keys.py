"""Keys of the log are files that nobody else reads, and the same for every process."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from service.audit.keys import PROMISE, open_key, open_origin, read_signing_key
from service.domain.errors import Unavailable
from service.evidence.notes import BadNote, read_key, read_note, signed_by

if TYPE_CHECKING:
    from pathlib import Path

NAME = "log.example/x/promise"
# Of the documentation of golang.org/x/mod/sumdb/note.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_key_that_go_wrote_signs_what_its_public_half_checks() -> None:
    """The form of the files is not ours, and neither is that of the public keys."""
    key = read_signing_key(GO_PRIVATE)

    assert (GO_PUBLIC, GO_PRIVATE) == (key.key.write(), key.write())
    assert (read_key(GO_PUBLIC),) == signed_by(read_note(key.note("text\n").write().encode()), [read_key(GO_PUBLIC)])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(GO_PRIVATE + "\n", id="another line"),
        pytest.param(GO_PRIVATE.replace("c74f20a3", "c74f20a4"), id="another identifier"),
        pytest.param(GO_PRIVATE.replace("+AYEK", "+AoEK"), id="another kind of key"),
        pytest.param(GO_PUBLIC, id="a public key"),
    ],
)
def test_what_is_no_key_is_refused_without_being_told(text: str) -> None:
    """What stands where a key should be may be one."""
    with pytest.raises(BadNote) as raised:
        read_signing_key(text)

    assert GO_PRIVATE[-20:] not in str(raised.value)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """Directory and file have the modes of secrets from the first moment."""
    directory = tmp_path / "keys"

    made, again = open_key(directory, PROMISE, NAME), open_key(directory, PROMISE, NAME)

    assert (made.key, NAME) == (again.key, made.key.name)
    assert [0o700, 0o600] == [stat.S_IMODE(path.stat().st_mode) for path in (directory, directory / "promise.key")]
    assert ["promise.key"] == [path.name for path in directory.iterdir()]


def test_of_processes_that_begin_together_all_have_the_same_key(tmp_path: Path) -> None:
    """Two keys would be two signers, of which one is nowhere."""
    with ThreadPoolExecutor(16) as threads:
        keys = {key.key for key in threads.map(lambda _: open_key(tmp_path / "keys", PROMISE, NAME), range(16))}

    assert 1 == len(keys)


@pytest.mark.parametrize(("what", "mode"), [("keys", 0o750), ("keys/promise.key", 0o640)])
def test_keys_that_others_can_read_are_not_used(tmp_path: Path, what: str, mode: int) -> None:
    """And it is said how to mend it; whether they were read nobody knows."""
    open_key(tmp_path / "keys", PROMISE, NAME)
    (tmp_path / what).chmod(mode)

    with pytest.raises(Unavailable, match=rf"found the mode {mode:04o}.*chmod [67]00 ") as raised:
        open_key(tmp_path / "keys", PROMISE, NAME)

    assert "keys-unusable" == raised.value.code


def test_the_key_of_another_log_is_not_used(tmp_path: Path) -> None:
    """Its signatures would be those of nobody."""
    open_key(tmp_path / "keys", PROMISE, NAME)

    with pytest.raises(
        Unavailable, match=r"found the key of 'log\.example/x/promise', expected that of 'other/promise'"
    ):
        open_key(tmp_path / "keys", PROMISE, "other/promise")


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Whoever runs the service sees which."""
    (tmp_path / "file").write_text("")

    with pytest.raises(Unavailable, match=r"file/keys"):
        open_key(tmp_path / "file" / "keys", PROMISE, NAME)


def test_a_log_without_a_name_makes_one_that_it_keeps(tmp_path: Path) -> None:
    """`.invalid` is nobody's (RFC 2606), and 64 random bits are nobody else's."""
    made = open_origin(tmp_path / "keys", None)

    assert made.startswith("hashlevy.invalid/")
    assert [made, made] == [open_origin(tmp_path / "keys", None), open_origin(tmp_path / "keys", made)]


def test_a_log_is_never_renamed(tmp_path: Path) -> None:
    """All that was signed names it."""
    open_origin(tmp_path / "keys", "log.example/a")

    with pytest.raises(Unavailable, match=r"is called 'log\.example/a' and cannot be called 'log\.example/b'"):
        open_origin(tmp_path / "keys", "log.example/b")


@pytest.mark.parametrize("name", ["two words", "a+b", "a\nb", "x" * 201], ids=["blank", "plus", "line", "length"])
def test_a_log_is_called_what_notes_can_name(tmp_path: Path, name: str) -> None:
    """C2SP signed-note: no spaces, no plus signs."""
    with pytest.raises(Unavailable, match=r"expected a name without spaces"):
        open_origin(tmp_path / "keys", name)
