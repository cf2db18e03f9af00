"""Cases of disclosures: figures that can be computed again, and what is changed so that they cannot."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator

from service.domain.canonical import canonical
from service.evidence.notes import base64_bytes, base64_text
from tests.vectors.case import PROVEN, UNDECIDED, Case
from tests.vectors.disclosing import Shown, disclosure
from tests.vectors.example_log import OTHER, ExampleLog, salt


def cases() -> Iterator[Case]:
    """
    Yield them.

    None of them accuses: for that the log has to have computed by the very sources of the verifier, whose hash is another
    after every change. A test of its own does.
    """
    good = disclosure()
    yield _case("good", "The figures follow from the facts and the law.", "recomputed", PROVEN, good)
    bare = good | {"opened": []}
    yield _case("good-sealed", "Nothing is opened.", "recomputed", PROVEN, bare)
    yield from _of_other_figures(good)
    yield from _unbound(good)
    yield from _sealed(good)


def _case(name: str, description: str, finding: str, exit_code: int, shown: Shown | bytes) -> Case:
    data = shown if isinstance(shown, bytes) else json.dumps(shown, indent=1, sort_keys=True).encode() + b"\n"
    command = ("recompute", "disclosure.json", "--policy", "{trust}/log")
    return Case(f"recompute/{name}", description, command, exit_code, finding, {"disclosure.json": data})


def _spoiled(shown: Shown, spoil: Callable[[Shown], object]) -> Shown:
    changed = copy.deepcopy(shown)
    spoil(changed)
    return changed


def _of_other_figures(good: Shown) -> Iterator[Case]:
    total = {"amount": "1.00", "currency": "EUR"}
    other = disclosure(spoil_result=lambda result: result.update(total=total))
    description = "The log signed another total; which engine computed it, is not at hand."
    yield _case("other-engine", description, "figures-of-other-engine", UNDECIDED, other)
    for name, description, spoil in (
        ("other-price", "The price of a coin was changed.",
         lambda each: each["facts"]["prices"][1]["quote"].update(price="1.00")),
        ("other-place", "The farm was somewhere else.", lambda each: each["facts"]["statements"][0]["places"][0].update(region="XA-02")),
        ("other-days", "Fewer days count.", lambda each: each["facts"]["statements"][0].update(days=[{"start": "2030-01-01", "end": "2030-02-01"}])),
    ):  # fmt: skip
        yield _case(name, description, "figures-of-other-engine", UNDECIDED, _spoiled(good, spoil))
    for name, description, spoil in (
        ("quote-not-known", "A price was not known.", lambda each: each["facts"]["prices"][1].update(quote=None)),
        ("place-elsewhere", "The farm was in another country.",
         lambda each: each["facts"]["statements"][0]["places"][0].update(region="XB")),
        ("facts-malformed", "A fact has not its form.", lambda each: each["facts"]["statements"][0].update(operator_kind=7)),
    ):  # fmt: skip
        yield _case(name, description, "not-computable", UNDECIDED, _spoiled(good, spoil))
    for name, description, spoil in (
        ("quote-missing", "A price that is needed is not disclosed.", lambda each: each["facts"]["prices"].pop()),
        (
            "facts-withheld",
            "What is known of a report is withheld.",
            lambda each: each["facts"].update(statements=[None]),
        ),
        ("report-withheld", "A report is withheld.", lambda each: each["reports"][0].update(content=None)),
        ("result-withheld", "The result is withheld.", lambda each: each.update(result=None)),
    ):
        yield _case(name, description, "disclosed-missing", UNDECIDED, _spoiled(good, spoil))


def _unbound(good: Shown) -> Iterator[Case]:
    result = json.loads(base64_bytes(good["result"])) | {"total": {"amount": "1.00", "currency": "EUR"}}
    report = base64_bytes(good["reports"][0]["content"]).replace(b"1000", b"1001")
    text = base64_bytes(good["law"][0]["text"]).replace(b'"rate":"2"', b'"rate":"3"')
    for name, description, spoil in (
        (
            "other-result",
            "Another total than the event names.",
            lambda each: each.update(result=base64_text(canonical(result))),
        ),
        (
            "other-report",
            "A report says something else.",
            lambda each: each["reports"][0].update(content=base64_text(report)),
        ),
        (
            "other-revision",
            "A report is said to be of another revision.",
            lambda each: each["reports"][0].update(revision=2),
        ),
        ("fewer-reports", "A report is not shown.", lambda each: each["reports"].clear()),
        ("other-law", "The law says something else.", lambda each: each["law"][0].update(text=base64_text(text))),
        ("no-law", "The law is not shown.", lambda each: each["law"].clear()),
        ("other-inputs", "Other inputs than the event names.", lambda each: each.update(inputs=base64_text(b"[]"))),
    ):
        yield _case(name, description, "disclosed-other", UNDECIDED, _spoiled(good, spoil))
    other = ExampleLog()
    other.append(OTHER)
    shown = good | {"receipt": other.receipt(1).write(), "opened": []}
    yield _case("other-event", "The receipt of another event.", "disclosure-other", UNDECIDED, shown)
    cut = good | {"receipt": good["receipt"][:-2]}
    yield _case("cut-receipt", "The receipt is cut.", "receipt-unreadable", UNDECIDED, cut)
    yield _case("cut", "Cut in the middle.", "disclosure-unreadable", UNDECIDED, json.dumps(good).encode()[:2000])
    form = good | {"form": "hashlevy.disclosure/2"}
    yield _case("other-form", "Another form.", "disclosure-unreadable", UNDECIDED, form)


def _sealed(good: Shown) -> Iterator[Case]:
    for name, description, spoil in (
        ("opened-other-value", "A seal opens to another value.", lambda each: each["opened"][0].update(value=OTHER)),
        (
            "opened-other-salt",
            "A seal opens under another salt.",
            lambda each: each["opened"][0].update(salt=base64_text(salt("other"))),
        ),
        ("opened-elsewhere", "A seal is said to stand elsewhere.", lambda each: each["opened"][0].update(at="/stream")),
        (
            "opened-other-field",
            "A seal is said to be of another field.",
            lambda each: each["opened"][0].update(field="actor"),
        ),
        ("opened-unknown", "A member that is no seal is opened.", lambda each: each["opened"][0].update(at="/id")),
    ):
        yield _case(name, description, "opened-false", UNDECIDED, _spoiled(good, spoil))
