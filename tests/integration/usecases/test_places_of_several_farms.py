"""Law that asks where an operator lies is not read any more; what is recorded of it gives no farm's place for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.errors import Nonsense
from service.law import checks
from service.law.errors import DocumentError
from service.law.reader import read_folder
from service.store.database import Database
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import read_farm
from service.usecases.register import register_farm
from service.usecases.requests import RegisterFarm
from tests.integration.usecases import levy
from tests.integration.usecases.conftest import command
from tests.integration.usecases.levy import World

_RELIEVED = """
format: hashlevy.version/1
schedule: xa.levy
version: "%(version)s"
status: enacted
valid: {from: "%(since)s", to: null}
published_on: "2024-06-01"
evidence: verified
law:
  act: {title: "Test act", cite: "TA", evidence: verified}
inputs:
  kwh: {fact: energy_kwh}
components:
  - {id: energy, kind: per_unit, of: kwh, rate: "0.01", law: act#1}
  - {id: relief, kind: exempt, of: energy, when: {fact: region, in: [XA-N]}, reason: the north, law: act#2}
  - {id: due, kind: round, of: relief, step: "0.01", mode: half_up, law: act#3}
result: due
tests:
  - {name: north, inputs: {kwh: "100", region: XA-N}, expect: {due: "0.00"}}
  - {name: south, inputs: {kwh: "100.5", region: XA-S}, expect: {due: "1.01"}}
"""


@pytest.fixture
def world(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Record, as it was before there was the check, a levy that relieves what is used in the north."""
    monkeypatch.setattr(levy, "VERSION", _RELIEVED)
    with monkeypatch.context() as before:
        before.setattr(checks, "_CHECKS", ())
        database = Database(migrated_url)
        yield World(database, tmp_path)
        database.close()


def another_farm(world: World, region: str) -> str:
    """Register another farm of the operator."""
    operator = str(read_farm(world.service, LOCAL_ADMINISTRATOR, world.farm)["operator"])
    request = RegisterFarm(operator, "Second hall", region, None, "Etc/UTC", None, None)
    identifier: str = register_farm(world.service, command(), request).document["id"]
    return identifier


def test_whoever_writes_it_is_told_what_to_write_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the fact, in the file."""
    monkeypatch.setattr(levy, "VERSION", _RELIEVED)
    levy.law(tmp_path, "1")

    with pytest.raises(DocumentError) as refused:
        read_folder(tmp_path)

    (fault,) = (each for each in refused.value.faults if each.code == "fact-of-one-farm")
    assert "/components/1/when/fact" == fault.path
    assert "subject: farm" in fault.remedy


def test_farms_in_one_region_are_assessed_together(world: World) -> None:
    """What the law asks for has one answer, so there is one."""
    world.file("500")

    made = world.file("300", farm=another_farm(world, "XA-N"))

    assert "0.00" == made["total"]["amount"]


def test_farms_in_several_regions_are_refused_with_the_farms_named(world: World) -> None:
    """Neither is taken for the other; the sender's own is the one to mend, the other is told."""
    world.file("500")
    elsewhere = another_farm(world, "XA-S")

    with pytest.raises(Nonsense) as refused:
        world.file("300", farm=elsewhere)

    assert "fact-missing" == refused.value.code
    assert "there are XA-N, XA-S" in refused.value.detail
    told = {fault.pointer: fault.message for fault in refused.value.faults}
    assert {"", "/farm"} == set(told)
    assert f"of farm {world.farm}, at /region: the region of this farm is XA-N" in told[""]
    assert f"/v1/farms/{elsewhere}/places" in told["/farm"]
