"""`hashlevy law`: draft versions of the law, check them, see what they change, and publish them by two people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from service.cli.commands import Branch
from service.cli.documents import SCHEDULE_FILE
from service.cli.law_bearer import acting, bearer_option
from service.cli.options import language_option
from service.cli.output import acknowledge, every, json_option, show, show_list
from service.cli.report_pages import edges_page, impact_page, report_page
from service.http.schemas.law import PUBLISHING
from service.usecases.draft_law import LawText, change_law_draft, draft_law
from service.usecases.preview_impact import preview_impact
from service.usecases.publish_law import publish_law_draft, withdraw_version
from service.usecases.read_law import check_law_draft, diff_law_draft, list_law_drafts, read_law_draft
from service.usecases.recompute_edges import recompute_edges
from service.usecases.review_law import reject_law_draft, submit_law_draft

DRAFT = click.argument("draft")
VERSION_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("law", cls=Branch)
def command() -> None:
    """Draft versions of the law, check them, see what they change, and publish them by two people."""


@command.command("draft", examples=["hashlevy law draft 2027.yaml", "hashlevy law draft 2027.yaml --change ldr_..."])
@click.argument("file", type=VERSION_FILE)
@click.option("--change", "identifier", help="Put FILE in the place of the text of this draft.")
@bearer_option
def draft(file: Path, identifier: str | None, key: str | None) -> None:
    """Keep FILE, a version, as a draft; with a schedule.yaml beside it, that of a schedule that is not known yet."""
    with acting(key) as by:
        text = _text(file, is_new=not by.knows_schedule_of(file))
        if identifier is None:
            acknowledge(draft_law(by.service, by.write("law draft", text._asdict()), text))
            return
        state = read_law_draft(by.service, by.principal, identifier)[1]
        write = by.write("law draft", [identifier, state, text._asdict()])
        acknowledge(change_law_draft(by.service, write, identifier, state, text))


@command.command("check", examples=["hashlevy law check ldr_... --language ru"])
@DRAFT
@language_option
@bearer_option
@json_option
def check(draft: str, language: str, key: str | None, *, as_json: bool) -> None:
    """Check DRAFT as its publication would; what is refused ends with exit code 1."""
    with acting(key) as by:
        report: Any = check_law_draft(by.service, by.principal, draft)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else report_page(report, language))
    if report["refusals"]:
        raise SystemExit(1)


@command.command("recompute", examples=["hashlevy law recompute", "hashlevy law recompute ldr_... --json"])
@click.argument("draft", required=False)
@bearer_option
@json_option
def recompute(draft: str | None, key: str | None, *, as_json: bool) -> None:
    """
    Compute the cases at the edges of DRAFT again, or of all; what comes out otherwise ends with exit code 1.

    They were kept when it was submitted: so a release of the service is held to what was published.
    """
    with acting(key) as by:
        found: Any = recompute_edges(by.service, by.principal, draft)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else edges_page(found))
    if any(version["differing"] for version in found["versions"]):
        raise SystemExit(1)


@command.command("diff", examples=["hashlevy law diff ldr_..."])
@DRAFT
@language_option
@bearer_option
def diff(draft: str, language: str, key: str | None) -> None:
    """Say what DRAFT changes against the version that it replaces."""
    with acting(key) as by:
        changes: Any = diff_law_draft(by.service, by.principal, draft)
    for change in changes["changes"]:
        law = f" [{change['law']}]" if change["law"] else ""
        click.echo(f"{change['path'] or '/'}: {change['text'][language]}{law}")
    if not changes["changes"]:
        click.echo("nothing changes")


@command.command("impact", examples=["hashlevy law impact ldr_..."])
@DRAFT
@bearer_option
@json_option
def impact(draft: str, key: str | None, *, as_json: bool) -> None:
    """Try DRAFT on the assessments that are stored: how many change, by how much, the largest, by region."""
    with acting(key) as by:
        found: Any = preview_impact(by.service, by.principal, draft)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else impact_page(found))


@command.command("submit", examples=["hashlevy law submit ldr_... --accept-cliff levy:grid_kwh:1000000"])
@DRAFT
@click.option("--accept-cliff", "cliffs", multiple=True, help="A jump that the law means, by its name in the check.")
@bearer_option
def submit(draft: str, cliffs: tuple[str, ...], key: str | None) -> None:
    """Submit DRAFT for review; only its author can."""
    with acting(key) as by:
        state = read_law_draft(by.service, by.principal, draft)[1]
        write = by.write("law submit", [draft, state, list(cliffs)])
        acknowledge(submit_law_draft(by.service, write, draft, state, cliffs))


@command.command("reject", examples=['hashlevy law reject ldr_... --reason "article 3 says otherwise"'])
@DRAFT
@click.option("--reason", required=True, help="What its author has to mend.")
@bearer_option
def reject(draft: str, reason: str, key: str | None) -> None:
    """Send DRAFT back to its author."""
    with acting(key) as by:
        state = read_law_draft(by.service, by.principal, draft)[1]
        write = by.write("law reject", [draft, state, reason])
        acknowledge(reject_law_draft(by.service, write, draft, state, reason))


@command.command("publish", examples=["hashlevy law publish ldr_... --embargo-until 2027-01-01T00:00:00Z"])
@DRAFT
@click.option("--embargo-until", help="An instant of RFC 3339 before which nobody else knows of it.")
@click.option("--signing-key", help="The registered key that signed: sgk_...")
@click.option("--signature", help="Ed25519 under the text in to_sign, in base64.")
@bearer_option
def publish(draft: str, key: str | None, **options: str | None) -> None:
    """Publish DRAFT; somebody else than its author does."""
    embargo, signing_key, value = options["embargo_until"], options["signing_key"], options["signature"]
    if (signing_key is None) != (value is None):
        raise click.UsageError("--signing-key and --signature go together.")
    signature = None if value is None else {"key": signing_key, "value": value}
    publishing = PUBLISHING.read({"embargo_until": embargo, "signature": signature})
    with acting(key) as by:
        state = read_law_draft(by.service, by.principal, draft)[1]
        write = by.write("law publish", [draft, state, options])
        acknowledge(publish_law_draft(by.service, write, draft, state, publishing))


@command.command("withdraw", examples=['hashlevy law withdraw kz.digital_mining_fee@2027 --reason "not signed"'])
@click.argument("version")
@click.option("--reason", required=True, help="Why it is no longer to be used.")
@bearer_option
def withdraw(version: str, reason: str, key: str | None) -> None:
    """Take VERSION (schedule@version) back; what was answered by it before stays."""
    schedule, _, name = version.partition("@")
    with acting(key) as by:
        write = by.write("law withdraw", [version, reason])
        acknowledge(withdraw_version(by.service, write, schedule, name, reason))


@command.command("list", examples=["hashlevy law list"])
@bearer_option
@json_option
def list_(key: str | None, *, as_json: bool) -> None:
    """List the drafts, published ones too."""
    with acting(key) as by:
        items = every(lambda page: list_law_drafts(by.service, by.principal, page))
        show_list(items, ("id", "state", "schedule", "version", "author", "updated_at"), as_json=as_json)


@command.command("show", examples=["hashlevy law show ldr_..."])
@DRAFT
@bearer_option
def show_(draft: str, key: str | None) -> None:
    """Show DRAFT whole."""
    with acting(key) as by:
        show(read_law_draft(by.service, by.principal, draft)[0])


def _text(file: Path, *, is_new: bool) -> LawText:
    beside = file.with_name(SCHEDULE_FILE)
    schedule = beside.read_text(encoding="utf-8") if is_new and beside.is_file() else None
    return LawText(file.read_text(encoding="utf-8"), schedule)
