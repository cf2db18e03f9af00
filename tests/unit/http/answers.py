"""What an answer that reports a problem says."""

from __future__ import annotations

import json

from werkzeug.test import TestResponse


def problem(answer: TestResponse) -> tuple[int, str]:
    """Return status and code of a problem, after a look at the members that every problem has."""
    assert "application/problem+json" == answer.content_type
    document = json.loads(answer.data)
    assert {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"} <= document.keys()
    assert (answer.status_code, f"/problems/{document['code']}") == (document["status"], document["type"])
    assert answer.headers["X-Request-Id"] == document["request_id"]
    return answer.status_code, document["code"]
