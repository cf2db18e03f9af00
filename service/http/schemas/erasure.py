"""The bodies of `/v1/retention-rules` and of `/v1/operators/{operator}/erasure`."""

from __future__ import annotations

import re
from typing import Any, Final

from service.domain.retention import Beginning
from service.http.fields import Choice, Code, Identifier, Part, Text
from service.http.limits import MAX_NAME, MAX_REASON, MAX_RETENTION_YEARS
from service.http.schemas.places import region
from service.http.shape import Shape, Strict
from service.usecases.erasure import ErasureWish
from service.usecases.retention import NewRetentionRule

_URL: Final = re.compile(r"https://[\x21-\x7e]{1,492}", re.ASCII)


class Years(Strict[int]):
    """A term of whole years."""

    expects = f"a whole number from 1 to {MAX_RETENTION_YEARS}"

    def read(self, value: object) -> int:
        """Return it."""
        if type(value) is not int or not 1 <= value <= MAX_RETENTION_YEARS:
            self.refuse(value)
        return value


class NewRetentionRuleShape(Shape[NewRetentionRule]):
    """How long a law has records kept, and where it says so."""

    jurisdiction = region(required=True)
    years = Years(required=True)
    counted_from = Choice(Beginning, required=True)
    act = Text(required=True, most=MAX_NAME)
    article = Text(required=True, most=MAX_NAME)
    url = Code(_URL, load_default=None, expects="an address that begins with https://")

    def made(self, members: dict[str, Any]) -> NewRetentionRule:
        """Make the request."""
        return NewRetentionRule(**members)


class LegalBasisShape(Shape[tuple[str, str]]):
    """By what right: an act, and its article."""

    act = Text(required=True, most=MAX_NAME)
    article = Text(required=True, most=MAX_NAME)

    def made(self, members: dict[str, Any]) -> tuple[str, str]:
        """Return both."""
        return members["act"], members["article"]


class ErasureWishShape(Shape[ErasureWish]):
    """Why, and by what right, the data of an operator are to be erased."""

    legal_basis = Part(LegalBasisShape(), required=True)
    reason = Text(required=True, most=MAX_REASON)

    def made(self, members: dict[str, Any]) -> ErasureWish:
        """Make the request."""
        act, article = members["legal_basis"]
        return ErasureWish(act, article, members["reason"])


class ErasureConfirmationShape(Shape[str]):
    """Which request is confirmed."""

    request = Identifier("erasure_request", required=True)

    def made(self, members: dict[str, Any]) -> str:
        """Return its identifier."""
        return str(members["request"])


NEW_RETENTION_RULE: Final = NewRetentionRuleShape()
ERASURE_WISH: Final = ErasureWishShape()
ERASURE_CONFIRMATION: Final = ErasureConfirmationShape()
