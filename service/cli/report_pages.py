"""The report on a version that is to be published, as a page of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.cli.tables import block, table


def report_page(report: dict[str, Any], language: str) -> str:
    """Show *report* (`publication_report`): refusals first, then what to acknowledge, then what to think about."""
    return "\n".join(
        (
            *_verdict(report),
            *_refusals(report),
            *_cliffs(report, language),
            *_cases(report, language),
            *_score(report, language),
        )
    )


def impact_page(impact: dict[str, Any]) -> str:
    """Show an *impact*: the sums, then the regions, then the largest with their lines."""
    currency = impact["currency"] or ""
    sums = [
        ("examined", str(impact["examined"])),
        ("touched", str(impact["touched"])),
        ("changed", str(impact["changed"])),
        ("findings changed", str(impact["findings_changed"])),
        ("refused", ", ".join(f"{count} {code}" for code, count in impact["refused"].items())),
        ("before", f"{impact['before'] or '-'} {currency}"),
        ("after", f"{impact['after'] or '-'} {currency}"),
        ("difference", f"{impact['difference'] or '-'} {currency}"),
    ]
    parts = [block(f"{impact['schedule']}@{impact['version']}", sums)]
    if impact["regions"]:
        rows = [
            [each["region"] or "several", str(each["changed"]), each["difference"] or "-"] for each in impact["regions"]
        ]
        parts.append(table(["region", "changed", "difference"], rows, right=(1, 2)))
    for each in impact["largest"]:
        lines = [(line["line"], f"{line['before'] or '-'} -> {line['after'] or '-'}") for line in each["lines"]]
        parts.append(block(f"{each['assessment']}  {each['region'] or 'several'}  {each['difference']}", lines))
    return "\n\n".join(parts)


def edges_page(found: dict[str, Any]) -> str:
    """Show what the cases at edges come to now (`recomputed_edges`): each version, then what is no longer so."""
    lines = []
    for version in found["versions"]:
        differing = version["differing"]
        verdict = f"{len(differing)} come out otherwise" if differing else "all come out again"
        lines.append(
            f"{'differs' if differing else 'good':7}  {version['version']}: {version['cases']} cases, {verdict}"
        )
        for case in differing:
            inputs = ", ".join(f"{name} = {value}" for name, value in case["inputs"].items())
            lines.append(f"    {case['side']} the edge {case['path']}: {inputs}")
            lines.append(f"        was {_outcome(case)}")
            lines.append(f"        is  {_outcome(case['found'])}")
    return "\n".join(lines) or "no version has been submitted here"


def _outcome(case: dict[str, Any]) -> str:
    values = [f"{name} = {value}" for name, value in (case["expect"] or {}).items()]
    return case["refused"] or ", ".join([*values, *(case["findings"] or ())])


def _verdict(report: dict[str, Any]) -> Iterator[str]:
    name = f"{report['schedule']}@{report['version']}"
    if report["refusals"]:
        yield f"refused  {name}"
    else:
        coverage = report["coverage"]
        ways = f"go {coverage['tested']} of {coverage['ways']} ways" if coverage["ways"] else "there is one way to go"
        yield f"good  {name}: {report['tests']} worked cases pass, and {ways}"


def _refusals(report: dict[str, Any]) -> Iterator[str]:
    for refusal in report["refusals"]:
        yield f"    {refusal['path'] or '/'} ({refusal['code']})"
        yield f"        found {refusal['found']}; expected {refusal['expected']}"
        yield f"        {refusal['remedy']}"


def _cliffs(report: dict[str, Any], language: str) -> Iterator[str]:
    if report["cliffs"]:
        waiting = sum(not cliff["accepted"] for cliff in report["cliffs"])
        yield f"cliffs: {len(report['cliffs'])}, {waiting} to be acknowledged when it is submitted"
    for cliff in report["cliffs"]:
        yield f"    {'acknowledged' if cliff['accepted'] else 'to acknowledge'}  {cliff['id']}"
        yield f"        {cliff['text'][language]}" + (f" [{cliff['law']}]" if cliff["law"] else "")


def _cases(report: dict[str, Any], language: str) -> Iterator[str]:
    if report["boundary_cases"]:
        yield f"cases at edges: {report['boundary_cases']}, kept with the draft when it is submitted"
    for edge in report["edges_without_a_case"]:
        yield f"    {edge['path']}: {edge['text'][language]}"


def _score(report: dict[str, Any], language: str) -> Iterator[str]:
    mutation = report["mutation"]
    if mutation is None:
        return
    yield f"mutation score: {mutation['score']} ({mutation['noticed']} of {mutation['mutants']} slips are noticed)"
    for change in mutation["survivors"]:
        yield f"    not noticed  {change['path']}: {change['text'][language]}"
