"""Figures that are computed again, and when a difference is the log's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.audit.engine import ENGINE
from service.evidence.notes import base64_text
from service.verifier import engine
from service.verifier.findings import Report, Verdict
from service.verifier.recomputation import first_difference
from service.verifier.recomputing import recompute
from service.verifier.trust import trust_file
from tests.vectors.disclosing import disclosure
from tests.vectors.generate import FOLDER

_TRUST = FOLDER / "trust" / "log"


def _found(shown: dict[str, Any]) -> tuple[Verdict, str]:
    report = Report()
    recompute(trust_file(str(_TRUST)), json.dumps(shown).encode(), "disclosure.json", report)
    return report.verdict, report.findings[-1].code


def test_the_engine_is_named_as_events_name_it() -> None:
    """By the digest of the same files."""
    assert ENGINE.build == engine.build()


def test_figures_that_follow_are_proven_whatever_engine_made_them() -> None:
    """Bytes that are the same need no engine to agree."""
    assert (Verdict.PROVEN, "recomputed") == _found(disclosure())
    assert (Verdict.PROVEN, "recomputed") == _found(disclosure(engine.build()))


def test_another_total_for_the_facts_that_the_result_states_is_the_logs_own_doing() -> None:
    """Nobody can have put it there on the way: the log signed law, facts and figures together."""
    total = {"amount": "1.00", "currency": "EUR"}
    shown = disclosure(engine.build(), lambda result: result.update(total=total))

    assert (Verdict.BROKEN, "figures-false") == _found(shown)
    assert (Verdict.UNDECIDED, "figures-of-other-facts") == _found(_elsewhere(shown))


@pytest.mark.parametrize(("member", "stated"), [("flags", ["nil"]), ("trace", []), ("segments", [])])
def test_a_result_of_other_facts_accuses_nobody(member: str, stated: list[str]) -> None:
    """Its facts can have been changed by whoever disclosed them."""
    shown = disclosure(engine.build(), lambda result: result.update({member: stated}))

    assert (Verdict.UNDECIDED, "figures-of-other-facts") == _found(shown)


def test_a_second_text_of_the_law_with_another_schedule_accuses_nobody() -> None:
    """No hash says which of two schedules counted."""
    total = {"amount": "1.00", "currency": "EUR"}
    shown = disclosure(engine.build(), lambda result: result.update(total=total))
    law = json.loads(json.dumps(shown["law"][0]))
    text = {"schedule": {"currency": "EUR"}, "version": {}}
    shown["law"] = [law, law | {"text": base64_text(json.dumps(text).encode())}]

    assert Verdict.UNDECIDED is _found(shown)[0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": 1}, {"a": 1}, None),
        ({"a": 1}, {"a": 2}, "/a"),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "/a/1/b"),
        ({"a": [1]}, {"a": [1, 2]}, "/a"),
        ({"a": 1}, {"b": 1}, "/a"),
        (1, 2, "/"),
    ],
    ids=str,
)
def test_the_first_difference_is_named(one: Any, other: Any, expected: str | None) -> None:
    """By JSON pointer."""
    assert expected == first_difference(one, other)


def _elsewhere(shown: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(shown))
    changed["facts"]["statements"][0]["places"][0]["region"] = "XA-02"
    return changed
