"""
Time stamps (RFC 3161): what an authority for time says of some bytes, asked over HTTP, checked before it is believed.

The authority is told a hash and a random number, and nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from service.audit.asking import Answer, Away, post

_QUERY: Final = "application/timestamp-query"
_REPLY: Final = "application/timestamp-reply"
_OK: Final = 200


class Stamp(NamedTuple):
    """The whole *response* of an authority, and the time *at* which it says that the bytes were there."""

    response: bytes
    at: datetime


class Authority(NamedTuple):
    """An authority at *url*, believed as far as its certificate is one of those that *roots* answer for."""

    url: str
    roots: tuple[x509.Certificate, ...]

    def stamp(self, data: bytes, seconds: float) -> Stamp:
        """
        Ask for a stamp of *data*, and return it within so many *seconds*, checked.

        Raises:
            Away: there is none, or it is no good one.
        """
        request = (
            TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True)
        ).build()
        answer = post(self.url, request.as_bytes(), _QUERY, seconds)
        return Stamp(answer.body, self._checked(answer, request, data))

    def _checked(self, answer: Answer, request: TimeStampRequest, data: bytes) -> datetime:
        if (answer.status, answer.content_type) != (_OK, _REPLY):
            raise Away(f"{self.url} answers {answer.status} {answer.content_type}, expected {_OK} {_REPLY}")
        try:
            response = decode_timestamp_response(answer.body)
            self._verify(response, request, data)
        except (ValueError, VerificationError) as error:
            raise Away(f"{self.url} gives no good stamp: {error}") from error
        return response.tst_info.gen_time

    def _verify(self, response: TimeStampResponse, request: TimeStampRequest, data: bytes) -> None:
        verifier = VerifierBuilder.from_request(request)
        for root in self.roots:
            verifier = verifier.add_root_certificate(root)
        verifier.build().verify_message(response, data)


def read_roots(pem: bytes) -> tuple[x509.Certificate, ...]:
    """
    Read certificates, each once.

    Raises:
        ValueError: there is none, or one cannot be read.
    """
    return tuple(dict.fromkeys(x509.load_pem_x509_certificates(pem)))
