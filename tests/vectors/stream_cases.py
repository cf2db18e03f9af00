"""Cases of streams: all events of an operator, or all but one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from service.audit.commitments import commit
from service.evidence.merkle import leaf_hash
from service.evidence.notes import base64_bytes, base64_text
from tests.vectors.case import BROKEN, PROVEN, UNDECIDED, Case
from tests.vectors.example_log import OPERATOR, OTHER, ExampleLog, event, leaf, salt, signer

_Document = dict[str, Any]
_Spoil = Callable[[_Document], object]


class Committed(NamedTuple):
    """The leaf that commits to all heads, and where each operator's stands among them."""

    leaf_index: int
    places: dict[str, tuple[int, list[bytes]]]


def cases() -> Iterator[Case]:
    """Yield them."""
    log, committed = _log()
    good = document(log, OPERATOR, committed)
    yield _case("good", "All events of an operator.", "stream-complete", PROVEN, good)
    other = document(log, OTHER, committed)
    yield _case("good-other", "All events of another operator.", "stream-complete", PROVEN, other)
    later, before = _log()
    later.append(OPERATOR)
    more = document(later, OPERATOR, before)
    yield _case("good-and-more", "An event after the last commitment.", "stream-complete", PROVEN, more)
    erased = _spoiled(good, lambda each: each["leaves"][1].update(tenant=None))
    yield _case("good-erased", "Whose one event is can no longer be opened.", "stream-complete", PROVEN, erased)
    yield from _incomplete(log, good, more)
    yield from _changed(good)
    yield from _signed_nonsense()


def document(log: ExampleLog, operator: str, committed: Committed) -> _Document:
    """Return what a service shows of *operator*."""
    place, proof = committed.places[operator]
    detail = json.loads(log.events[committed.leaf_index])["detail"]
    return {
        "checkpoint": log.note().write(),
        "form": "hashlevy.stream/1",
        "heads": _leaf(log, committed.leaf_index)
        | {
            "heads_proof": [base64_text(each) for each in proof],
            "index_in_heads": place,
            "salt": base64_text(salt(f"stream {operator}")),
            "streams": detail["streams"],
        },
        "leaves": [
            _leaf(log, index) | {"tenant": _opening(index, operator)}
            for index, body in enumerate(log.events)
            if commit("tenant", operator, salt(f"evt_{index:026d}")).encode() in body
        ],
        "operator": operator,
        "origin": log.origin,
    }


def commit_heads(log: ExampleLog, size: int | None = None) -> Committed:
    """Let *log* commit to all heads."""
    places = {operator: log.head_proof(operator) for operator in (OPERATOR, OTHER)}
    return Committed(log.heads(size), places)


def _log() -> tuple[ExampleLog, Committed]:
    log = ExampleLog()
    for operator in (OPERATOR, OTHER, OPERATOR, OTHER, OPERATOR):
        log.append(operator)
    return log, commit_heads(log)


def _leaf(log: ExampleLog, index: int) -> _Document:
    proof = [base64_text(each) for each in log.path(index)]
    return {"index": index, "leaf": base64_text(log.entries[index]), "proof": proof}


def _opening(index: int, operator: str) -> _Document:
    return {"field": "tenant", "salt": base64_text(salt(f"evt_{index:026d}")), "value": operator}


def _case(name: str, description: str, finding: str, exit_code: int, shown: _Document | bytes) -> Case:
    data = shown if isinstance(shown, bytes) else json.dumps(shown, indent=1, sort_keys=True).encode() + b"\n"
    command = ("stream", "stream.json", "--policy", "{trust}/log")
    return Case(f"stream/{name}", description, command, exit_code, finding, {"stream.json": data})


def _spoiled(shown: _Document, spoil: _Spoil) -> _Document:
    changed = copy.deepcopy(shown)
    spoil(changed)
    return changed


def _incomplete(log: ExampleLog, good: _Document, more: _Document) -> Iterator[Case]:
    for name, description, finding, shown in (
        ("first-left-out", "The first event is not shown.", "stream-gap", _spoiled(good, lambda each: each["leaves"].pop(0))),
        ("one-left-out", "An event in the middle is not shown.", "stream-gap", _spoiled(good, lambda each: each["leaves"].pop(1))),
        ("last-left-out", "The last event is not shown.", "heads-other", _spoiled(good, lambda each: each["leaves"].pop())),
        ("last-two-left-out", "The last before the commitment is not shown, a later one is.", "stream-gap",
         _spoiled(more, lambda each: each["leaves"].pop(2))),
        ("nothing-shown", "No events are shown.", "stream-gap", _spoiled(good, lambda each: each["leaves"].clear())),
        ("twice", "An event is shown twice.", "stream-gap", _spoiled(good, lambda each: each["leaves"].insert(1, each["leaves"][0]))),
        ("order", "Two events changed places.", "stream-gap", _spoiled(good, lambda each: each["leaves"].reverse())),
        ("no-heads", "Nothing says which event was the last.", "heads-missing", _spoiled(good, lambda each: each.update(heads=None))),
        ("heads-elsewhere", "An event is passed off as the commitment.", "heads-unreadable",
         _spoiled(good, lambda each: each["heads"].update(_leaf(log, 3)))),
    ):  # fmt: skip
        yield _case(name, description, finding, UNDECIDED, shown)


