"""`hashlevy-verify`: runs one command, says what was found, and leaves with what it came to."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from contextlib import closing
from typing import Final

from service.evidence.notes import BadNote
from service.verifier import consistency, promises, receipts, streams
from service.verifier.arguments import parse
from service.verifier.findings import Report, Verdict
from service.verifier.fsck import fsck
from service.verifier.places import place
from service.verifier.reading import UsageFault, read_bytes
from service.verifier.rendering import for_people, for_programs
from service.verifier.trust import judge_promise, trust_file
from service.verifier.words import language_of

USAGE: Final = 3


def main(arguments: list[str] | None = None) -> int:
    """
    Run the command of the command line; the exit code says what was proven.

    A mistake in this program must not be taken for a proof, and what Python leaves with after one would be.
    """
    _speak_plainly()
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except UsageFault as fault:
        sys.stderr.write(f"hashlevy-verify: {fault}\n")
        return USAGE
    except Exception as error:  # noqa: BLE001 - whatever it is, it proves nothing
        sys.stderr.write(f"hashlevy-verify: nothing is decided, this program failed: {error!r}\n")
        return int(Verdict.UNDECIDED)


def _run(arguments: list[str]) -> int:
    asked = parse(arguments)
    report = _COMMANDS[asked.command](asked)
    language = asked.language or _language()
    written = for_programs(report, asked.command, language) if asked.json else for_people(report, language)
    sys.stdout.write(written)
    sys.stdout.flush()
    return int(report.verdict)


def _receipt(asked: Namespace) -> Report:
    report = Report()
    policy, data = trust_file(asked.policy), read_bytes(asked.file)
    entry = read_bytes(asked.leaf) if asked.leaf else None
    event = read_bytes(asked.event) if asked.event else None
    included = receipts.check_receipt(policy, data, asked.file, report, entry)
    if included is not None and event is not None:
        receipts.compare_event(included, event, asked.event, report)
    return report


def _promise(asked: Namespace) -> Report:
    if bool(asked.receipt) == bool(asked.log):
        raise UsageFault("give the receipts of the promised events with --receipt, or the whole log with --log")
    report = Report()
    policy, data = trust_file(asked.policy), read_bytes(asked.file)
    held = [(path, read_bytes(path)) for path in asked.receipt]
    try:
        promise = judge_promise(policy, promises.read_promise_note(data), asked.file, report)
    except BadNote as error:
        report.undecided("promise-unreadable", asked.file, why=error)
        return report
    if promise is None:
        return report
    if asked.log:
        with closing(place(asked.log)) as kept:
            promises.check_by_log(promise, kept, policy, report)
        return report
    checked = [(path, receipts.check_receipt(policy, receipt, path, report)) for path, receipt in held]
    promises.check_by_receipts(promise, [(path, found) for path, found in checked if found is not None], report)
    return report


def _consistency(asked: Namespace) -> Report:
    report = Report()
    policy = trust_file(asked.policy)
    proof = read_bytes(asked.proof) if asked.proof else None
    one, other = ((read_bytes(path), path) for path in (asked.old, asked.new))
    pair = consistency.judge_pair(policy, one, other, report)
    where = f"{asked.old}, {asked.new}"
    if pair is None or consistency.is_trivial(pair, where, report):
        return report
    if proof is not None:
        consistency.check_by_proof(pair, proof, asked.proof, report)
    if asked.log:
        with closing(place(asked.log)) as kept:
            consistency.check_by_tree(pair, kept, report)
    if proof is None and not asked.log:
        old, new = pair.old.checkpoint.size, pair.new.checkpoint.size
        report.undecided("proof-missing", where, old=old, new=new)
    return report


def _stream(asked: Namespace) -> Report:
    report = Report()
    streams.check_stream(trust_file(asked.policy), read_bytes(asked.file), asked.file, report)
    return report


def _fsck(asked: Namespace) -> Report:
    report = Report()
    policy = trust_file(asked.policy) if asked.policy else None
    with closing(place(asked.place)) as kept:
        fsck(kept, policy, report)
    return report


def _recompute(asked: Namespace) -> Report:
    from service.verifier import recomputing  # noqa: PLC0415 - loads the law and the kernel, which the rest goes without

    report = Report()
    recomputing.recompute(trust_file(asked.policy), read_bytes(asked.file), asked.file, report)
    return report


def _language() -> str:
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))  # noqa: TID251 - no service here
    return language_of(*settings)


def _speak_plainly() -> None:
    """Write what the terminal cannot show as its number, rather than not at all."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


_COMMANDS: Final = {
    "receipt": _receipt,
    "promise": _promise,
    "consistency": _consistency,
    "stream": _stream,
    "fsck": _fsck,
    "recompute": _recompute,
}
