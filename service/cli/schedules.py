"""`hashlevy schedules`: what the law says, version by version, and whether a document says it well."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli.commands import Branch
from service.cli.documents import SCHEDULE_FILE, named, shipped, version_at
from service.cli.options import language_option
from service.cli.output import json_option
from service.cli.report_pages import report_page
from service.cli.schedule_pages import overview, page, version_page
from service.kernel.proving import prove
from service.kernel.publication.report import report_json, report_on
from service.law.diff import diff
from service.law.document import Schedule, Version
from service.law.explain import explain
from service.law.reader import read_folder, read_schedule, read_version


@click.group("schedules", cls=Branch)
def command() -> None:
    """What the law says, version by version, and whether a document says it well."""


@command.command("list", examples=["hashlevy schedules list", "hashlevy schedules list --language ru"])
@language_option
def list_(language: str) -> None:
    """List every schedule that is shipped, with its versions."""
    click.echo(overview(shipped(), language))


@command.command("show", examples=["hashlevy schedules show kz.digital_mining_fee@2024"])
@click.argument("schedule")
@language_option
def show_(schedule: str, language: str) -> None:
    """Show SCHEDULE with its versions, or one version of it whole: SCHEDULE@VERSION."""
    documented = named(schedule)
    if "@" in schedule:
        click.echo(version_page(documented.schedule, documented.versions[0], language))
    else:
        click.echo(page(documented.schedule, documented.versions, language))


@command.command("check", examples=["hashlevy schedules check service/law/documents/kz/digital_mining_fee/2024.yaml"])
@click.argument("file", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@language_option
@json_option
def check(file: tuple[Path, ...], language: str, *, as_json: bool) -> None:
    """
    Check documents: each FILE is a version, a schedule.yaml, or a folder of them.

    A version is read, checked by itself and beside its neighbours, and its worked cases are computed. Every fault is
    told with file, path, what was found, what was expected, and how to mend it; then the exit code is 1.

    Of one version the whole report is told, as its publication will ask for it: the cliffs that its author has to
    acknowledge, the cases made at its edges, and the slips of the pen that its worked cases would not notice.
    """
    for path in file:
        for line in _checked(path, language, as_json=as_json):
            click.echo(line)


@command.command("diff", examples=["hashlevy schedules diff kz.digital_mining_fee@2023 kz.digital_mining_fee@2024"])
@click.argument("before")
@click.argument("after")
@language_option
def diff_(before: str, after: str, language: str) -> None:
    """Say what changes from version BEFORE to version AFTER; each is SCHEDULE@VERSION or a file."""
    changes = diff(version_at(before)[1], version_at(after)[1])
    for change in changes:
        click.echo(f"{change.path or '/'}: {change.text[language]}" + (f" [{change.law}]" if change.law else ""))
    if not changes:
        click.echo("nothing changes")


@command.command("explain", examples=["hashlevy schedules explain us_ny.pow_excise@s8518 --language ru"])
@click.argument("schedule")
@language_option
def explain_(schedule: str, language: str) -> None:
    """Say in plain words what a version charges whom, from when, by which article, and how sure that is."""
    documented = named(schedule)
    click.echo("\n\n".join(explain(documented.schedule, version, language) for version in documented.versions))


def _checked(path: Path, language: str, *, as_json: bool) -> list[str]:
    """Check what *path* leads to, and say what was found good."""
    if path.is_dir():
        return [_proved(schedule, version) for schedule, versions in read_folder(path) for version in versions]
    if path.name == SCHEDULE_FILE:
        return [f"good  {read_schedule(path).schedule}"]
    schedule = read_schedule(path.with_name(SCHEDULE_FILE))
    version = read_version(path, schedule)
    prove(schedule, version)
    neighbours = {other.name: other for _, versions in read_folder(path.parent) for other in versions}
    neighbours.pop(version.name, None)  # overlaps and gaps show only beside the other versions
    document = report_json(report_on(schedule, version, neighbours.values()))
    return [json.dumps(document, ensure_ascii=False)] if as_json else [report_page(document, language)]


def _proved(schedule: Schedule, version: Version) -> str:
    prove(schedule, version)
    if version.charges:
        return f"good  {version.name}: {len(version.charges)} charges, {len(version.cases)} worked cases"
    return f"good  {version.name}: {len(version.components)} components, {len(version.tests)} worked cases"
