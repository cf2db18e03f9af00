"""`recompute`: whether the figures of an assessment follow from its facts and the law (docs/decisions/0096)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from service.audit.commitments import Opening, opens
from service.domain.canonical import canonical
from service.domain.errors import Refusal
from service.evidence.policy import Policy
from service.law.errors import DocumentError
from service.verifier import engine
from service.verifier.disclosure import Disclosure, Opened, read_disclosure
from service.verifier.findings import Report
from service.verifier.members import Misshapen
from service.verifier.reading import NotCanonical, read_json
from service.verifier.receipts import Included, check_receipt
from service.verifier.recomputation import (
    NotDisclosed,
    compute,
    first_difference,
    is_of_one_schedule,
    is_of_same_facts,
)

_TYPE: Final = "assessment.created"
_COMMITMENTS: Final = {"/actor": "actor", "/request/idem": "idem", "/stream": "stream", "/tenant": "tenant"}
_MALFORMED: Final = (DocumentError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class _Unbound(Exception):
    """What is disclosed is not what the event names, or is not disclosed."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


def recompute(policy: Policy, data: bytes, where: str, report: Report) -> None:
    """Check the disclosure *data*: the receipt, what is opened, the hashes; and compute again."""
    try:
        disclosure = read_disclosure(data)
    except Misshapen as error:
        report.undecided("disclosure-unreadable", where, why=error)
        return
    included = check_receipt(policy, disclosure.receipt, where, report)
    if included is None:
        return
    event = included.leaf.event
    if event["type"] != _TYPE:
        report.undecided("disclosure-other", where, event=included.leaf.id, type=event["type"])
        return
    for opened in disclosure.opened:
        _check_opened(opened, event, where, report)
    try:
        result = _bound(disclosure, event)
    except _Unbound as error:
        report.undecided(error.code, where, what=error)
        return
    report.proven("disclosure-bound", where, reports=len(disclosure.reports), rules=event["rules"]["reference"])
    _compare(disclosure, result, (included, where), report)


def _check_opened(opened: Opened, event: dict[str, Any], where: str, report: Report) -> None:
    commitment: Any = event
    for name in opened.at.split("/")[1:]:
        commitment = commitment.get(name) if isinstance(commitment, dict) else None
    is_it = _COMMITMENTS.get(opened.at) == opened.field and isinstance(commitment, str)
    if is_it and opens(Opening(commitment, opened.field, opened.salt, opened.value)):
        report.proven("opened", where, at=opened.at, value=opened.value)
    else:
        report.undecided("opened-false", where, at=opened.at, value=opened.value)


def _bound(disclosure: Disclosure, event: dict[str, Any]) -> dict[str, Any]:
    """Return the result, if it and all that has a hash is what the event names."""
    result = _named(disclosure.result, event.get("result_sha256"), "/result")
    inputs = _named(disclosure.inputs, event.get("inputs_sha256"), "/inputs")
    rules, texts = event.get("rules"), {sha256(text.data).hexdigest(): text.data for text in disclosure.law}
    if not isinstance(inputs, list) or not isinstance(result, dict) or not isinstance(rules, dict):
        raise _Unbound("disclosed-other", "/inputs")
    if len(inputs) != len(disclosure.reports):
        raise _Unbound("disclosed-other", "/reports")
    for place, (named, content) in enumerate(zip(inputs, disclosure.reports, strict=True)):
        here = f"/reports/{place}"
        if content.data is None:
            raise _Unbound("disclosed-missing", here)
        if named != [content.report, str(content.revision), sha256(content.data).hexdigest()]:
            raise _Unbound("disclosed-other", here)
    if _reference(texts.get(str(rules.get("sha256")))) != rules.get("reference") or not set(_versions(result)) <= set(
        texts
    ):
        raise _Unbound("disclosed-other", "/law")
    return result


def _named(data: bytes | None, digest: object, what: str) -> Any:
    if data is None:
        raise _Unbound("disclosed-missing", what)
    if sha256(data).hexdigest() != digest:
        raise _Unbound("disclosed-other", what)
    try:
        return read_json(data)
    except NotCanonical as error:
        raise _Unbound("disclosed-other", what) from error


def _reference(text: bytes | None) -> str | None:
    """Return the name of a version, `schedule@version`, from its text."""
    if text is None:
        return None
    try:
        version = read_json(text)["version"]
        return f"{version['schedule']}@{version['version']}"
    except (NotCanonical, LookupError, TypeError):
        return None


def _versions(result: dict[str, Any]) -> Iterator[str]:
    """Yield the hashes of the versions that a result says it was computed by."""
    yield str(result.get("version_sha256"))
    segments = result.get("segments")
    for segment in segments if isinstance(segments, list) else []:
        if isinstance(segment, dict) and segment.get("version_sha256") is not None:
            yield str(segment["version_sha256"])


def _compare(disclosure: Disclosure, result: dict[str, Any], seen: tuple[Included, str], report: Report) -> None:
    """
    Compute again, and compare.

    Facts that no hash binds can have been changed by whoever discloses them. So a difference is the log's own only
    where the signed result states the very facts and law that it was computed from here, and other figures for them.
    """
    included, where = seen
    try:
        again = compute(disclosure, result)
    except NotDisclosed as error:
        report.undecided("disclosed-missing", where, what=error)
        return
    except Refusal as refusal:
        report.undecided("not-computable", where, why=f"{refusal.code}: {refusal.detail}")
        return
    except _MALFORMED as error:
        report.undecided("not-computable", where, why=repr(error))
        return
    if again == disclosure.result:
        report.proven("recomputed", where, assessment=disclosure.assessment, total=_total(result))
        return
    found = read_json(again)
    named = included.leaf.event.get("engine")
    is_same_engine = isinstance(named, dict) and named.get("build") == engine.build()
    at = first_difference(result, found)
    if is_same_engine and is_of_same_facts(result, found) and is_of_one_schedule(disclosure):
        report.against("figures-false", where, is_signed=included.shown.is_signed, at=at, total=_total(result),
                       again=_total(found))  # fmt: skip
    elif is_same_engine:
        report.undecided("figures-of-other-facts", where, at=at)
    else:
        report.undecided("figures-of-other-engine", where, at=at)


def _total(result: dict[str, Any]) -> str:
    total = result.get("total")
    return f"{total.get('amount')} {total.get('currency')}" if isinstance(total, dict) else canonical(total).decode()
