"""Receipts, streams and disclosures in the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.app import create_app
from service.config import Config
from service.domain.canonical import read_canonical
from service.evidence.notes import Key, read_note
from service.evidence.promises import read_promise
from service.evidence.proofs import read_proof
from tests.checkpoints import sign_log
from tests.contract.test_lost_evidence import by_hand
from tests.integration.terminals import Terminal, told
from tests.unit.evidence.test_notes import new_key
from tests.world import close_app, service_of

pytestmark = pytest.mark.thorough

WITNESS = Key("witness.example/w1", 4, new_key("w1")[0].public)


def _sign(url: str) -> None:
    app = create_app(Config(database_url=url, keys_directory=os.environ["HASHLEVY_KEYS_DIRECTORY"]))
    try:
        sign_log(service_of(app))
    finally:
        close_app(app)


def test_the_terminal_writes_receipts_and_streams_once_they_are_signed(
    prepared: Terminal, database_url: str, tmp_path: Path
) -> None:
    """Before, it says what is missing, as the interface does; what it writes is for whoever checks it."""
    kept = tmp_path / "promise"
    register = ("operators", "register", "--kind", "legal_entity", "--name", "Kept LLP")
    operator = told(prepared("--promise", str(kept), *register))["id"]
    event = read_promise(read_note(kept.read_bytes()).text).events[0].event
    refused = prepared("audit", "receipt", event)
    _sign(database_url)

    receipt = read_proof(prepared("audit", "receipt", event).stdout.encode())
    stream = read_canonical(prepared("audit", "stream", operator).stdout.encode().rstrip())

    assert "not-included-yet" in refused.stderr
    assert receipt.extra is not None
    assert event == read_canonical(receipt.extra)["event"]["id"]
    assert ([receipt.leaf_index], operator) == ([each["index"] for each in stream["leaves"]], stream["operator"])


def test_the_terminal_says_that_an_event_is_gone_and_what_to_do_with_its_promise(
    prepared: Terminal, database_url: str, tmp_path: Path
) -> None:
    """As the interface does: a database that was changed by hand is no reason to give up what one holds."""
    kept = tmp_path / "promise"
    prepared("--promise", str(kept), "operators", "register", "--kind", "legal_entity", "--name", "Kept LLP")
    event = read_promise(read_note(kept.read_bytes()).text).events[0].event
    app = create_app(Config(database_url=database_url, keys_directory=os.environ["HASHLEVY_KEYS_DIRECTORY"]))
    sign_log(service_of(app))
    by_hand(app, f"DELETE FROM events WHERE id = '{event}'")
    close_app(app)

    refused = prepared("audit", "receipt", event)

    assert (1, "") == (refused.exit_code, refused.stdout)
    assert "audit-log-damaged" in refused.stderr
    assert "Keep the promise that came with the write" in refused.stderr


def test_the_terminal_says_beside_a_receipt_that_too_few_witnesses_have_signed(
    prepared: Terminal, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, so that the receipt stays what a verifier reads; it says nothing where nobody is asked."""
    kept, trust = tmp_path / "promise", tmp_path / "trust"
    prepared("--promise", str(kept), "operators", "register", "--kind", "legal_entity", "--name", "Kept LLP")
    event = read_promise(read_note(kept.read_bytes()).text).events[0].event
    _sign(database_url)
    trust.write_text(f"witness w1 {WITNESS.write()}\nquorum w1\n")

    alone = prepared("audit", "receipt", event)
    monkeypatch.setenv("HASHLEVY_WITNESSES", str(trust))
    watched = prepared("audit", "receipt", event)

    assert (alone.stdout, False) == (watched.stdout, "witnesses" in alone.stderr)
    assert "Too few witnesses" in watched.stderr
