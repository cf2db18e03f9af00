"""Cases of promises: kept, broken, and those of which nobody can tell yet."""

from __future__ import annotations

from collections.abc import Iterator

from service.evidence.notes import base64_text
from service.evidence.promises import in_header
from service.evidence.tiles import Tile
from tests.vectors.case import (
    BROKEN,
    PROVEN,
    UNDECIDED,
    USAGE,
    Case,
    Files,
    flipped,
    in_folder,
    replaced,
    tree,
    with_signature,
    written,
)
from tests.vectors.example_log import LOG, OPERATOR, PROMISES, ExampleLog, event, promise, signer

_BY_RECEIPT = ("--receipt", "receipt.tlog-proof")
_BY_LOG = ("--log", "log")


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from _by_receipt()
    yield from _by_log()
    yield from _forms()


def _log(count: int = 5) -> ExampleLog:
    log = ExampleLog()
    for _ in range(count):
        log.append(OPERATOR)
    return log


def _case(name: str, description: str, finding: str, exit_code: int, files: Files) -> Case:
    by = _BY_LOG if any(path.startswith("log/") for path in files) else _BY_RECEIPT
    command = ("promise", "promise", *by, "--policy", "{trust}/log")
    return Case(f"promise/{name}", description, command, exit_code, finding, files)


def _promised(log: ExampleLog, *indices: int) -> bytes:
    return in_header(PROMISES.note(promise(log, *indices).text())).encode()


def _by_receipt() -> Iterator[Case]:
    log = _log()
    held = {"promise": _promised(log, 2), "receipt.tlog-proof": written(log.receipt(2))}
    yield _case("good", "The header, and the receipt of its event.", "promise-kept", PROVEN, held)
    named = b"Hashlevy-Promise: " + held["promise"] + b"\r\n"
    yield _case("good-named", "The header with its name.", "promise-kept", PROVEN, held | {"promise": named})
    note = written(PROMISES.note(promise(log, 2).text()))
    yield _case("good-note", "The note that the header holds.", "promise-kept", PROVEN, held | {"promise": note})
    both = held | {"promise": _promised(log, 2, 3), "receipt-3.tlog-proof": written(log.receipt(3))}
    two = _case("good-two", "A promise of two events, and both receipts.", "promise-kept", PROVEN, both)
    yield two._replace(command=(*two.command, "--receipt", "receipt-3.tlog-proof"))
    yield _case("half-shown", "A promise of two events, and one receipt.", "promise-unshown", UNDECIDED, both)
    other = held | {"receipt.tlog-proof": written(log.receipt(3))}
    yield _case("other-receipt", "The receipt of another event.", "promise-unshown", UNDECIDED, other)
    rewritten = _log(1)
    rewritten.place(event(2, OPERATOR, "report.withdrawn"), OPERATOR, 1, "a" * 64)
    swapped = held | {"receipt.tlog-proof": written(rewritten.receipt(2))}
    description = "The log has an event of the promised name that says something else, and signed both."
    yield _case("rewritten", description, "promise-rewritten", BROKEN, swapped)
    unsigned = rewritten.receipt(2)._replace(note=signer(log.origin, variant="b").note(rewritten.checkpoint().text()))
    files = held | {"receipt.tlog-proof": written(unsigned)}
    yield _case("rewritten-unsigned", "As before, by nobody known.", "promise-rewritten", UNDECIDED, files)
    elsewhere = ExampleLog("other.example", signer("other.example"))
    elsewhere.append(OPERATOR)
    elsewhere.append(OPERATOR)
    files = held | {"receipt.tlog-proof": written(elsewhere.receipt(2))}
    yield _case("other-log", "The receipt of another log.", "log-unknown", UNDECIDED, files)
    neither = _case("without-evidence", "Neither receipts nor a log are given.", "", USAGE, held)
    yield neither._replace(command=("promise", "promise", "--policy", "{trust}/log"))


