"""`/v1/schedules`: the law as data, open to everybody; its authority takes a version back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.context import service
from service.http.fields import Code, Day, Instant
from service.http.idempotency import command
from service.http.queries import parameters, takes
from service.http.schemas.instants import KNOWN_AT, known_at
from service.http.schemas.reasons import REASON
from service.http.shape import Shape
from service.law.format.forms import SCHEDULE, VERSION
from service.usecases.publish_law import withdraw_version
from service.usecases.read_law import diff_versions
from service.usecases.read_schedules import effective_version, list_schedules, read_schedule, read_version

SCHEDULES: Final = Blueprint("schedules", __name__, url_prefix="/v1/schedules")


class Effective(NamedTuple):
    """Which version is asked for: whose law on which day, with the knowledge of which instant."""

    schedule: str
    on: date
    known_at: datetime | None


class EffectiveShape(Shape[Effective]):
    """The parameters that ask for a version."""

    schedule = Code(SCHEDULE.pattern, required=True, expects='the name of a schedule, such as "kz.digital_mining_fee"')
    on = Day(required=True, first_year=1, last_year=9999)
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> Effective:
        """Make the question."""
        return Effective(**members)


class Against(NamedTuple):
    """The version to compare with, by the knowledge of which instant."""

    against: str
    known_at: datetime | None


class AgainstShape(Shape[Against]):
    """The parameters that ask for a comparison."""

    against = Code(VERSION.pattern, required=True, expects='the name of a version, such as "2023"')
    known_at = Instant(load_default=None)

    def made(self, members: dict[str, Any]) -> Against:
        """Make the question."""
        return Against(**members)


@SCHEDULES.get("", endpoint="listSchedules")
@takes(KNOWN_AT)
def list_all() -> Response:
    """List the schedules."""
    return json_answer(list_schedules(service(), known_at()))


@SCHEDULES.get("/effective", endpoint="effectiveVersion")
@takes(EffectiveShape())
def effective() -> Response:
    """Find the version in force."""
    asked: Effective = parameters()
    return json_answer(effective_version(service(), asked.schedule, asked.on, asked.known_at))


@SCHEDULES.get("/<schedule>", endpoint="readSchedule")
@takes(KNOWN_AT)
def read(schedule: str) -> Response:
    """Read a schedule."""
    return json_answer(read_schedule(service(), schedule, known_at()))


@SCHEDULES.get("/<schedule>/versions/<version>", endpoint="readVersion")
@takes(KNOWN_AT)
def read_one_version(schedule: str, version: str) -> Response:
    """Read a version."""
    return json_answer(read_version(service(), schedule, version, known_at()))


@SCHEDULES.get("/<schedule>/versions/<version>/diff", endpoint="diffVersions")
@takes(AgainstShape())
def diff(schedule: str, version: str) -> Response:
    """Say what changes between two versions."""
    asked: Against = parameters()
    return json_answer(diff_versions(service(), schedule, version, asked.against, known_at=asked.known_at))


@SCHEDULES.post("/<schedule>/versions/<version>/withdraw", endpoint="withdrawVersion")
def withdraw(schedule: str, version: str) -> Response:
    """Take a version back."""
    asked, reason = command(REASON)
    return written(withdraw_version(service(), asked, schedule, version, reason))
