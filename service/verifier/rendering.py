"""Writes what was found: for people, in sentences; for programs, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from service.verifier.findings import Finding, Report, Verdict
from service.verifier.words import frame_in, words_for

_NAMES: Final = {Verdict.PROVEN: "proven", Verdict.BROKEN: "broken", Verdict.UNDECIDED: "undecided"}
# These are broken words where a trusted key signed both sides, and open questions where it did not.
_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}


def for_people(report: Report, language: str) -> str:
    """Write each finding in four sentences, and what they come to."""
    frame = frame_in(language)
    parts = [line for finding in report.findings for line in _lines(finding, language)]
    return "\n".join((*parts, frame.conclusions[report.verdict], ""))


def for_programs(report: Report, command: str, language: str) -> str:
    """Write the same as JSON."""
    findings = [
        {
            "code": finding.code,
            "verdict": _NAMES[finding.verdict],
            **_sentences(finding, language),
            "where": finding.where,
            "details": finding.said,
        }
        for finding in report.findings
    ]
    verdict = report.verdict
    document = {"command": command, "exit": int(verdict), "findings": findings, "verdict": _NAMES[verdict]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _lines(finding: Finding, language: str) -> Iterator[str]:
    frame = frame_in(language)
    said = _sentences(finding, language)
    yield f"[{frame.marks[finding.verdict]}] {said['checked']}"
    yield f"  {frame.found}: {said['found']}"
    yield f"  {frame.means}: {said['means']}"
    if finding.where:
        yield f"  {frame.where}: {_shown(finding.where)}"
    yield ""


def _sentences(finding: Finding, language: str) -> dict[str, str]:
    words = words_for(finding.code, language)
    said = {name: _shown(value) for name, value in finding.said.items()}
    means = words.means.format(**said)
    if finding.verdict is Verdict.UNDECIDED and finding.code in UNSIGNED:
        means = frame_in(language).unsigned
    return {"checked": words.checked, "found": words.found.format(**said).strip(), "means": means}


def _shown(text: str) -> str:
    """Return *text* without what would move the cursor of a terminal: an artefact may say anything."""
    return text.translate(_CONTROLS)


UNSIGNED: Final = frozenset(
    {
        "bundle-changed",
        "empty-tree-false",
        "entry-changed",
        "file-malformed",
        "genesis-other",
        "hash-changed",
        "heads-contradict",
        "leaf-contradicts",
        "leaf-differs",
        "more-differences",
        "promise-rewritten",
        "rewritten",
        "root-other",
        "split-view",
        "stream-forked",
        "tile-changed",
    }
)
