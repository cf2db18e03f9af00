"""How a witness begins, and begins again: with the files that it has, or with new ones where it has none."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from service.evidence.notes import COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44, ED25519, BadNote, Key, read_key
from service.evidence.policy import BadPolicy, read_policy
from service.witness.keys import BadKey, Cosigner, keep, new_seed, read_cosigner
from service.witness.state import State, StateUnusable
from service.witness.witness import Witness


class CannotWitness(Exception):
    """A witness cannot begin; the words say what to do."""


class Files(NamedTuple):
    """Where a witness keeps what it cosigned, its key by Ed25519, and by ML-DSA-44 if it has one."""

    state: Path
    key: Path
    ml_dsa_key: Path | None = None


class Begun(NamedTuple):
    """A witness that is ready, the keys that it signs with, and the logs that it knows."""

    witness: Witness
    keys: tuple[Key, ...]
    logs: tuple[Key, ...]


def begin(files: Files, name: str | None, logs: Iterable[Key], clock: Callable[[], datetime]) -> Begun:
    """
    Open the files of a witness, and make those that are missing.

    A new key is called *name*, or where nothing is said, something that nobody else is called.

    Raises:
        CannotWitness: a file cannot be used, the keys are called otherwise, or the state of a key that signed is gone.
    """
    try:
        state = _state(files)
        cosigners = tuple(_cosigners(files, name))
    except (BadKey, StateUnusable) as error:
        raise CannotWitness(str(error)) from error
    except OSError as error:
        raise CannotWitness(f"{error.filename}: {error.strerror}") from error
    known = tuple(logs)
    keys = tuple(cosigner.key for cosigner in cosigners)
    return Begun(Witness(known, cosigners, state, clock), keys, known)


def read_logs(text: str) -> tuple[Key, ...]:
    """
    Read which logs to know: the key of one, or the path of a trust file.

    Raises:
        CannotWitness: it is neither, or names no log.
    """
    path = Path(text)
    try:
        logs = tuple(log.key for log in read_policy(path.read_bytes()).logs) if path.is_file() else (read_key(text),)
    except BadPolicy as error:
        raise CannotWitness(f"{path}: {error}") from error
    except BadNote as error:
        raise CannotWitness(f"{error}, or the path of a trust file") from error
    if not logs:
        raise CannotWitness(f"{path}: names no log; add a line: log <key>")
    for key in logs:
        if key.kind not in (ED25519, COSIGNATURE_ML_DSA_44):
            raise CannotWitness(
                f"the key of {key.name} is of the kind {key.kind:#04x}; a log signs with {ED25519:#04x}"
            )
    return logs


def _state(files: Files) -> State:
    if files.state.exists():
        return State(files.state)
    if files.key.exists():
        raise CannotWitness(
            f"{files.key} is a key that may have signed, and {files.state}, what it signed, is missing: a witness that"
            " forgot could be shown another history. Name the right file; if it is lost, give up the key and begin with"
            " a new one, which those who trust you have to learn"
        )
    # Before the key: if this is where the power is cut, the next start makes the key that is missing.
    return State.create(files.state)


def _cosigners(files: Files, name: str | None) -> Iterable[Cosigner]:
    wanted = [(files.key, COSIGNATURE_ED25519)]
    if files.ml_dsa_key is not None:
        wanted.append((files.ml_dsa_key, COSIGNATURE_ML_DSA_44))
    for path, kind in wanted:
        if not path.exists():
            name = name or f"hashlevy.invalid/witness/{secrets.token_hex(8)}"
            keep(path, new_seed(name, kind))
        cosigner = read_cosigner(path)
        if cosigner.key.kind != kind:
            raise CannotWitness(f"{path} holds a key of the kind {cosigner.key.kind:#04x}, expected {kind:#04x}")
        if cosigner.key.name != (name or cosigner.key.name):
            raise CannotWitness(f"{path} is the key of {cosigner.key.name}, expected {name}")
        name = cosigner.key.name
        yield cosigner
