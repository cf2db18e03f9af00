"""What the pages show of the law: versions with their days, by jurisdiction; the values that the templates take."""

from datetime import date, timedelta
from typing import NamedTuple

from service.law.document import Schedule, Version
from service.law.library import Library
from service.pages.words import Words


class VersionView(NamedTuple):
    """A version on a page: where to find it, and when it is in force in the words of the page."""

    schedule: Schedule
    version: Version
    title: str
    in_force: str


class JurisdictionView(NamedTuple):
    """A jurisdiction and the versions of its schedules, oldest first within a schedule."""

    code: str
    name: str
    versions: tuple[VersionView, ...]


def jurisdictions(library: Library, language: str, words: Words) -> list[JurisdictionView]:
    """Arrange every version of *library* by jurisdiction, countries by name."""
    codes = {schedule.jurisdiction for schedule in library.schedules()}
    views = [_jurisdiction(library, code, language, words) for code in codes]
    return sorted(views, key=lambda view: view.name)


def versions_of(library: Library, schedule: Schedule, language: str, words: Words) -> tuple[VersionView, ...]:
    """Arrange the versions of *schedule* by the texts recorded last, oldest first, those without dates at the end."""
    latest = {recorded.version.version: recorded.version for recorded in library.versions(schedule.schedule)}
    versions = sorted(latest.values(), key=lambda version: (version.valid_from or date.max, version.version))
    return tuple(
        VersionView(schedule, version, schedule.title[language], _in_force(version, words)) for version in versions
    )


def _jurisdiction(library: Library, code: str, language: str, words: Words) -> JurisdictionView:
    schedules = sorted(
        (schedule for schedule in library.schedules() if schedule.jurisdiction == code),
        key=lambda schedule: schedule.title[language],
    )
    versions = (view for schedule in schedules for view in versions_of(library, schedule, language, words))
    return JurisdictionView(code, words.jurisdictions.get(code, code), tuple(versions))


def _in_force(version: Version, words: Words) -> str:
    """Tell the span as people do, with its last day, not the day after."""
    if version.valid_from is None:
        return words.undated
    since = version.valid_from.isoformat()
    if version.valid_to is None:
        return words.since.format(since=since)
    return words.span.format(since=since, until=(version.valid_to - timedelta(days=1)).isoformat())
