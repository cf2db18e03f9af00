"""The reference at `/docs`: Swagger UI, vendored, over the very description that the tests hold the service to."""

from typing import Final

from flask import Response, make_response, render_template

from service.pages.policy import REFERENCE, guarded

SWAGGER_UI: Final = "swagger-ui-5.35.0"


def reference() -> Response:
    """Show the reference."""
    return guarded(make_response(render_template("reference.html", swagger_ui=SWAGGER_UI)), REFERENCE)
