"""Who asks: the bearer of a key (RFC 6750)."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from service.domain.errors import Refusal, Unauthenticated
from service.domain.principals import Principal
from service.http.context import FROM_MEMORY, KEY, service
from service.usecases.authenticate import authenticate, recognise
from service.usecases.service import Service


def principal() -> Principal:
    """
    Return who bears the key of this request.

    Raises:
        Unauthenticated: there is none, or it is not good.
    """
    return _borne_by(authenticate)


def writer() -> Principal:
    """
    Return who bears the key of this request, a write: whether it was revoked is asked with the write.

    Raises:
        Unauthenticated: there is none, or it is not good, as far as this process knows.
    """
    request.environ[FROM_MEMORY] = True
    return _borne_by(recognise)


def confirmed(refusal: Refusal) -> Refusal:
    """
    Return what a request is refused for: *refusal*, unless its key is good no longer.

    What is refused never comes to the write that would ask for the key, and nobody else is to learn why.
    """
    if FROM_MEMORY not in request.environ or isinstance(refusal, Unauthenticated):
        return refusal
    try:
        principal()
    except Refusal as of_the_key:
        return of_the_key
    return refusal


def _borne_by(ask: Callable[[Service, str], Principal]) -> Principal:
    scheme, _, key_text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated(
            "unauthenticated", "This needs a key: send the header Authorization: Bearer with the key behind it."
        )
    bearer = ask(service(), key_text.strip())
    request.environ[KEY] = bearer.key
    return bearer
