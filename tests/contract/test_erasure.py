"""Over HTTP too, two people erase what no law holds; each answer has the shape that is described."""

from tests.api import Api
from tests.contract.erasing import RULE, WISH, erased
from tests.world import World


def test_a_rule_is_recorded_and_everybody_reads_it(first: Api, world: World) -> None:
    """It says where the law says so."""
    recorded = first.bearing(world.authority).post("/v1/retention-rules", RULE)

    assert 201 == recorded.status
    assert [recorded.document] == first.get("/v1/retention-rules").document["items"]


def test_an_authority_records_no_rule_of_another_jurisdiction(first: Api, world: World) -> None:
    """Law is its own country's business."""
    refused = first.bearing(world.foreign_authority).post("/v1/retention-rules", RULE)

    assert (403, "foreign-jurisdiction") == (refused.status, refused.code)


def test_operators_erase_nothing_by_themselves(first: Api, world: World) -> None:
    """Their key has not the scope."""
    refused = first.post(f"/v1/operators/{world.first.operator}/erasure", WISH)

    assert (403, "insufficient-scope") == (refused.status, refused.code)


def test_what_was_erased_can_be_read_without_a_name(first: Api, world: World) -> None:
    """The erasure itself says by what right, and which event tells of it."""
    operator = erased(first, world)
    administrator = first.bearing(world.administrator)

    assert administrator.get(f"/v1/operators/{operator}").document["name"] is None
    read = administrator.get(f"/v1/operators/{operator}/erasure").document
    assert ("erased", WISH["legal_basis"]) == (read["state"], read["legal_basis"])


def test_a_confirmation_sent_again_gives_the_same_bytes(first: Api, world: World) -> None:
    """Under the same key; and under another one it answers with what was done."""
    asking = first.bearing(world.administrator)
    second = first.bearing(asking.post("/v1/keys", {"name": "The second", "role": "administrator"}).document["secret"])
    operator = asking.post("/v1/operators", {"kind": "individual", "name": "Somebody"}).document["id"]
    path = f"/v1/operators/{operator}/erasure"
    request = {"request": asking.post(path, WISH).document["request"]}
    replies = [second.post(f"{path}/confirm", request, name=name) for name in ("one", "one", "two")]

    assert [201, 201, 200] == [reply.status for reply in replies]
    assert 1 == len({str(reply.document) for reply in replies})
