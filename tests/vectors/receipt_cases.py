"""Cases of receipts: what a naive verifier takes for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.evidence.notes import base64_text
from service.evidence.proofs import Proof
from tests.vectors.case import (
    BROKEN,
    PROVEN,
    UNDECIDED,
    Case,
    flipped,
    replaced,
    with_signature,
    written,
)
from tests.vectors.example_log import (
    LOG,
    NOWHERE,
    OPERATOR,
    OTHER,
    PROMISES,
    ExampleLog,
    event,
    leaf,
    signer,
)

_INDEX: Final = 4


def _log() -> ExampleLog:
    log = ExampleLog()
    for operator in (OPERATOR, OTHER, OPERATOR, OPERATOR, OTHER, OPERATOR):
        log.append(operator)
    return log


def cases() -> Iterator[Case]:
    """Yield them."""
    log = _log()
    yield from _good(log)
    yield from _signatures(log)
    yield from _ways(log)
    yield from _forms(log)
    yield from _leaves(log)


def _case(name: str, description: str, finding: str, receipt: Proof | bytes, exit_code: int = UNDECIDED) -> Case:
    data = receipt if isinstance(receipt, bytes) else written(receipt)
    command = ("receipt", "receipt.tlog-proof", "--policy", "{trust}/log")
    return Case(f"receipt/{name}", description, command, exit_code, finding, {"receipt.tlog-proof": data})


def _good(log: ExampleLog) -> Iterator[Case]:
    receipt, single = log.receipt(_INDEX), ExampleLog()
    yield _case("good", "An event in a log of seven.", "included", receipt, PROVEN)
    yield _case("good-first-of-one", "The only entry of a log: no hashes are needed.", "included", single.receipt(0), 0)
    yield _case("good-last", "The last entry of an odd number of them.", "included", log.receipt(6), PROVEN)
    cosigned = written(receipt._replace(note=log.witnessed()))
    witnessed = _case("good-witnessed", "As many witnesses as the trust file wants.", "included", cosigned, PROVEN)
    yield witnessed._replace(command=(*witnessed.command[:-1], "{trust}/witnessed"))
    lonely = _case("good-cosigned", "A witness that nobody asked for does no harm.", "included", cosigned, PROVEN)
    yield lonely
    bare = _case("good-leaf-apart", "The entry comes in a file.", "included", receipt._replace(extra=None), PROVEN)
    yield bare._replace(command=(*bare.command, "--leaf", "leaf"), files=bare.files | {"leaf": log.entries[_INDEX]})
    for name, held, code, finding in (
        ("good-event", log.events[_INDEX], PROVEN, "event-same"),
        ("other-event", log.events[_INDEX - 1], UNDECIDED, "event-other"),
        ("changed-event", flipped(log.events[_INDEX], 40), UNDECIDED, "event-other"),
    ):
        case = _case(name, "The reader holds an event, and asks whether it is this one.", finding, receipt, code)
        yield case._replace(command=(*case.command, "--event", "event"), files=case.files | {"event": held})


def _signatures(log: ExampleLog) -> Iterator[Case]:
    receipt = log.receipt(_INDEX)
    note, text = receipt.note, receipt.note.text
    value = note.signatures[0].value
    for name, description, finding, found in (
        ("false-signature", "One bit of the signature is another.", "signature-false", with_signature(note, flipped(value, 9))),
        ("empty-signature", "The signature is cut to one byte.", "signature-false", with_signature(note, value[:1])),
        ("changed-root", "The root is another than the signed one.", "signature-false",
         note._replace(text=log.checkpoint()._replace(root=flipped(log.checkpoint().root, 0)).text())),
        ("changed-size", "The size is another than the signed one.", "signature-false",
         note._replace(text=log.checkpoint()._replace(size=8).text())),
        ("other-origin", "Signed by a log that the trust file does not know.", "log-unknown",
         signer("other.example").note(text.replace(log.origin, "other.example"))),
        ("known-key-other-origin", "A known key, under the name of another log.", "log-unknown",
         LOG.note(text.replace(log.origin, "other.example"))),
        ("other-key-same-name", "Another key of the same name.", "log-not-signed", signer(log.origin, variant="b").note(text)),
        ("other-key-id", "The signature is right, the identifier of its key is not.", "log-not-signed",
         note._replace(signatures=(note.signatures[0]._replace(key_id=b"\0\0\0\0"),))),
        ("two-signatures-one-false", "A good signature does not mend a false one of the same key.", "signature-false",
         note._replace(signatures=(*note.signatures, *with_signature(note, flipped(value, 0)).signatures))),
        ("signed-by-promise-key", "Keys of promises sign no checkpoints.", "log-unknown",
         PROMISES.note(text.replace(log.origin, PROMISES.key.name))),
    ):  # fmt: skip
        yield _case(name, description, finding, receipt._replace(note=found))
    yield from _witnesses(log, receipt)


def _witnesses(log: ExampleLog, receipt: Proof) -> Iterator[Case]:
    cosigned = log.witnessed()
    false = cosigned.signatures[1]._replace(value=flipped(cosigned.signatures[1].value, 20))
    earlier = cosigned.signatures[1]._replace(value=flipped(cosigned.signatures[1].value, 7))
    for name, description, finding, note in (
        ("no-witness", "The trust file wants a witness, and none signed.", "witnesses-missing", log.note()),
        ("false-witness", "The signature of the witness is false.", "signature-false",
         cosigned._replace(signatures=(cosigned.signatures[0], false))),
        ("witness-other-time", "The witness signed another time than it says.", "signature-false",
         cosigned._replace(signatures=(cosigned.signatures[0], earlier))),
        ("witness-without-log", "The witness signed, the log did not.", "log-not-signed",
         cosigned._replace(signatures=cosigned.signatures[1:])),
    ):  # fmt: skip
        case = _case(name, description, finding, receipt._replace(note=note))
        yield case._replace(command=(*case.command[:-1], "{trust}/witnessed"))


def _ways(log: ExampleLog) -> Iterator[Case]:
    receipt = log.receipt(_INDEX)
    hashes = receipt.hashes
    for name, description, found in (
        ("changed-leaf", "One bit of the entry is another.", receipt._replace(extra=flipped(log.entries[_INDEX], 60))),
        ("changed-hash", "One bit of a hash is another.", receipt._replace(hashes=(flipped(hashes[0], 3), *hashes[1:]))),
        ("missing-hash", "The last hash is missing.", receipt._replace(hashes=hashes[:-1])),
        ("no-hashes", "All hashes are missing.", receipt._replace(hashes=())),
        ("hash-left-over", "One hash too many, after the root.", receipt._replace(hashes=(*hashes, hashes[0]))),
        ("root-as-way", "The root itself is given as the way.", receipt._replace(hashes=(log.checkpoint().root,))),
        ("order-of-hashes", "Two hashes changed places.", receipt._replace(hashes=(hashes[1], hashes[0], *hashes[2:]))),
        ("other-index", "The way of another entry.", receipt._replace(leaf_index=_INDEX + 1)),
        ("index-is-size", "An index that is the size.", receipt._replace(leaf_index=7)),
        ("index-beyond", "An index with the same way, one power of two higher.", receipt._replace(leaf_index=_INDEX + 8)),
        ("other-state", "The way leads to a later state.", receipt._replace(note=log.note(6))),
        ("node-as-leaf", "A node is passed off as an entry.",
         log.receipt(0)._replace(extra=b"\1" + b"".join(hashes[:2]), hashes=hashes[1:])),
    ):  # fmt: skip
        yield _case(name, description, "not-included", found)
    yield _case("no-leaf", "The receipt does not hold its entry.", "leaf-missing", receipt._replace(extra=None))
    other = _case("other-leaf", "The reader gives another entry than the receipt has.", "leaf-other", receipt)
    yield other._replace(command=(*other.command, "--leaf", "leaf"), files=other.files | {"leaf": log.entries[0]})


def _forms(log: ExampleLog) -> Iterator[Case]:
    good = written(log.receipt(_INDEX))
    size = f"\n{len(log.entries)}\n".encode()
    extra = base64_text(log.entries[_INDEX]).encode()
    for name, description, finding, data in (
        ("empty", "Nothing.", "receipt-unreadable", b""),
        ("other-form", "Another version of the form.", "receipt-unreadable", replaced(good, b"proof@v1", b"proof@v2")),
        ("leading-zero-index", "An index with a zero before it.", "receipt-unreadable", replaced(good, b"index 4", b"index 04")),
        ("signed-index", "An index with a sign.", "receipt-unreadable", replaced(good, b"index 4", b"index +4")),
        ("leading-zero-size", "A size with a zero before it.", "checkpoint-unreadable", replaced(good, size, b"\n07\n")),
        ("line-ends", "Lines that end as on Windows.", "receipt-unreadable", good.replace(b"\n", b"\r\n")),
        ("no-last-newline", "The last newline is missing.", "receipt-unreadable", good[:-1]),
        ("space-after-base64", "A space after the entry.", "receipt-unreadable", replaced(good, extra, extra + b" ")),
        ("base64-of-urls", "Base64 in the alphabet for URLs.", "receipt-unreadable",
         replaced(good, b"extra ", b"extra _-") ),
        ("two-empty-lines", "An empty line among the hashes.", "checkpoint-unreadable", replaced(good, b"index 4\n", b"index 4\n\n")),
        ("extension", "The checkpoint has a line more.", "checkpoint-unreadable", _with_extension(log)),
        ("cut", "Cut in the middle.", "receipt-unreadable", good[: len(good) // 2]),
        ("not-text", "Bytes that are no text.", "receipt-unreadable", bytes(range(256))),
    ):  # fmt: skip
        yield _case(name, description, finding, data)


def _with_extension(log: ExampleLog) -> bytes:
    return written(log.receipt(_INDEX)._replace(note=LOG.note(f"{log.checkpoint().text()}extension\n")))


def _leaves(log: ExampleLog) -> Iterator[Case]:
    """Entries that the log did sign, and should not have: it is held to them."""
    for name, description, n, prev in (
        ("count-beyond-index", "The log counts more events of one operator than it has of all.", 9, "a" * 64),
        ("first-with-one-before", "The first event of an operator names one before it.", 0, "a" * 64),
        ("later-with-none-before", "A later event of an operator names none before it.", 2, NOWHERE),
    ):
        bad = _log()
        index = bad.place(event(7, OPERATOR), OPERATOR, n, prev)
        yield _case(name, description, "leaf-contradicts", bad.receipt(index), BROKEN)
        unknown = bad.receipt(index)._replace(note=signer(bad.origin, variant="b").note(bad.checkpoint().text()))
        yield _case(f"{name}-unsigned", f"{description} No known key signed it.", "leaf-contradicts", unknown)
    twice = leaf(event(7, OPERATOR).replace(b'"v":1', b'"v":1,"v":2'), 4, "a" * 64)
    for name, description, entry in (
        ("foreign-entry", "The log signed an entry that is no event.", b"something else"),
        ("member-twice", "The log signed an event in which a member stands twice.", twice),
        ("not-canonical", "The log signed an event with a space in it.", twice.replace(b',"v":1,"v":2', b', "v":1')),
        ("trailing-bytes", "The log signed an entry with something after it.", log.entries[3] + b"\n"),
    ):
        bad = _log()
        bad.entries.append(entry)
        yield _case(name, description, "leaf-unreadable", bad.receipt(7))
