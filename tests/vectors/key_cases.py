"""Cases of keys that were rotated, of those who know the old one or the new one, and of a second signature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.evidence.key_statements import RETIRED, ROTATED, KeyStatement
from service.evidence.notes import Key, Note, base64_text
from service.evidence.promises import in_header
from tests.vectors.case import PROVEN, UNDECIDED, USAGE, Case, Files, flipped, in_folder, replaced, tree, written
from tests.vectors.example_log import LOG, OPERATOR, ORIGIN, PROMISES, ExampleLog, Signer, promise, signer
from tests.vectors.ml_dsa_signatures import SECOND, second_signature

NEW: Final = signer(ORIGIN, variant="of December")
NEW_PROMISES: Final = signer(PROMISES.key.name, variant="of December")
STRANGER: Final = signer(ORIGIN, variant="of nobody")

_INDEX: Final = 2
_RETIRED: Final = "retired, signed from 2026-11-23 to 2026-12-01"


def _trust(*keys: Key) -> bytes:
    lines = (f"log {key.write()}\n" for key in keys)
    return ("".join(lines) + "quorum none\n").encode()


TRUST: Final[Files] = {
    # As the log shows them from December on: what the old keys signed in their days stays provable.
    "rotated": (
        f"# checkpoint: {_RETIRED}\nlog {LOG.key.write()}\n# checkpoint: signs since 2026-12-01\nlog {NEW.key.write()}\n"
        f"# promise: {_RETIRED}\nlog {PROMISES.key.write()}\n# promise: signs since 2026-12-01\n"
        f"log {NEW_PROMISES.key.write()}\nquorum none\n"
    ).encode(),
    "new-only": _trust(NEW.key, NEW_PROMISES.key),
    "ml-dsa-44": _trust(LOG.key, PROMISES.key, SECOND),
    "ml-dsa-44-only": _trust(SECOND),
    "key-twice": _trust(LOG.key, LOG.key),
}


def cases() -> Iterator[Case]:
    """Yield them."""
    log = ExampleLog()
    for _ in range(4):
        log.append(OPERATOR)
    yield from _receipts(log)
    yield from _promises(log)
    yield from _second(log)
    yield from _told()


def _both(log: ExampleLog, one: Signer = LOG, other: Signer = NEW) -> Note:
    """Return the state as it is signed in the days in which both keys are in force."""
    text = log.checkpoint().text()
    return one.note(text)._replace(signatures=(*one.note(text).signatures, *other.note(text).signatures))


def _receipt(log: ExampleLog, note: Note, told: tuple[str, str, str, str, int]) -> Case:
    name, description, trust, finding, code = told
    files = {"receipt.tlog-proof": written(log.receipt(_INDEX)._replace(note=note))}
    command = ("receipt", "receipt.tlog-proof", "--policy", f"{{trust}}/{trust}")
    return Case(f"receipt/{name}", description, command, code, finding, files)


def _receipts(log: ExampleLog) -> Iterator[Case]:
    both, old, new = _both(log), log.note(), NEW.note(log.checkpoint().text())
    first, second = both.signatures
    spoiled = both._replace(signatures=(first._replace(value=flipped(first.value, 9)), second))
    # Made by a stranger, who writes the name and the identifier of the known key above it.
    borrowed = old._replace(signatures=(STRANGER.note(old.text).signatures[0]._replace(key_id=LOG.key.id),))
    for note, told in (
        (both, ("keys-overlap", "Signed by the old key and the new one.", "rotated", "signer-retired", PROVEN)),
        (both, ("keys-overlap-old-trust", "Signed by both, for who knows the old key.", "log", "included", PROVEN)),
        (both, ("keys-overlap-new-trust", "Signed by both, for who knows the new key.", "new-only", "included", PROVEN)),
        (old, ("keys-old", "Signed by a key that has been retired since.", "rotated", "signer-retired", PROVEN)),
        (old, ("keys-old-new-trust", "Signed by the old key, for who knows the new one.", "new-only", "log-not-signed",
               UNDECIDED)),
        (new, ("keys-new", "Signed by the new key.", "rotated", "included", PROVEN)),
        (new, ("keys-new-old-trust", "Signed by the new key, for who knows the old one.", "log", "log-not-signed",
               UNDECIDED)),
        (spoiled, ("keys-overlap-old-false", "The signature of the old key is false.", "rotated", "signature-false",
                   UNDECIDED)),
        (spoiled, ("keys-overlap-old-false-new-trust", "The same, for who does not know the old key.", "new-only",
                   "included", PROVEN)),
        (_both(log, LOG, STRANGER), ("keys-stranger-beside", "An unknown key of that name signed too.", "log", "included",
                                     PROVEN)),
        (borrowed, ("keys-right-name-wrong-bytes", "Another key, under the name and identifier of the known one.", "log",
                    "signature-false", UNDECIDED)),
        (old, ("keys-trusted-twice", "The trust file has a key twice.", "key-twice", "", USAGE)),
    ):  # fmt: skip
        yield _receipt(log, note, told)
    mistyped = replaced(_trust(LOG.key), base64_text(b"\1" + LOG.key.public).encode(),
                        base64_text(b"\1" + STRANGER.key.public).encode())  # fmt: skip
    case = _receipt(log, old, ("keys-trusted-wrong-bytes", "The trust file has other bytes than the identifier is of.",
                               "", "", USAGE))  # fmt: skip
    yield case._replace(command=(*case.command[:-1], "trust"), files=case.files | {"trust": mistyped})


def _promises(log: ExampleLog) -> Iterator[Case]:
    text = promise(log, _INDEX).text()
    for name, description, signing, trust, finding, code in (
        ("keys-retired", "Promised by a key that has been retired since.", PROMISES, "rotated", "signer-retired", PROVEN),
        ("keys-new", "Promised by the new key.", NEW_PROMISES, "rotated", "promise-kept", PROVEN),
        ("keys-new-old-trust", "Promised by the new key, for who knows the old one.", NEW_PROMISES, "log",
         "promise-key-unknown", UNDECIDED),
    ):  # fmt: skip
        files = {
            "promise": in_header(signing.note(text)).encode(),
            "receipt.tlog-proof": written(log.receipt(_INDEX)._replace(note=_both(log))),
        }
        command = ("promise", "promise", "--receipt", "receipt.tlog-proof", "--policy", f"{{trust}}/{trust}")
        yield Case(f"promise/{name}", description, command, code, finding, files)


def _second(log: ExampleLog) -> Iterator[Case]:
    plain = log.note()
    line = second_signature(plain.text)
    both, alone = plain._replace(signatures=(*plain.signatures, line)), plain._replace(signatures=(line,))
    false = line._replace(value=flipped(line.value, 1000))
    timed = line._replace(value=flipped(line.value, 7))
    hinted = line._replace(value=flipped(line.value, len(line.value) - 1))
    other = plain._replace(text=log.checkpoint()._replace(size=4).text(), signatures=(line,))
    for note, told in (
        (both, ("ml-dsa-44", "Signed by ML-DSA-44 too, and the trust file has both keys.", "ml-dsa-44", "included", PROVEN)),
        (both, ("ml-dsa-44-unknown", "The same, for who does not know that key.", "log", "included", PROVEN)),
        (both, ("ml-dsa-44-only-known", "The same, for who trusts that key alone.", "ml-dsa-44-only", "included", PROVEN)),
        (alone, ("ml-dsa-44-alone", "By ML-DSA-44 alone, which is the log's key too.", "ml-dsa-44", "included", PROVEN)),
        (alone, ("ml-dsa-44-alone-unknown", "The same, for who knows the key of Ed25519 alone.", "log", "log-not-signed",
                 UNDECIDED)),
        (plain, ("ml-dsa-44-missing", "The second signature is missing: one of the log's keys is enough.", "ml-dsa-44",
                 "included", PROVEN)),
        (plain, ("ml-dsa-44-missing-only-known", "The same, for who trusts that key alone.", "ml-dsa-44-only",
                 "log-not-signed", UNDECIDED)),
        (plain._replace(signatures=(*plain.signatures, false)),
         ("ml-dsa-44-false", "One bit of the second signature is another: it spoils the note.", "ml-dsa-44",
          "signature-false", UNDECIDED)),
        (plain._replace(signatures=(*plain.signatures, false)),
         ("ml-dsa-44-false-unknown", "The same, for who does not know that key.", "log", "included", PROVEN)),
        (plain._replace(signatures=(*plain.signatures, timed)),
         ("ml-dsa-44-other-time", "Another time than the signed one.", "ml-dsa-44", "signature-false", UNDECIDED)),
        (plain._replace(signatures=(*plain.signatures, hinted)),
         ("ml-dsa-44-hints", "The hints at its end are not in their one form.", "ml-dsa-44", "signature-false", UNDECIDED)),
        (plain._replace(signatures=(*plain.signatures, line._replace(value=line.value[:-1]))),
         ("ml-dsa-44-cut", "The second signature is cut by one byte.", "ml-dsa-44", "signature-false", UNDECIDED)),
        (other, ("ml-dsa-44-other-state", "The second signature is of another size.", "ml-dsa-44", "signature-false",
                 UNDECIDED)),
    ):  # fmt: skip
        yield _receipt(log, note, told)


def _told() -> Iterator[Case]:
    """Yield logs that tell of their keys: one vouches for the next, or nobody does."""
    for name, description, voucher, trust, finding in (
        ("keys-rotated", "The old key vouches for the new one.", LOG, "rotated", "key-rotated"),
        ("keys-rotated-old-trust", "The same, for who knows the old key.", LOG, "log", "key-rotated-unlisted"),
        ("keys-rotated-unvouched", "A key that nobody known vouches for.", STRANGER, "log", "key-rotated-unvouched"),
        ("keys-retired", "The new key retires the old one.", LOG, "rotated", "key-retired"),
    ):
        log = ExampleLog()
        for what, key, by in ((ROTATED, NEW, voucher), (RETIRED, LOG, NEW)):
            statement = KeyStatement(ORIGIN, what, "checkpoint", key.key)
            detail = {"note": by.note(statement.text()).write(), "purpose": "checkpoint", "vkey": key.key.write()}
            log.append(None, what.replace("-", "."), detail=detail)
        files = in_folder("log", tree(log, note=_both(log)))
        yield Case(
            f"fsck/{name}", description, ("fsck", "log", "--policy", f"{{trust}}/{trust}"), PROVEN, finding, files
        )
