"""The whole HTTP interface, put on an application: every resource, its queries, problems, figures and log."""

from __future__ import annotations

from typing import Final

from flask import Flask

from service.http.context import METRICS, SERVICE
from service.http.exchange import Exchange
from service.http.limits import MAX_BODY_BYTES
from service.http.metrics import Metrics
from service.http.problems import answer_problems
from service.http.queries import checked
from service.http.routes.assessments import ASSESSMENTS
from service.http.routes.declarations import DECLARATIONS
from service.http.routes.erasure import ERASURE
from service.http.routes.estimates import ESTIMATES
from service.http.routes.events import EVENTS
from service.http.routes.exports import EXPORTS
from service.http.routes.farms import FARMS
from service.http.routes.groups import GROUPS
from service.http.routes.health import HEALTH
from service.http.routes.jobs import JOBS
from service.http.routes.keys import KEYS
from service.http.routes.law_drafts import LAW_DRAFTS
from service.http.routes.log import LOG
from service.http.routes.obligations import OBLIGATIONS
from service.http.routes.operators import OPERATORS
from service.http.routes.payments import PAYMENTS
from service.http.routes.period_locks import PERIOD_LOCKS
from service.http.routes.prices import PRICES
from service.http.routes.reference import REFERENCE
from service.http.routes.reference_rates import REFERENCE_RATES
from service.http.routes.reports import REPORTS
from service.http.routes.schedules import SCHEDULES
from service.http.routes.signing_keys import SIGNING_KEYS
from service.http.routes.test_clock import TEST_CLOCK
from service.usecases.service import Service

RESOURCES: Final = (
    ESTIMATES,
    OPERATORS,
    ERASURE,
    FARMS,
    GROUPS,
    REPORTS,
    ASSESSMENTS,
    JOBS,
    PAYMENTS,
    REFERENCE_RATES,
    DECLARATIONS,
    OBLIGATIONS,
    PERIOD_LOCKS,
    SCHEDULES,
    LAW_DRAFTS,
    SIGNING_KEYS,
    PRICES,
    EXPORTS,
    EVENTS,
    LOG,
    KEYS,
    TEST_CLOCK,
    HEALTH,
    REFERENCE,
)


def put_interface(app: Flask, service: Service, metrics: Metrics) -> None:
    """Have *app* answer for *service* over HTTP."""
    app.extensions |= {SERVICE: service, METRICS: metrics}
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    # One address for one thing: no redirection from addresses that are merely like it.
    app.url_map.merge_slashes = False
    for resource in RESOURCES:
        app.register_blueprint(resource)
    app.view_functions = {endpoint: checked(view) for endpoint, view in app.view_functions.items()}
    answer_problems(app)
    app.wsgi_app = Exchange(app.wsgi_app, service.clock, metrics)  # type: ignore[method-assign] # Flask's own way
