"""Whom the reader believes: the trust file, and what a checkpoint or promise is worth by it."""

from __future__ import annotations

from typing import NamedTuple

from service.evidence import ml_dsa
from service.evidence.checkpoints import Checkpoint, read_checkpoint
from service.evidence.merkle import EMPTY_ROOT
from service.evidence.notes import COSIGNATURE_ML_DSA_44, BadNote, BadSignature, Key, Note, of_key, read_note, signed_by
from service.evidence.policy import BadPolicy, NotWitnessed, Policy, read_policy
from service.evidence.promises import Promise, key_name, read_promise
from service.verifier.findings import Report
from service.verifier.reading import UsageFault, read_bytes

_PROMISES = "/promise"
_KINDS = {COSIGNATURE_ML_DSA_44: ", ML-DSA-44"}


class Shown(NamedTuple):
    """
    A checkpoint as it was shown.

    *is_signed*: a known key of the log signed it, so that the log can be held to it; *is_trusted*: and as many
    witnesses as the reader wants.
    """

    checkpoint: Checkpoint
    is_signed: bool = False
    is_trusted: bool = False


def trust_file(path: str) -> Policy:
    """
    Read the trust file at *path*.

    Raises:
        UsageFault: it cannot be read: without one, there is nobody to believe.
    """
    try:
        return read_policy(read_bytes(path))
    except BadPolicy as error:
        raise UsageFault(f"{path}: {error}") from error


def judge_note(policy: Policy, note: Note, where: str, report: Report) -> Shown | None:
    """
    Judge the checkpoint in *note*: say who signed it, or what is wrong with it.

    A false signature accuses nobody: whoever had the file in hand can have changed it. Returns nothing where there is
    no checkpoint at all.
    """
    try:
        checkpoint = read_checkpoint(note.text)
    except BadNote as error:
        report.undecided("checkpoint-unreadable", where, why=error)
        return None
    own = [log.key for log in policy.logs if log.key.name == checkpoint.origin]
    if not own or checkpoint.origin.endswith(_PROMISES):
        report.undecided("log-unknown", where, origin=checkpoint.origin)
        return Shown(checkpoint)
    if not any(of_key(note, key) for key in own):
        report.undecided("log-not-signed", where, origin=checkpoint.origin)
        return Shown(checkpoint)
    shown = _judged(policy, note, where, report)
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        report.against("empty-tree-false", where, is_signed=shown.is_signed)
    return shown


def judge_checkpoint(policy: Policy, data: bytes, where: str, report: Report) -> Shown | None:
    """Judge the checkpoint whose bytes are *data*, as `judge_note` does."""
    try:
        note = read_note(data)
    except BadNote as error:
        report.undecided("checkpoint-unreadable", where, why=error)
        return None
    return judge_note(policy, note, where, report)


def judge_promise(policy: Policy, note: Note, where: str, report: Report) -> Promise | None:
    """Return the promise in *note* if a key of the trust file signed it, and say so; else say what is wrong."""
    try:
        promise = read_promise(note.text)
    except BadNote as error:
        report.undecided("promise-unreadable", where, why=error)
        return None
    name = key_name(promise.origin)
    own = [log.key for log in policy.logs if log.key.name == name]
    if not any(of_key(note, key) for key in own):
        report.undecided("promise-key-unknown", where, name=name)
        return None
    try:
        signers = signed_by(note, own)
    except BadSignature as error:
        report.undecided("signature-false", where, why=error)
        return None
    report.proven("promise-signed", where, signers=_names(signers), count=len(promise.events))
    _tell_retired(policy, signers, where, report)
    return promise


def _judged(policy: Policy, note: Note, where: str, report: Report) -> Shown:
    checkpoint = read_checkpoint(note.text)
    try:
        trusted = policy.trust(note, ml_dsa.checker())
    except BadSignature as error:
        report.undecided("signature-false", where, why=error)
        return Shown(checkpoint)
    except NotWitnessed as error:
        report.undecided("witnesses-missing", where, why=error)
        return Shown(checkpoint, is_signed=True)
    witnesses = ", ".join(dict.fromkeys(each.key.name for each in trusted.cosignatures))
    code = "checkpoint-cosigned" if witnesses else "checkpoint-signed"
    report.proven(code, where, signers=_names(trusted.signers), witnesses=witnesses, size=checkpoint.size)
    _tell_retired(policy, trusted.signers, where, report)
    return Shown(checkpoint, is_signed=True, is_trusted=True)


def _tell_retired(policy: Policy, signers: tuple[Key, ...], where: str, report: Report) -> None:
    """Say which of those that signed do so no more: what they signed in their days is as good as ever."""
    for log in policy.logs:
        if log.key in signers and log.retired is not None:
            first, last = log.retired
            report.proven("signer-retired", where, signers=_names((log.key,)), first=first or "?", last=last)


def _names(keys: tuple[Key, ...]) -> str:
    return ", ".join(f"{key.name} ({key.id.hex()}{_KINDS.get(key.kind, '')})" for key in keys)
