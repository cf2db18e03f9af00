"""Who asks: the bearer of a key (RFC 6750)."""

from __future__ import annotations

from flask import request

from service.domain.errors import Unauthenticated
from service.domain.principals import Principal
from service.http.context import KEY, service
from service.usecases.authenticate import authenticate


def principal() -> Principal:
    """
    Return who bears the key of this request.

    Raises:
        Unauthenticated: there is none, or it is not good.
    """
    scheme, _, key_text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated(
            "unauthenticated", "This needs a key: send the header Authorization: Bearer with the key behind it."
        )
    bearer = authenticate(service(), key_text.strip())
    request.environ[KEY] = bearer.key
    return bearer
