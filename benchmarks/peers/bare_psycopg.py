"""The limit of the database: a Flask handler with three durable inserts by psycopg, and no tax."""

from __future__ import annotations

import json
import os
import threading
import uuid

import psycopg
from flask import Flask, Response, request

application = Flask(__name__)
_local = threading.local()

SCHEMA = """
CREATE TABLE IF NOT EXISTS bare_report (id uuid PRIMARY KEY, farm text NOT NULL, body jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS bare_assessment (
    id uuid PRIMARY KEY, report uuid NOT NULL REFERENCES bare_report, total numeric NOT NULL);
CREATE TABLE IF NOT EXISTS bare_event (
    id uuid PRIMARY KEY, report uuid NOT NULL REFERENCES bare_report, body text NOT NULL);
"""


def _connection() -> psycopg.Connection:
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(os.environ["DATABASE_URL"])
    connection: psycopg.Connection = _local.connection
    return connection


@application.post("/v1/reports")
def reports() -> tuple[Response, int]:
    """Insert a report, an assessment and an event, commit, answer."""
    body = request.get_json()
    report, text = uuid.uuid4(), json.dumps(body)
    connection = _connection()
    with connection.transaction():
        connection.execute("INSERT INTO bare_report VALUES (%s, %s, %s)", (report, body["farm"], text))
        connection.execute("INSERT INTO bare_assessment VALUES (%s, %s, %s)", (uuid.uuid4(), report, 0))
        connection.execute("INSERT INTO bare_event VALUES (%s, %s, %s)", (uuid.uuid4(), report, text))
    return Response(f'{{"report":"{report}"}}', mimetype="application/json"), 201
