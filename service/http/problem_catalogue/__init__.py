"""
Every problem that the service answers with: its status, what it means and how to mend it, in English and Russian.

The codes are stable; `type` of a problem (RFC 9457) leads to the page that is made of an entry.
"""

from __future__ import annotations

from typing import Final

from service.http.problem_catalogue.erasure import ERASURE
from service.http.problem_catalogue.law import LAW
from service.http.problem_catalogue.obligations import OBLIGATIONS
from service.http.problem_catalogue.publishing import PUBLISHING
from service.http.problem_catalogue.records import RECORDS
from service.http.problem_catalogue.requests import REQUESTS
from service.http.problem_catalogue.service import SERVICE

CATALOGUE: Final = {
    problem.code: problem for problem in (*REQUESTS, *RECORDS, *OBLIGATIONS, *LAW, *PUBLISHING, *ERASURE, *SERVICE)
}
