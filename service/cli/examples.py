"""
`hashlevy examples`: file the examples, and print what they come to.

Operators, farms and reports go through the same use cases as anybody's. Each write has an idempotency key made from
what it says, so that a second run files nothing twice and prints the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from service.cli.bodies import read_json
from service.cli.commands import Leaf
from service.cli.local import local_service, prepare, repeatable_write
from service.cli.tables import table
from service.domain.decimals import EXACT
from service.domain.money import amount_text
from service.http.schemas.estimates import ESTIMATE
from service.http.schemas.farms import NEW_FARM
from service.http.schemas.operators import NEW_OPERATOR
from service.http.schemas.reports import NEW_REPORT
from service.usecases.draft_report import create_report
from service.usecases.estimate import estimate
from service.usecases.register import register_farm, register_operator
from service.usecases.service import Service

_HEADER: Final = ("what", "name", "period", "law", "total", "findings", "flags")
_TOTAL_COLUMN: Final = 4


class Outcome(NamedTuple):
    """What one report or estimate came to: its assessments, or none where no schedule applies."""

    what: str
    name: str
    period: str
    assessments: list[dict[str, Any]]


@click.command("examples", cls=Leaf, examples=["hashlevy examples", "hashlevy examples my-reports/"])
@click.argument("folder", default="examples", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """
    File all reports of FOLDER (examples/ unless named), try its estimates, and print what they come to.

    The database is migrated first, and the shipped law recorded in it.

    FOLDER holds register.json (operators and farms), reports/ and estimates/. Figures of the shipped examples are real
    and published unless examples/sources.json says otherwise.
    """
    prepare()
    with local_service() as service:
        farms = _register(service, _read(folder / "register.json"))
        outcomes = [*_filed(service, farms, folder / "reports"), *_estimated(service, folder / "estimates")]
    click.echo(table(_HEADER, [row for outcome in outcomes for row in _rows(outcome)], right={_TOTAL_COLUMN}))
    click.echo()
    click.echo(table(("what", "schedule", "count", "total"), _totals(outcomes), right={2, 3}))
    for line in _not_filed(folder / "sources.json"):
        click.echo(line)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return read_json(file)


def _register(service: Service, register: dict[str, Any]) -> dict[str, str]:
    """Register operators and farms, and return the identifiers of the farms by their references."""
    operators: dict[str, str] = {}
    farms: dict[str, str] = {}
    for document in register["operators"]:
        answer = register_operator(
            service, repeatable_write("operators register", document), NEW_OPERATOR.read(document)
        )
        operators[document["client_reference"]] = answer.document["id"]
    for document in register["farms"]:
        named = document | {"operator": operators[document["operator"]]}
        answer = register_farm(service, repeatable_write("farms register", named), NEW_FARM.read(named))
        farms[document["client_reference"]] = answer.document["id"]
    return farms


def _filed(service: Service, farms: dict[str, str], folder: Path) -> Iterator[Outcome]:
    """File every report, in the order of their names."""
    for path in sorted(folder.glob("*.json")):
        document = _read(path)
        document["farm"] = farms[document["farm"]]
        answer = create_report(service, repeatable_write("reports file", document), NEW_REPORT.read(document))
        yield Outcome("report", path.stem, _period(document), answer.document["assessments"])


def _estimated(service: Service, folder: Path) -> Iterator[Outcome]:
    """Try every estimate, in the order of their names."""
    for path in sorted(folder.glob("*.json")):
        document = _read(path)
        answer: dict[str, Any] = estimate(service, ESTIMATE.read(document))
        yield Outcome("estimate", path.stem, _period(document), answer["assessments"])


def _not_filed(sources: Path) -> Iterator[str]:
    """Say how many published rows were left out, and why; the file has each of them with its source."""
    if sources.exists():
        reasons = Counter(row["why"] for row in _read(sources)["not_filed"])
        for why, count in reasons.items():
            yield f"\n{count} published rows are not filed: {why}. {sources} lists them."


def _period(document: dict[str, Any]) -> str:
    return f"{document['period']['start']} .. {document['period']['end']}"


def _rows(outcome: Outcome) -> Iterator[list[str]]:
    """Write one line for each assessment; where no schedule applies, one line that says so."""
    start = [outcome.what, outcome.name, outcome.period]
    if not outcome.assessments:
        yield [*start, "no schedule applies", "-", "-", "-"]
    for assessment in outcome.assessments:
        total = assessment["total"]
        yield [
            *start,
            f"{assessment['schedule']}@{assessment['version']}",
            "-" if total is None else f"{total['amount']} {total['currency']}",
            ", ".join(_findings(assessment["findings"])) or "-",
            ", ".join(assessment["flags"]) or "-",
        ]


def _findings(findings: Iterable[dict[str, Any]]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding['code']} from {finding['from']}"


def _totals(outcomes: Iterable[Outcome]) -> list[list[str]]:
    """Sum the totals of reports and of estimates that nothing superseded, by schedule and currency."""
    outcomes = list(outcomes)
    superseded = {assessment.get("supersedes") for outcome in outcomes for assessment in outcome.assessments}
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for outcome in outcomes:
        for assessment in outcome.assessments:
            total = assessment["total"]
            if total is not None and assessment.get("id", "") not in superseded:
                key = (outcome.what, assessment["schedule"], total["currency"])
                sums.setdefault(key, []).append(Decimal(total["amount"]))
    return [
        [what, schedule, str(len(amounts)), f"{amount_text(_sum(amounts), currency)} {currency}"]
        for (what, schedule, currency), amounts in sums.items()
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
