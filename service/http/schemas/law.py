"""The bodies of `/v1/law-drafts` and of `/v1/signing-keys`."""

from __future__ import annotations

import re
from typing import Any, Final

from service.http.fields import Code, Codes, Identifier, Instant, Lines, Part, Text
from service.http.limits import MAX_CLIFFS, MAX_DOCUMENT, MAX_NAME
from service.http.schemas.places import region
from service.http.shape import Shape
from service.usecases.draft_law import LawText
from service.usecases.publish_law import Publishing, Signature
from service.usecases.signing_keys import NewSigningKey

_LONGEST_CLIFF: Final = 200
_SIGNATURE: Final = re.compile(r"[A-Za-z0-9+/]{86}==", re.ASCII)
_PUBLIC_KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}=", re.ASCII)


class LawTextShape(Shape[LawText]):
    """The texts of a draft; what they say is judged by their own reader, place by place and line by line."""

    version = Lines(required=True, most=MAX_DOCUMENT)
    schedule = Lines(load_default=None, most=MAX_DOCUMENT)

    def made(self, members: dict[str, Any]) -> LawText:
        """Make the texts."""
        return LawText(**members)


class SubmissionShape(Shape[tuple[str, ...]]):
    """What the author of a draft has seen and means."""

    cliffs_accepted = Codes(Text(most=_LONGEST_CLIFF), load_default=(), most=MAX_CLIFFS)

    def made(self, members: dict[str, Any]) -> tuple[str, ...]:
        """Return the names of the cliffs."""
        return tuple(members["cliffs_accepted"])


class SignatureShape(Shape[Signature]):
    """A signature, and the key that it was made with."""

    key = Identifier("signing_key", required=True)
    value = Code(_SIGNATURE, required=True, expects="the 64 bytes of a signature in base64")

    def made(self, members: dict[str, Any]) -> Signature:
        """Make the signature."""
        return Signature(**members)


class PublishingShape(Shape[Publishing]):
    """How a draft is published."""

    embargo_until = Instant(load_default=None)
    signature = Part(SignatureShape(), load_default=None)

    def made(self, members: dict[str, Any]) -> Publishing:
        """Make the request."""
        return Publishing(**members)


class NewSigningKeyShape(Shape[NewSigningKey]):
    """A signing key to be registered."""

    jurisdiction = region(required=True)
    name = Text(required=True, most=MAX_NAME)
    public_key = Code(_PUBLIC_KEY, required=True, expects="the 32 bytes of an Ed25519 public key in base64")

    def made(self, members: dict[str, Any]) -> NewSigningKey:
        """Make the request."""
        return NewSigningKey(**members)


LAW_TEXT: Final = LawTextShape()
SUBMISSION: Final = SubmissionShape()
PUBLISHING: Final = PublishingShape()
NEW_SIGNING_KEY: Final = NewSigningKeyShape()
