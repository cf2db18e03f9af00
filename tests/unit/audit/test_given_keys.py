"""Keys that the environment gives: which of them sign, how they stand beside files, and that no message shows one."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

import pytest

from service.audit.given_keys import VARIABLES
from service.audit.key_changes import SIGNS
from service.audit.keyring import Keyring
from service.audit.keys import CHECKPOINT, ML_DSA_44, PROMISE, PURPOSES, SigningKey, name_and_kind, new_key, open_key
from service.config import SIGN_CHECKPOINTS, Config
from service.domain.errors import Unavailable
from tests.unit.audit.test_keyring import AT, Change

ORIGIN: Final = "log.example/x"


def made(purpose: str = CHECKPOINT, origin: str = ORIGIN) -> SigningKey:
    """Make a key for a purpose."""
    return new_key(*name_and_kind(purpose, origin))


def ring(folder: Path, *keys: SigningKey, purpose: str = CHECKPOINT) -> Keyring:
    """Return what a machine has that is given *keys*."""
    return Keyring(folder / "keys", ORIGIN, {purpose: "\n".join(key.write() for key in keys)})


def in_force(*keys: SigningKey) -> list[Change]:
    """Have the database tell that *keys* sign checkpoints."""
    return [Change(CHECKPOINT, key.key.write(), SIGNS, AT) for key in keys]


@pytest.mark.parametrize("purpose", [CHECKPOINT, PROMISE])
def test_a_log_begins_with_the_key_that_is_given_and_makes_no_file(tmp_path: Path, purpose: str) -> None:
    """The directory has the log's name, and no secret."""
    key = made(purpose)

    keys = ring(tmp_path, key, purpose=purpose)

    assert [key.key] == [each.key for each in keys.signers(purpose, ()).keys]
    assert ["origin"] == [path.name for path in (tmp_path / "keys").iterdir()]


def test_given_keys_wait_and_sign_side_by_side_as_files_do(tmp_path: Path) -> None:
    """So a rotation has its overlap; the database says which are in force, whatever their order."""
    old, new = made(), made()
    keys = ring(tmp_path, old, new)

    assert [new.key] == [each.key for each in keys.waiting(CHECKPOINT, {old.key})]
    assert [old.key] == [each.key for each in keys.signers(CHECKPOINT, ()).keys]
    assert [old.key, new.key] == [
        each.key for each in ring(tmp_path, new, old).signers(CHECKPOINT, in_force(old, new))[0]
    ]


def test_a_second_signature_can_be_given(tmp_path: Path) -> None:
    """Its keys are of a kind of their own."""
    key = made(ML_DSA_44)

    assert [key.key] == [each.key for each in ring(tmp_path, key, purpose=ML_DSA_44).waiting(ML_DSA_44, ())]


def test_a_key_in_force_is_found_in_a_file_beside_those_that_are_given(tmp_path: Path) -> None:
    """It is known by what it is, wherever it is; on the way from files to variables both are in use."""
    old, new = open_key(tmp_path / "keys", CHECKPOINT, ORIGIN), made()

    signers = ring(tmp_path, new).signers(CHECKPOINT, in_force(old, new))

    assert ([old.key, new.key], ()) == ([each.key for each in signers.keys], signers.missing)


def test_two_keys_with_which_a_log_could_have_begun_are_refused(tmp_path: Path) -> None:
    """Signing by the wrong one would be found out by everybody but the service."""
    file, given = open_key(tmp_path / "keys", CHECKPOINT, ORIGIN), made()

    with pytest.raises(
        Unavailable, match=r"checkpoint\.key: found another key than the first of HASHLEVY_CHECKPOINT_KEY"
    ):
        ring(tmp_path, given).signers(CHECKPOINT, ())

    assert [file.key] == [each.key for each in ring(tmp_path, file, given).signers(CHECKPOINT, ()).keys]


def test_a_key_that_is_nowhere_is_missed_with_the_variable_it_could_stand_in(tmp_path: Path) -> None:
    """The other goes on."""
    here, elsewhere = made(), made()

    (missing,) = ring(tmp_path, here).signers(CHECKPOINT, in_force(here, elsewhere)).missing

    assert elsewhere.key == missing.key
    assert "or add the key to HASHLEVY_CHECKPOINT_KEY" in missing.why


def _secret(key: SigningKey) -> str:
    """Return the part of the text of *key* that is secret; there may be more plus signs in it."""
    return key.write().split("+", 4)[4]


def _cut(key: SigningKey) -> str:
    """Write *key* without its last character, which makes it no base64; readers of that repeat what they found."""
    return key.write()[:-1]


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("broken", ["identifier", "base64", "form", "log", "purpose", "twice"])
def test_a_variable_that_cannot_be_used_is_named_and_its_secret_is_not_shown(
    tmp_path: Path, purpose: str, broken: str
) -> None:
    """Not in the words, and not in what led to them, which logs write as well."""
    other = PROMISE if purpose == CHECKPOINT else CHECKPOINT
    key = {"log": made(purpose, "log.example/y"), "purpose": made(other)}.get(broken, made(purpose))
    text = {
        "identifier": key.write().replace(key.key.id.hex(), "00000000"),
        "base64": _cut(key),
        "form": key.write().removeprefix("PRIVATE+"),
        "twice": f"{key.write()} {key.write()}",
    }.get(broken, key.write())

    with pytest.raises(Unavailable) as refused:
        Keyring(tmp_path / "keys", ORIGIN, {purpose: text})

    assert "keys-unusable" == refused.value.code
    assert f"{VARIABLES[purpose]}: " in refused.value.detail
    assert _secret(key)[:20] not in "".join(traceback.format_exception(refused.value))


def test_a_file_that_is_broken_is_not_shown_either(tmp_path: Path) -> None:
    """Half a key is half a secret."""
    key = open_key(tmp_path / "keys", CHECKPOINT, ORIGIN)
    path = tmp_path / "keys" / "checkpoint.key"
    path.write_text(_cut(key), encoding="utf-8")

    with pytest.raises(Unavailable) as refused:
        open_key(tmp_path / "keys", CHECKPOINT, ORIGIN)

    assert _secret(key)[:20] not in "".join(traceback.format_exception(refused.value))


def test_the_settings_do_not_show_the_keys_that_they_hold() -> None:
    """They are written to logs and shown by debuggers; children are given them."""
    environment = dict.fromkeys(VARIABLES.values(), "PRIVATE+KEY+secret")

    config = Config.from_environment(environment)

    assert "secret" not in repr(config)
    assert environment.items() <= config.environment().items()


def test_what_answers_requests_is_given_no_key_of_checkpoints() -> None:
    """It promises; whoever broke into it could sign no checkpoint."""
    assert {VARIABLES[CHECKPOINT], VARIABLES[ML_DSA_44]} == set(SIGN_CHECKPOINTS)
