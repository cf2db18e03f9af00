"""An authority for time stamps (RFC 3161): OpenSSL behind a loopback server, with certificates made for the test."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_SETTINGS: Final = """
[tsa]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
_REPLY: Final = "application/timestamp-reply"


@dataclass(frozen=True)
class Authority:
    """Its *url*, and the certificate file of who answers for it."""

    url: str
    roots: Path


def demand_openssl() -> None:
    """Skip the test loudly where the program is missing: nothing else here can play an authority."""
    if shutil.which("openssl") is None:
        pytest.skip("NOT TESTED: openssl is not installed, so there is no authority for time stamps to be asked")


@contextmanager
def authority(folder: Path, spoil: Callable[[bytes], bytes] = bytes, media_type: str = _REPLY) -> Iterator[Authority]:
    """Serve an authority with its files in *folder*; *spoil* may change what it answers."""
    demand_openssl()
    folder.mkdir(parents=True, exist_ok=True)
    _write_certificates(folder)
    (folder / "settings").write_text(_SETTINGS.format(folder=folder))
    (folder / "serial").write_text("01\n")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            answer = spoil(_stamped(folder, query))
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Authority(f"http://127.0.0.1:{server.server_port}/tsa", folder / "root.pem")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def openssl_verifies(data: bytes, response: bytes, roots: Path, folder: Path) -> bool:
    """Have OpenSSL judge a stamp, as the pages tell people to."""
    (folder / "data").write_bytes(data)
    (folder / "response").write_bytes(response)
    files = ["-data", str(folder / "data"), "-in", str(folder / "response"), "-CAfile", str(roots)]
    done = subprocess.run(["openssl", "ts", "-verify", *files], capture_output=True, check=False)
    return done.returncode == 0 and b"Verification: OK" in done.stdout


def _stamped(folder: Path, query: bytes) -> bytes:
    (folder / "query").write_bytes(query)
    files = ["-queryfile", "query", "-config", "settings", "-section", "tsa", "-inkey", "tsa.key", "-signer", "tsa.pem"]
    subprocess.run(["openssl", "ts", "-reply", *files, "-out", "reply"], cwd=folder, capture_output=True, check=True)
    return (folder / "reply").read_bytes()


def _write_certificates(folder: Path) -> None:
    """Write a root, and what it answers for: a certificate that may stamp, and nothing else."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Root", "Root", root_key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    stamping = _certificate("Time", "Root", key.public_key()).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
    )
    for name, built in {"root.pem": root, "tsa.pem": stamping}.items():
        (folder / name).write_bytes(built.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "tsa.key").write_bytes(secret)


def _certificate(subject: str, issuer: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