def _by_log() -> Iterator[Case]:
    log = _log()
    files = {"promise": _promised(log, 2), **in_folder("log", tree(log))}
    yield _case("good-log", "The whole log holds the event.", "promise-kept", PROVEN, files)
    for name, description, finding, code, spoiled in (
        ("log-entry-missing", "The bundle of entries is not there.", "promise-unshown", UNDECIDED,
         {path: data for path, data in files.items() if "entries" not in path}),
        ("log-entry-changed", "The promised entry was changed where it is kept.", "entry-changed", BROKEN,
         files | {"log/" + Tile(None, 0, 6).path: flipped(files["log/" + Tile(None, 0, 6).path], 700)}),
    ):  # fmt: skip
        yield _case(name, description, finding, code, spoiled)
    without = ExampleLog()
    for number in range(1, 6):
        if number != 2:  # its minute goes by, and nothing is logged
            without.place(event(number, OPERATOR), OPERATOR, len(without.entries) - 1, _prev(without))
    left_out = {"promise": files["promise"], **in_folder("log", tree(without))}
    description = "The log went on for minutes without the event that it had promised within one."
    yield _case("broken", description, "promise-broken", BROKEN, left_out)
    later = in_header(PROMISES.note(promise(log, 2, delay=600).text())).encode()
    description = "The time that was promised is not over when the last entry was made."
    yield _case("open", description, "promise-open", UNDECIDED, left_out | {"promise": later})
    edge = in_header(PROMISES.note(promise(log, 2, delay=180).text())).encode()
    description = "The last entry is of the very instant at which the time is over."
    yield _case("open-at-the-instant", description, "promise-open", UNDECIDED, left_out | {"promise": edge})
    unknown = left_out | {"log/checkpoint": written(signer(log.origin, variant="b").note(without.checkpoint().text()))}
    yield _case("broken-unsigned", "The same, by a log nobody knows.", "log-not-signed", UNDECIDED, unknown)
    rewritten = ExampleLog()
    for number in range(1, 6):
        kind = "report.withdrawn" if number == 2 else "report.submitted"
        rewritten.append(OPERATOR, kind)
    changed = {"promise": files["promise"], **in_folder("log", tree(rewritten))}
    description = "The whole log has another event under the promised name."
    yield _case("rewritten-log", description, "promise-rewritten", BROKEN, changed)


def _prev(log: ExampleLog) -> str:
    return "0" * 64 if len(log.entries) == 1 else "a" * 64


def _forms() -> Iterator[Case]:
    log = _log()
    note = PROMISES.note(promise(log, 2).text())
    receipt = {"receipt.tlog-proof": written(log.receipt(2))}
    false = with_signature(note, flipped(note.signatures[0].value, 1))
    other = note._replace(text=promise(log, 3).text())
    earlier = note._replace(text=promise(log, 2, at=0).text())
    twice = note.text + note.text.splitlines()[-1] + "\n"
    for name, description, finding, found in (
        ("false-signature", "One bit of the signature is another.", "signature-false", false),
        ("other-event", "Another event than the signed one.", "signature-false", other),
        ("other-time", "Another time than the signed one.", "signature-false", earlier),
        ("checkpoint-key", "Keys of checkpoints sign no promises.", "promise-key-unknown", LOG.note(note.text)),
        ("event-twice", "An event stands twice.", "promise-unreadable", PROMISES.note(twice)),
        ("of-nothing", "A promise of no events.", "promise-of-nothing", PROMISES.note(promise(log, at=0).text())),
        ("checkpoint", "A checkpoint instead of a promise.", "promise-unreadable", log.note()),
    ):
        files = receipt | {"promise": in_header(found).encode()}
        yield _case(name, description, finding, UNDECIDED, files)
    data = base64_text(replaced(note.write().encode(), b"\n60\n", b"\n060\n").replace(b"\n\n", b"\n\n")).encode()
    yield _case(
        "leading-zero", "A number with a zero before it.", "promise-unreadable", UNDECIDED, receipt | {"promise": data}
    )
    garbage = receipt | {"promise": b"!"}
    yield _case("not-base64", "No base64.", "promise-unreadable", UNDECIDED, garbage)
