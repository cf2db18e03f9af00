"""Artefacts that were changed anywhere: none is accepted, by us or by Go, unless it still says the very same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.evidence.notes import read_note
from service.evidence.proofs import Proof, read_proof
from service.verifier.findings import Report, Verdict
from service.verifier.receipts import check_receipt
from service.verifier.recomputing import recompute
from service.verifier.streams import check_stream
from service.verifier.trust import judge_checkpoint, trust_file
from tests import second_opinion
from tests.vectors.example_log import LOG, OPERATOR, OTHER, ExampleLog
from tests.vectors.generate import FOLDER

pytestmark = pytest.mark.thorough

_POLICY: Final = trust_file(str(FOLDER / "trust" / "log"))
_CASES: Final = FOLDER / "cases"
_RECEIPT: Final = (_CASES / "receipt" / "good" / "receipt.tlog-proof").read_bytes()
_STREAM: Final = (_CASES / "stream" / "good-and-more" / "stream.json").read_bytes()
_DISCLOSURE: Final = (_CASES / "recompute" / "good" / "disclosure.json").read_bytes()
_ASKED_OF_GO: Final = 200


def _log() -> ExampleLog:
    log = ExampleLog()
    for number in range(40):
        log.append((OPERATOR, OTHER)[number % 2])
    return log


_LOG: Final = _log()
_PROOF: Final = _LOG.receipt(21)


@st.composite
def _byte_changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Change, drop, insert or repeat bytes somewhere."""
    place = draw(st.integers(0, len(data) - 1))
    end = min(len(data), place + draw(st.integers(0, 3)))
    new = draw(
        st.one_of(st.binary(max_size=3), st.sampled_from([b"\n", b"\r", b" ", b"=", b"0", b"\x00", b"\xe2\x80\x94"]))
    )
    return data[:place] + new + data[end:]


@st.composite
def _line_changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Drop, repeat or move a line."""
    lines = data.split(b"\n")
    line = lines.pop(draw(st.integers(0, len(lines) - 1)))
    for _ in range(draw(st.integers(0, 2))):
        lines.insert(draw(st.integers(0, len(lines))), line)
    return b"\n".join(lines)


@st.composite
def _proof_changed(draw: st.DrawFn) -> bytes:
    """Change the order of the hashes, the index, the size, or the checkpoint under them."""
    hashes = draw(st.permutations(_PROOF.hashes)) if draw(st.booleans()) else list(_PROOF.hashes)
    hashes = hashes[: draw(st.integers(0, len(hashes)))] if draw(st.booleans()) else hashes
    index = draw(st.one_of(st.just(_PROOF.leaf_index), st.integers(0, 2**64)))
    size = draw(st.one_of(st.just(len(_LOG.entries)), st.integers(1, len(_LOG.entries))))
    entry = draw(st.sampled_from([_LOG.entries[21], *_LOG.entries]))
    note = _LOG.note(size)
    if draw(st.booleans()):
        note = note._replace(text=_LOG.checkpoint()._replace(size=draw(st.integers(0, 2**63))).text())
    return Proof(index, tuple(hashes), note, entry).write().encode()


_CHANGED_RECEIPTS: Final = st.one_of(
    _byte_changed(_RECEIPT), _line_changed(_RECEIPT), _proof_changed(), _byte_changed(_PROOF.write().encode())
)


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(_CHANGED_RECEIPTS)
def test_a_receipt_is_accepted_only_if_it_says_what_was_signed(data: bytes) -> None:
    """An entry, at its index, in a state that the log signed; and a changed receipt accuses nobody."""
    verdict = _of_receipt(data)

    assert verdict is not Verdict.BROKEN
    assert verdict is Verdict.UNDECIDED or _is_true(data)


@settings(max_examples=300)
@given(st.one_of(_byte_changed(_LOG.note().write().encode()), _line_changed(_LOG.note().write().encode())))
def test_a_checkpoint_is_accepted_only_if_its_text_is_the_signed_one(data: bytes) -> None:
    """Signatures of others may be added; the text is the log's, to the byte."""
    report = Report()
    judge_checkpoint(_POLICY, data, "checkpoint", report)

    assert report.verdict is not Verdict.BROKEN
    assert report.verdict is Verdict.UNDECIDED or read_note(data).text == _LOG.note().text


def _json_changed(data: bytes) -> st.SearchStrategy[bytes]:
    return st.one_of(_byte_changed(data), _member_changed(json.loads(data)).map(lambda each: json.dumps(each).encode()))


