"""
Keys that the environment gives instead of files, for services whose secrets come from a store of secrets.

A variable holds what files hold (see `service.audit.keys`), one key or several with spaces or line ends between them:
the first is that with which the log begins, the others wait or are in force as files of a rotation would be. What a
variable holds is never repeated, in no message and no log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.audit.keys import CHECKPOINT, ML_DSA_44, PROMISE, SigningKey, name_and_kind, read_signing_key
from service.domain.errors import Unavailable
from service.evidence.notes import BadNote

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES: Final = {
    CHECKPOINT: "HASHLEVY_CHECKPOINT_KEY",
    PROMISE: "HASHLEVY_PROMISE_KEY",
    ML_DSA_44: "HASHLEVY_CHECKPOINT_ML_DSA_44_KEY",
}


def read_given(texts: Mapping[str, str], origin: str) -> dict[str, tuple[SigningKey, ...]]:
    """
    Read the keys of the log *origin* that stand in *texts*, by purpose.

    Raises:
        Unavailable: `keys-unusable`, one cannot be read, is of another log or purpose, or stands there twice.
    """
    return {purpose: _keys(purpose, text, origin) for purpose, text in texts.items() if text.strip()}


def _keys(purpose: str, text: str, origin: str) -> tuple[SigningKey, ...]:
    keys = tuple(_key(purpose, each, number) for number, each in enumerate(text.split(), start=1))
    name, kind = name_and_kind(purpose, origin)
    for number, key in enumerate(keys, start=1):
        if (key.key.name, key.key.kind) != (name, kind):
            raise _unusable(
                purpose,
                f"key {number} is of {key.key.name!r} and of the kind {key.key.kind:#04x}, expected {name!r} and "
                f"{kind:#04x}; where the log has that name, set HASHLEVY_LOG_ORIGIN to it",
            )
    if len({key.key for key in keys}) != len(keys):
        raise _unusable(purpose, "a key stands there twice")
    return keys


def _key(purpose: str, text: str, number: int) -> SigningKey:
    try:
        return read_signing_key(text)
    except BadNote as error:
        raise _unusable(purpose, f"key {number}: {error}") from None  # The cause would bring the text with it.


def _unusable(purpose: str, what: str) -> Unavailable:
    return Unavailable("keys-unusable", f"The keys of the log cannot be used. {VARIABLES[purpose]}: {what}.")
