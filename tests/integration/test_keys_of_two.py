"""Two databases and one directory of keys: a second `serve` does not take over the name of the first one's log."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.audit.keys import ML_DSA_44
from service.audit.outside import Outside
from service.audit.sequencing import sequence_pending
from service.clock import system_clock
from service.config import Config
from service.domain.errors import Unavailable
from service.serving.preparation import prepare
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.usecases.known_log_keys import known_log_keys
from service.usecases.unfreeze_log import unfreeze
from service.wiring import open_keyring, open_signers, open_signing
from service.worker.log_keeping import log_keeping
from tests.databases import Databases

pytestmark = pytest.mark.thorough


def config_of(url: str, folder: Path, *, ml_dsa_44: bool = False) -> Config:
    """Name a database, and a directory that others may name too."""
    return Config(database_url=url, keys_directory=str(folder / "keys"), ml_dsa_44=ml_dsa_44)


def signed(config: Config) -> None:
    """Do what the worker does once."""
    database = Database(config.database_url, config.keys)
    signers = open_signers(config, database)
    sequence_pending(database.acting_as(DatabaseRole.SEQUENCER))
    log_keeping(database, system_clock, open_signing(config, signers), signers)()
    database.close()


def test_a_second_database_with_the_keys_of_the_first_does_not_start(databases: Databases, tmp_path: Path) -> None:
    """Nothing is told in the other log's name; once somebody has given that one up, this one begins."""
    with databases.database() as one, databases.database() as other:
        first, second = config_of(one, tmp_path), config_of(other, tmp_path)
        prepare(first)
        signed(first)
        prepare(first)
        with pytest.raises(Unavailable, match="HASHLEVY_KEYS_DIRECTORY") as refused:
            prepare(second)
        assert "keys-of-another-log" == refused.value.code

        database = Database(other, second.keys)
        with database.reading() as reading:
            assert 0 == reading.log_tree().size
        assert unfreeze(database, Outside(second.outside), system_clock(), "key_1", "lost") is not None
        database.close()
        prepare(second)
        signed(second)
        prepare(second)


def test_a_second_signature_begins_with_the_start_that_asks_for_it(databases: Databases, tmp_path: Path) -> None:
    """Once, whichever start is first; another start finds it."""
    with databases.database() as url:
        prepare(config_of(url, tmp_path))
        config = config_of(url, tmp_path, ml_dsa_44=True)
        for _ in range(2):
            prepare(config)
            signed(config)
        database = Database(url, config.keys)
        with database.reading() as reading:
            known = [each for each in known_log_keys(reading, open_keyring(config)) if each.purpose == ML_DSA_44]
            kept = reading.last_checkpoint()
        database.close()

    assert ["signs"] == [each.state for each in known]
    assert kept is not None
    assert 2 == kept.note.count("\n\u2014 ")
