"""
The same filing written in the obvious way: Flask, stock marshmallow fields, the SQLAlchemy ORM, one object a row.

It authenticates by key, keeps an idempotency row, checks the farm and the overlap of periods, computes the levy, and
stores report, revision, assessment, lines and two events: what Hashlevy stores, without its trace and its proofs.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, Response, request
from marshmallow import Schema, fields
from sqlalchemy import ForeignKey, Numeric, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    """The tables of the obvious way."""


class Key(Base):
    """A key."""

    __tablename__ = "orm_key"
    digest: Mapped[str] = mapped_column(primary_key=True)


class Farm(Base):
    """A farm."""

    __tablename__ = "orm_farm"
    id: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str]


class Idempotency(Base):
    """An idempotency key and its answer."""

    __tablename__ = "orm_idempotency"
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    body: Mapped[str]


class Report(Base):
    """A report with its revision and assessments."""

    __tablename__ = "orm_report"
    id: Mapped[str] = mapped_column(primary_key=True)
    farm_id: Mapped[str] = mapped_column(ForeignKey("orm_farm.id"))
    period_start: Mapped[date] = mapped_column(index=True)
    period_end: Mapped[date]
    created_at: Mapped[datetime]
    revisions: Mapped[list[Revision]] = relationship(back_populates="report")
    assessments: Mapped[list[Assessment]] = relationship(back_populates="report")


class Revision(Base):
    """What was submitted."""

    __tablename__ = "orm_revision"
    id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("orm_report.id"))
    content: Mapped[str]
    report: Mapped[Report] = relationship(back_populates="revisions")


class Assessment(Base):
    """What is owed."""

    __tablename__ = "orm_assessment"
    id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("orm_report.id"))
    total: Mapped[Decimal] = mapped_column(Numeric(38, 2))
    report: Mapped[Report] = relationship(back_populates="assessments")
    lines: Mapped[list[Line]] = relationship(back_populates="assessment")


class Line(Base):
    """A line of an assessment."""

    __tablename__ = "orm_line"
    id: Mapped[str] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("orm_assessment.id"))
    name: Mapped[str] = mapped_column(String(40))
    amount: Mapped[Decimal] = mapped_column(Numeric(38, 8))
    assessment: Mapped[Assessment] = relationship(back_populates="lines")


class Event(Base):
    """What happened."""

    __tablename__ = "orm_event"
    id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]


class MoneySchema(Schema):
    """An amount."""

    amount = fields.Decimal(required=True, as_string=True)
    currency = fields.String(required=True)


class EnergySchema(Schema):
    """An energy line."""

    kwh = fields.Decimal(required=True, as_string=True)
    supply = fields.String(required=True)
    metering = fields.String(required=True)
    grid_connected = fields.Boolean()
    cost = fields.Nested(MoneySchema, allow_none=True)
    start = fields.Date(allow_none=True)
    end = fields.Date(allow_none=True)


class PeriodSchema(Schema):
    """A period."""

    start = fields.Date(required=True)
    end = fields.Date(required=True)


class ReportSchema(Schema):
    """A report."""

    farm = fields.String(required=True)
    client_reference = fields.String(allow_none=True)
    period = fields.Nested(PeriodSchema, required=True)
    energy = fields.List(fields.Nested(EnergySchema), required=True)
    production = fields.List(fields.Dict())
    costs = fields.List(fields.Dict())
    submit = fields.Boolean()


engine = create_engine(os.environ["DATABASE_URL"], pool_size=4)
application = Flask(__name__)


@application.post("/v1/reports")
def reports() -> tuple[Response, int]:
    """File and assess."""
    body = request.get_json()
    stated: Any = ReportSchema().load(body)
    text = json.dumps(body, sort_keys=True)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    key = request.headers["Idempotency-Key"]
    digest = hashlib.sha256(request.headers["Authorization"].encode()).hexdigest()
    with Session(engine) as session:
        if session.get(Key, digest) is None:
            return Response(status=401), 401
        earlier = session.get(Idempotency, key)
        if earlier is not None:
            return Response(earlier.body, mimetype="application/json"), 201
        farm = session.get(Farm, stated["farm"])
        start, end = stated["period"]["start"], stated["period"]["end"]
        of_farm = select(Report).where(Report.farm_id == stated["farm"])
        overlap = of_farm.where(Report.period_start < end, Report.period_end > start)
        if farm is None or session.scalars(overlap).first() is not None:
            return Response(status=409), 409
        answer = _file(session, stated, text)
        session.add(Idempotency(key=key, fingerprint=fingerprint, body=answer))
        session.commit()
    return Response(answer, mimetype="application/json"), 201


def _file(session: Session, stated: Any, text: str) -> str:
    amount = sum((line["kwh"] for line in stated["energy"]), Decimal(0)) * 2
    report = Report(
        id=_new(),
        farm_id=stated["farm"],
        period_start=stated["period"]["start"],
        period_end=stated["period"]["end"],
        created_at=datetime.now(UTC).replace(tzinfo=None),
    )
    assessment = Assessment(id=_new(), total=amount, report=report)
    names = ("standard", "gross", "due")
    lines = [Line(id=_new(), name=name, amount=amount, assessment=assessment) for name in names]
    kinds = ("submitted", "created")
    events = [Event(id=_new(), body=json.dumps({"type": kind, "report": report.id})) for kind in kinds]
    session.add_all([report, Revision(id=_new(), content=text, report=report), *lines, *events])
    return json.dumps({"report": report.id, "assessments": [{"id": assessment.id, "total": str(amount)}]})


def _new() -> str:
    return uuid.uuid4().hex
