"""`hashlevy reports`: file what a farm reports, amend it, look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import click

from service.cli.bodies import read_json
from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.options import known_at_option
from service.cli.output import acknowledge, every, json_option, show, show_list
from service.http.schemas.reports import AMENDMENT, NEW_REPORT, REPORT_CHANGE, changed
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report
from service.usecases.read import list_reports, read_report
from service.usecases.report_content import read_content
from service.usecases.submit_report import submit_report

if TYPE_CHECKING:
    from datetime import datetime

    from service.usecases.requests import Answer


@click.group("reports", cls=Branch)
def command() -> None:
    """File what a farm reports, amend it, look at it."""


@command.command("file", examples=["hashlevy reports file march.json --farm frm_..."])
@click.argument("file", type=click.File("rb"))
@click.option("--farm", help="The farm, where FILE does not name one: frm_...")
def file_(file: BinaryIO, farm: str | None) -> None:
    """
    File the report in FILE (- for standard input), and show it with its assessments.

    FILE holds what POST /v1/reports takes; `submit` may be left out.
    """
    document = read_json(file) | {"submit": True}
    if farm is not None:
        document["farm"] = farm
    request = NEW_REPORT.read(document)
    with local_service() as service:
        acknowledge(create_report(service, write("reports file", document), request))


@command.command(
    "amend", examples=['hashlevy reports amend rep_... corrected.json --reason "the meter was read again"']
)
@click.argument("report")
@click.argument("file", type=click.File("rb"))
@click.option("--reason", required=True, help="Why what was submitted is not right; it becomes part of the record.")
def amend(report: str, file: BinaryIO, reason: str) -> None:
    """
    Amend REPORT by the members in FILE (- for standard input), and submit the new revision.

    FILE holds what PATCH /v1/reports/{report} takes: the members that change. Should they be refused, the new revision
    stays a draft; mend FILE and amend again.
    """
    document = read_json(file)
    change = REPORT_CHANGE.read(document)
    AMENDMENT.read({"reason": reason})
    with local_service() as service:
        current, etag = read_report(service, ADMINISTRATOR, report)
        if current["status"] != "draft":
            etag = _etag(amend_report(service, write("reports amend", {"reason": reason}), report, etag, reason))
        content = changed(read_content(current), change)
        etag = _etag(change_draft(service, write("reports change", document), report, etag, content))
        acknowledge(submit_report(service, write("reports submit", {}), report, etag))


@command.command("show", examples=["hashlevy reports show rep_..."])
@click.argument("report")
@known_at_option
def show_(report: str, known_at: datetime | None) -> None:
    """Show REPORT: its draft where there is one, else its latest revision; drafts are not known at an instant."""
    with local_service() as service:
        show(read_report(service, ADMINISTRATOR, report, known_at)[0])


@command.command("list", examples=["hashlevy reports list"])
@known_at_option
@json_option
def list_(known_at: datetime | None, *, as_json: bool) -> None:
    """List reports, oldest first."""
    with local_service() as service:
        items = every(lambda page: list_reports(service, ADMINISTRATOR, page), known_at)
        show_list(items, ("id", "farm", "period", "status", "revision", "client_reference"), as_json=as_json)


def _etag(answer: Answer) -> str:
    if answer.etag is None:
        message = "a draft was answered without its ETag"
        raise AssertionError(message)
    return answer.etag
