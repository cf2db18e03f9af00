"""Wires what every way in to the service shares: the store, the law as recorded there, the clock, and what promises."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from service.audit.asking import Answer, is_address, submit
from service.audit.keyring import Keyring
from service.audit.keys import CHECKPOINT, ML_DSA_44, PROMISE
from service.audit.outside import Outside
from service.audit.promising import Promising
from service.audit.signing import Signing
from service.clock import system_clock
from service.config import Config
from service.domain.errors import Unavailable
from service.evidence.policy import BadPolicy, Policy, read_policy
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.usecases.known_law import KnownLaw
from service.usecases.log_signers import LogSigners
from service.usecases.node import Node
from service.usecases.record_library import recorded_versions
from service.usecases.service import Service
from service.usecases.stamping import Stamping
from service.usecases.witnessing import Witnessing, asked_by

# How long a witness may take to answer; it has a thread of its own, so that others need not wait for it.
_WITNESS_SECONDS: Final = 5.0


def node_of(config: Config) -> Node:
    """Return what this process is told of the start that it belongs to."""
    return Node(config.profile, config.preload, config.started_event)


def open_service(config: Config) -> Service:
    """
    Open the store, read the law that is recorded in it, and take the key that signs promises.

    Raises:
        Unavailable: the store cannot be read, or the keys cannot be used.
    """
    promising = Promising(open_keyring(config), config.merge_delay_seconds)
    database = Database(config.database_url, config.keys)
    law = KnownLaw(database, system_clock, recorded_versions)
    law.refresh()
    with database.reading() as reading:
        promising.notice(reading.log_key_changes)
    return Service(
        database, law, system_clock, promising, Outside(config.outside), open_policy(config), node=node_of(config)
    )


def open_keyring(config: Config) -> Keyring:
    """
    Open the directory of keys of this machine, and take the keys that its environment gives.

    Raises:
        Unavailable: `keys-unusable`.
    """
    given = {
        CHECKPOINT: config.checkpoint_key,
        PROMISE: config.promise_key,
        ML_DSA_44: config.checkpoint_ml_dsa_44_key,
    }
    return Keyring(config.keys, config.log_origin, given)


def open_signers(config: Config, database: Database) -> LogSigners:
    """
    Prepare to say which keys sign checkpoints; only what sequences the log needs to read them.

    Raises:
        Unavailable: `keys-unusable`.
    """
    return LogSigners(database, open_keyring(config), with_ml_dsa_44=config.ml_dsa_44)


def open_signing(config: Config, signers: LogSigners) -> Signing:
    """
    Take the keys that sign checkpoints now.

    Raises:
        Unavailable: the keys cannot be used.
    """
    return Signing(signers.ring.origin, signers().keys, Outside(config.outside))


def open_policy(config: Config) -> Policy | None:
    """
    Read who witnesses the log; nobody, where nothing is set.

    Raises:
        Unavailable: `witnesses-unusable`, the file cannot be read or says what cannot be.
    """
    if config.witnesses_file is None:
        return None
    path = Path(config.witnesses_file)
    try:
        policy = read_policy(path.read_bytes())
    except (OSError, BadPolicy) as error:
        raise _unusable(path, str(error)) from error
    for name, witness in policy.witnesses.items():
        if witness.url is not None and not is_address(witness.url):
            raise _unusable(
                path, f"found the address {witness.url!r} of {name}, expected one such as https://w.example"
            )
    return policy


def open_witnessing(config: Config, database: Database) -> tuple[Witnessing, ...]:
    """
    Prepare to ask the witnesses that have an address; none, where nothing is set.

    Raises:
        Unavailable: `witnesses-unusable`.
    """
    policy, outside = open_policy(config), Outside(config.outside)
    asked = asked_by(policy) if policy is not None else ()
    log = database.acting_as(DatabaseRole.SEQUENCER)
    return tuple(Witnessing(log, system_clock, outside, witness, _submit) for witness in asked)


def open_stamping(config: Config, database: Database) -> tuple[Stamping, ...]:
    """
    Prepare to ask the authority for time stamps; none, where nothing is set.

    Raises:
        Unavailable: `stamps-unusable`, the address is none, or the certificates cannot be read.
    """
    if config.stamp_authority is None:
        return ()
    # Seven megabytes that hardly any process needs.
    from service.audit.stamping import Authority, read_roots  # noqa: PLC0415 - see above

    if not is_address(config.stamp_authority):
        raise _no_stamps(f"found the address {config.stamp_authority!r}, expected one such as https://time.example/tsa")
    if config.stamp_roots is None:
        raise _no_stamps("HASHLEVY_STAMP_ROOTS names no file of certificates (PEM) that answer for the authority")
    try:
        roots = read_roots(Path(config.stamp_roots).read_bytes())
    except (OSError, ValueError) as error:
        raise _no_stamps(f"{config.stamp_roots}: {error}") from error
    log, every = database.acting_as(DatabaseRole.SEQUENCER), timedelta(seconds=config.stamp_seconds)
    return (Stamping(log, system_clock, Authority(config.stamp_authority, roots), every),)


def _no_stamps(what: str) -> Unavailable:
    return Unavailable("stamps-unusable", f"The log cannot be stamped with the time. {what}.")


def _submit(url: str, body: bytes) -> Answer:
    return submit(url, body, _WITNESS_SECONDS)


def _unusable(path: Path, what: str) -> Unavailable:
    return Unavailable("witnesses-unusable", f"The witnesses of the log cannot be known. {path}: {what}.")


__all__ = [
    "node_of",
    "open_keyring",
    "open_policy",
    "open_service",
    "open_signers",
    "open_signing",
    "open_stamping",
    "open_witnessing",
    "system_clock",
]
