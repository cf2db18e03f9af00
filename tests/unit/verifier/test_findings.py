"""What findings come to together."""

from __future__ import annotations

import pytest

from service.verifier.findings import Report, Verdict


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([], Verdict.UNDECIDED),
        (["proven"], Verdict.PROVEN),
        (["proven", "undecided"], Verdict.UNDECIDED),
        (["undecided", "broken", "proven"], Verdict.BROKEN),
    ],
    ids=str,
)
def test_in_doubt_nothing_is_proven(made: list[str], expected: Verdict) -> None:
    """A broken word stays proven whatever else is open; nothing found proves nothing."""
    report = Report()
    for name in made:
        getattr(report, name)("included", "")

    assert expected is report.verdict


@pytest.mark.parametrize(("is_signed", "expected"), [(True, Verdict.BROKEN), (False, Verdict.UNDECIDED)])
def test_only_what_was_signed_accuses(is_signed: bool, expected: Verdict) -> None:  # noqa: FBT001 - a parameter of the test
    """The same finding without a known key's signature is an open question."""
    report = Report()
    report.against("split-view", "", is_signed=is_signed)

    assert expected is report.verdict
