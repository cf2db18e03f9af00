"""Trust files (C2SP tlog-policy): which logs and witnesses are known, and which witnesses have to have signed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from service.evidence.checkpoints import CheckMlDsa, Checkpoint, Cosignature, cosignatures, read_checkpoint, signers
from service.evidence.notes import (
    COSIGNATURE_ED25519,
    COSIGNATURE_ML_DSA_44,
    ED25519,
    BadNote,
    BadSignature,
    Key,
    Note,
    read_key,
)

NONE: Final = "none"
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_THRESHOLD: Final = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_SIGNING: Final = (ED25519, COSIGNATURE_ML_DSA_44)
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_RETIRED: Final = re.compile(
    rf"# [a-z0-9-]+: retired, signed (?:from (?P<first>{_DAY}) )?to (?P<last>{_DAY})", re.ASCII
)
_COSIGNING: Final = (COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44)


class BadPolicy(ValueError):
    """A trust file has a line that means nothing, or lacks its quorum; the words name the line."""


class NotWitnessed(ValueError):
    """A checkpoint is the log's, and not enough witnesses have signed it."""


class Days(NamedTuple):
    """The days from which and to which a key signed, as `YYYY-MM-DD`; the first is empty where nobody knows."""

    first: str
    last: str


class Log(NamedTuple):
    """
    A log by its key, and where it answers; *retired* is when the key signed, if it does no more.

    That stands in a comment, which the format has readers ignore: it is told, and decides nothing.
    """

    key: Key
    url: str | None
    retired: Days | None = None


class Witness(NamedTuple):
    """A witness by its key, and where it answers."""

    key: Key
    url: str | None


class Group(NamedTuple):
    """Some of *members*, at least *threshold*, each a witness or a group by its name."""

    threshold: int
    members: tuple[str, ...]


class Trusted(NamedTuple):
    """A checkpoint that a policy accepts, the log's keys that signed it, and the cosignatures of known witnesses."""

    checkpoint: Checkpoint
    signers: tuple[Key, ...]
    cosignatures: tuple[Cosignature, ...]


class Policy(NamedTuple):
    """Whom to believe."""

    logs: tuple[Log, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str

    def trust(self, note: Note, check_ml_dsa: CheckMlDsa | None = None) -> Trusted:
        """
        Demand that *note* is a checkpoint of one of the logs, cosigned by a quorum.

        Raises:
            BadNote: it is no checkpoint.
            BadSignature: no known log of that origin signed it, or a known key's signature is not its own.
            NotWitnessed: too few witnesses cosigned it.
        """
        checkpoint = read_checkpoint(note.text)
        own = [log.key for log in self.logs if log.key.name == checkpoint.origin]
        if not own:
            raise BadSignature(f"the trust file knows no log called {checkpoint.origin!r}")
        by = signers(note, own, check_ml_dsa)
        found = cosignatures(note, (witness.key for witness in self.witnesses.values()), check_ml_dsa)
        cosigners = {each.key for each in found}
        if not self.is_met(cosigners):
            names = (
                ", ".join(sorted(name for name, each in self.witnesses.items() if each.key in cosigners)) or "nobody"
            )
            raise NotWitnessed(f"the quorum {self.quorum!r} is not met: {names} cosigned this checkpoint")
        return Trusted(checkpoint, by, found)

    def is_met(self, cosigners: Iterable[Key]) -> bool:
        """Tell whether those who hold the keys *cosigners* are a quorum."""
        keys = set(cosigners)
        return self._holds(self.quorum, {name for name, witness in self.witnesses.items() if witness.key in keys})

    def _holds(self, name: str, seen: Iterable[str]) -> bool:
        if name == NONE or name in seen:
            return True
        group = self.groups.get(name)
        return group is not None and sum(self._holds(member, seen) for member in group.members) >= group.threshold


class _Reader:
    """What the lines of a trust file have said so far."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()
        self._retired: Days | None = None

    def take(self, line: str) -> None:
        """Take one line."""
        if _FORBIDDEN.search(line):
            raise BadPolicy("found a control character")
        stripped = line.strip(" \t")
        if stripped.startswith("#"):
            told = _RETIRED.fullmatch(stripped)
            self._retired = Days(told["first"] or "", told["last"]) if told else None
            return
        if stripped:
            self._say(re.split(r"[ \t]+", stripped))
        self._retired = None

    def _say(self, words: list[str]) -> None:
        match words:
            case ["log", key, *url] if len(url) <= 1:
                self._log(read_key(key), url[0] if url else None)
            case ["witness", name, key, *url] if len(url) <= 1:
                self._witness(name, read_key(key), url[0] if url else None)
            case ["group", name, threshold, *members]:
                self._group(name, threshold, members)
            case ["quorum", name]:
                self._quorum(name)
            case _:
                raise BadPolicy("expected `log <key> [url]`, `witness <name> <key> [url]`, `group <name> <k> <name>...`"
                                " or `quorum <name>`")  # fmt: skip

    def _log(self, key: Key, url: str | None) -> None:
        if key.kind not in _SIGNING:
            raise BadPolicy(f"the key of {key.name} is of the kind {key.kind:#04x}; a log signs with {ED25519:#04x}")
        if any(log.key.public == key.public for log in self.logs):
            raise BadPolicy(f"the key of {key.name} is given twice")
        self.logs.append(Log(key, url, self._retired))

    def _witness(self, name: str, key: Key, url: str | None) -> None:
        if key.kind not in _COSIGNING:
            raise BadPolicy(f"the key of {name} is of the kind {key.kind:#04x}, which cosigns nothing")
        if any(witness.key.public == key.public for witness in self.witnesses.values()):
            raise BadPolicy(f"the key of {name} is given twice")
        self._name(name)
        self.witnesses[name] = Witness(key, url)

    def _group(self, name: str, threshold: str, members: list[str]) -> None:
        number = {"any": 1, "all": len(members)}.get(threshold)
        if number is None and _THRESHOLD.fullmatch(threshold):
            number = int(threshold)
        if number is None or not 1 <= number <= len(members):
            raise BadPolicy(
                f"found the threshold {threshold!r} of {len(members)} members, expected any, all or a number"
            )
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise BadPolicy(f"{member!r} is not defined above")
            if member in self._members:
                raise BadPolicy(f"{member!r} is a member twice: it would count twice")
            self._members.add(member)
        self._name(name)
        self.groups[name] = Group(number, tuple(members))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise BadPolicy("there is a quorum already")
        if name != NONE and name not in self.witnesses and name not in self.groups:
            raise BadPolicy(f"{name!r} is not defined above")
        self.quorum = name

    def _name(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise BadPolicy(f"the name {name!r} is taken")


def key_comment(purpose: str, since: date | None, until: date | None) -> str:
    """Write the comment above the line of a key of a log: since when it signs, or from when to when it did."""
    if until is None:
        return f"# {purpose}: signs" + (f" since {since}" if since else "")
    return f"# {purpose}: retired, signed " + (f"from {since} " if since else "") + f"to {until}"


def read_policy(data: bytes) -> Policy:
    """
    Read a trust file.

    Raises:
        BadPolicy: it is none; the words name the line.
    """
    reader = _Reader()
    # Octets that are no ASCII mean nothing here, and may stand in names and comments: they are kept as they are.
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        try:
            reader.take(line)
        except (BadPolicy, BadNote) as error:
            raise BadPolicy(f"line {number}: {error}") from error
    if reader.quorum is None:
        raise BadPolicy("there is no quorum: say `quorum none` where no witness is needed")
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)