@st.composite
def _member_changed(draw: st.DrawFn, document: Any) -> Any:
    """Change one value, anywhere in a document."""
    path = draw(st.sampled_from(list(_paths(document))))
    changed = json.loads(json.dumps(document))
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    old = holder[path[-1]]
    others: list[Any] = [None, 0, 1, 2**60, "", [], {}, True]
    if isinstance(old, str):
        others += [old[:-1], old[::-1], old.swapcase(), old + "A"]
    if isinstance(old, list):
        others += [old[1:], old[:-1], old[::-1], old * 2]
    if isinstance(old, int):
        others += [old + 1, -old, str(old)]
    holder[path[-1]] = draw(st.sampled_from(others))
    return changed


def _paths(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for name, value in members:
        yield (*path, name)
        yield from _paths(value, (*path, name))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(_json_changed(_STREAM))
def test_a_stream_is_accepted_only_with_all_its_events(data: bytes) -> None:
    """Those up to the commitment; one that came after it may be left out, and seals may stay closed."""
    report = Report()
    check_stream(_POLICY, data, "stream.json", report)

    assert report.verdict is not Verdict.BROKEN
    if report.verdict is Verdict.PROVEN:
        shown, good = json.loads(data), json.loads(_STREAM)
        assert _bare(good["leaves"])[:3] == _bare(shown["leaves"])[:3]
        assert good["operator"] == shown["operator"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(_json_changed(_DISCLOSURE))
def test_a_disclosure_is_accepted_only_if_the_figures_follow(data: bytes) -> None:
    """Facts that make no difference may be others; what has a hash may not."""
    report = Report()
    recompute(_POLICY, data, "disclosure.json", report)

    assert report.verdict is not Verdict.BROKEN
    if report.verdict is Verdict.PROVEN:
        shown, good = json.loads(data), json.loads(_DISCLOSURE)
        assert [good[name] for name in ("result", "inputs", "reports")] == [
            shown[name] for name in ("result", "inputs", "reports")
        ]


def test_go_accepts_no_changed_receipt_either(tmp_path: Path) -> None:
    """But those in which only signature lines are written otherwise, which Go reads more freely than C2SP has it."""
    if reason := second_opinion.why_none():
        pytest.skip(reason)
    program = second_opinion.build(tmp_path)
    changed: list[bytes] = []

    @settings(max_examples=_ASKED_OF_GO, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(_CHANGED_RECEIPTS)
    def collect(data: bytes) -> None:
        changed.append(data)

    collect()
    paths = [tmp_path / str(place) for place in range(len(changed))]
    for path, data in zip(paths, changed, strict=True):
        path.write_bytes(data)
    keys = [LOG.key.write()]
    answers = second_opinion.ask(program, [{"kind": "receipt", "path": str(path), "keys": keys} for path in paths])
    for data, answer in zip(changed, answers, strict=True):
        is_accepted = _of_receipt(data) is Verdict.PROVEN
        assert answer == "yes" or not is_accepted, data
        assert answer != "yes" or is_accepted or _is_true(_without_freedom(data)), data


def _of_receipt(data: bytes) -> Verdict:
    report = Report()
    check_receipt(_POLICY, data, "receipt", report)
    return report.verdict


def _is_true(data: bytes) -> bool:
    """Tell whether a receipt names an entry at its true place of a log that signed the state."""
    proof = read_proof(data)
    for log in (_LOG, _SMALL):
        size = int(proof.note.text.split("\n")[1])
        if size <= len(log.entries) and proof.note.text == log.note(size).text and proof.leaf_index < size:
            return proof.extra == log.entries[proof.leaf_index]
    return False


def _without_freedom(data: bytes) -> bytes:
    """Write the signature under a receipt anew, as if it had been written in the one way there is."""
    head, _, note = data.partition(b"\n\n")
    text, _, _ = note.rpartition(b"\n\n")
    try:
        text_of = text.decode() + "\n"
    except UnicodeDecodeError:
        return data
    return head + b"\n\n" + LOG.note(text_of).write().encode()


def _small() -> ExampleLog:
    log = ExampleLog()
    for operator in (OPERATOR, OTHER, OPERATOR, OPERATOR, OTHER, OPERATOR):
        log.append(operator)
    return log


_SMALL: Final = _small()


def _bare(leaves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: leaf[name] for name in ("index", "leaf", "proof")} for leaf in leaves]
