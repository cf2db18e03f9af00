"""What a page may load: its own style sheet, and nothing from elsewhere (Content Security Policy, level 3)."""

from typing import Final

from flask import Response

_NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# Pages are read, not run: no script at all.
PAGE: Final = f"{_NOTHING}; style-src 'self'; img-src 'self'"

# The reference runs one vendored script, which fetches the description and, when asked to try it, this very service.
# Its icons are images inside its style sheet.
REFERENCE: Final = f"{_NOTHING}; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:"


def guarded(response: Response, policy: str) -> Response:
    """Send *policy* with a page, and ask browsers not to guess its type nor to tell others where a reader came from."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