def _changed(good: _Document) -> Iterator[Case]:
    text = json.dumps(good)
    leaf = good["leaves"][0]["leaf"]
    for name, description, finding, shown in (
        ("other-operator", "The same events, said to be another's.", "stream-other", _spoiled(good, lambda each: each.update(operator=OTHER))),
        ("other-value", "One event opens to another operator.", "stream-other",
         _spoiled(good, lambda each: each["leaves"][0]["tenant"].update(value=OTHER))),
        ("other-field", "One event opens as something else.", "stream-other",
         _spoiled(good, lambda each: each["leaves"][0]["tenant"].update(field="actor"))),
        ("other-salt", "One event opens under another salt.", "stream-other",
         _spoiled(good, lambda each: each["leaves"][0]["tenant"].update(salt=base64_text(salt("other"))))),
        ("short-salt", "One event opens under a salt of 31 bytes.", "stream-other",
         _spoiled(good, lambda each: each["leaves"][0]["tenant"].update(salt=base64_text(salt("other")[1:])))),
        ("changed-leaf", "One event says something else.", "not-included",
         _spoiled(good, lambda each: each["leaves"][0].update(leaf=base64_text(base64_bytes(leaf).replace(b"report", b"resort"))))),
        ("other-index", "One event stands elsewhere.", "not-included", _spoiled(good, lambda each: each["leaves"][0].update(index=2))),
        ("other-stream-salt", "The head is another's.", "heads-other",
         _spoiled(good, lambda each: each["heads"].update(salt=base64_text(salt("other"))))),
        ("other-place", "The head stands elsewhere among them.", "heads-other",
         _spoiled(good, lambda each: each["heads"].update(index_in_heads=each["heads"]["index_in_heads"] + 1))),
        ("fewer-streams", "There are said to be fewer heads.", "heads-other", _spoiled(good, lambda each: each["heads"].update(streams=2))),
        ("other-origin", "Said to be of another log.", "two-logs", _spoiled(good, lambda each: each.update(origin="other.example"))),
        ("other-form", "Another form.", "stream-unreadable", _spoiled(good, lambda each: each.update(form="hashlevy.stream/2"))),
        ("member-missing", "A member is missing.", "stream-unreadable", _spoiled(good, lambda each: each.pop("heads"))),
        ("number-as-text", "An index as text.", "stream-unreadable", _spoiled(good, lambda each: each["leaves"][0].update(index="1"))),
        ("member-twice", "A member stands twice.", "stream-unreadable", (text[:-1] + ', "heads": null}').encode()),
        ("fraction", "An index with a fraction.", "stream-unreadable", text.replace('"index": 1,', '"index": 1.0,').encode()),
        ("cut", "Cut in the middle.", "stream-unreadable", text[: len(text) // 2].encode()),
    ):  # fmt: skip
        yield _case(name, description, finding, UNDECIDED, shown)


def _signed_nonsense() -> Iterator[Case]:
    """What the log signed, and should not have: it is held to it."""
    log = ExampleLog()
    log.append(OPERATOR)
    log.append(OTHER)
    log.place(event(3, OPERATOR), OPERATOR, 0, "0" * 64)
    forked = document(log, OPERATOR, commit_heads(log))
    yield _case("two-of-one-number", "Two events of the operator have one number.", "stream-forked", BROKEN, forked)
    unsigned = _spoiled(forked, lambda each: each.update(checkpoint=_by_nobody(log)))
    yield _case("two-of-one-number-unsigned", "As before, by nobody known.", "stream-forked", UNDECIDED, unsigned)
    closed = _spoiled(forked, lambda each: each["leaves"][1].update(tenant=None))
    description = "As before, but whose the second one is, is not shown."
    yield _case("two-of-one-number-closed", description, "stream-forked", UNDECIDED, closed)
    log = ExampleLog()
    log.append(OPERATOR)
    log.append(OTHER)
    log.place(event(3, OPERATOR), OPERATOR, 1, leaf_hash(log.entries[2]).hex())
    wrong = document(log, OPERATOR, commit_heads(log))
    description = "The second event of the operator names another's as the one before it."
    yield _case("other-one-before", description, "stream-forked", BROKEN, wrong)
    log = ExampleLog()
    first = event(3, OPERATOR)
    log.place(event(1, OPERATOR), OPERATOR, 1, leaf_hash(leaf(first, 0, "0" * 64)).hex())
    log.append(OTHER)
    log.place(first, OPERATOR, 0, "0" * 64)
    backwards = _spoiled(document(log, OPERATOR, commit_heads(log)), lambda each: each["leaves"].reverse())
    yield _case(
        "second-before-first", "The second event of the operator was logged first.", "stream-forked", BROKEN, backwards
    )
    log = ExampleLog()
    log.append(OPERATOR)
    log.append(OTHER)
    beyond = document(log, OPERATOR, commit_heads(log, 100))
    yield _case("heads-beyond", "The log commits to more entries than it has.", "heads-contradict", BROKEN, beyond)


def _by_nobody(log: ExampleLog) -> str:
    return signer(log.origin, variant="b").note(log.checkpoint().text()).write()
