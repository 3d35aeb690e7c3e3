"""The contracts' bytes are read and written as the contracts mean them."""

from random import Random
from typing import Any

import pytest
from eth_abi.abi import decode, encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.chain import codec, relaying
from ledger_py.chain.engines import OSAKA_TRANSACTION_GAS
from ledger_py.handlers import HANDLERS

ADDRESS = "0x" + "12" * 20
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "bytes": st.binary(max_size=100),
}


def _events() -> list[dict[str, Any]]:
    found = [entry for name in codec.CONTRACTS for entry in codec.contract(name).abi]
    by_name = {entry["name"]: entry for entry in found if entry["type"] == "event"}
    return sorted(by_name.values(), key=lambda entry: str(entry["name"]))


def _type(item: dict[str, Any]) -> str:
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_type(part) for part in item['components'])}){kind.removeprefix('tuple')}"


def _value(item: dict[str, Any]) -> st.SearchStrategy[Any]:
    kind: str = item["type"]
    if kind.endswith("[]"):
        return st.lists(_value({**item, "type": kind[:-2]}), max_size=4).map(tuple)
    if kind == "tuple":
        return st.tuples(*[_value(part) for part in item["components"]])
    if kind.startswith("uint"):
        return st.integers(0, 2 ** int(kind[4:]) - 1)
    if kind == "address":
        return st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
    if kind == "bytes32":
        return st.binary(min_size=32, max_size=32)
    return VALUES[kind]


def _topic(event: dict[str, Any]) -> bytes:
    return keccak(text=f"{event['name']}({','.join(_type(item) for item in event['inputs'])})")


def test_contract__of_a_community__is_all_that_answers_at_its_address__each_once() -> None:
    abi = codec.contract("Community").abi
    names = [(entry["type"], entry.get("name")) for entry in abi]
    assert len(set(names)) == len(names)
    for one in ("record", "admit", "resolve"):
        assert ("function", one) in names
    assert names.count(("constructor", None)) == 1
    assert codec.contract("Community").bytecode != codec.contract("Membership").bytecode


@pytest.mark.parametrize("event", _events(), ids=lambda event: str(event["name"]))
@given(data=st.data())
def test_decode_event__of_any_values__gives_them_back(
    event: dict[str, Any], data: st.DataObject
) -> None:
    values = {item["name"]: data.draw(_value(item)) for item in event["inputs"]}
    indexed = [item for item in event["inputs"] if item["indexed"]]
    plain = [item for item in event["inputs"] if not item["indexed"]]
    topics = [encode([_type(item)], [values[item["name"]]]) for item in indexed]
    body = encode([_type(item) for item in plain], [values[item["name"]] for item in plain])
    log = codec.Log(ADDRESS, 1, "0x", 0, "0x", (_topic(event), *topics), body)
    found = codec.decode_event(log)
    assert (found.name, found.values) == (event["name"], values)


def test_handlers__are_those_of_every_event_of_the_contracts() -> None:
    assert set(HANDLERS) == {event["name"] for event in _events()}


def test_decode_event__that_is_unknown__raises() -> None:
    log = codec.Log(ADDRESS, 1, "0x", 0, "0x", (b"\xab" * 32,), b"")
    with pytest.raises(codec.EventUnknown, match="0xabab"):
        codec.decode_event(log)


def test_decode_event__with_data_of_another_length__raises() -> None:
    topic = next(t for t, (name, _) in codec.event_readers().items() if name == "Relayed")
    log = codec.Log(ADDRESS, 1, "0x", 0, "0x", (topic,), bytes(64))
    with pytest.raises(ValueError, match="64 bytes"):
        codec.decode_event(log)


def test_encode_call__read_again__is_the_same_call() -> None:
    acts = [(100_000, b"\x01\x02"), (200_000, b"")]
    call = codec.encode_call("Community", "relay", acts)
    assert call[:4] == keccak(text="relay((uint32,bytes)[])")[:4]
    assert codec.decode_call("Community", call) == ("relay", (tuple(acts),))


@pytest.mark.parametrize("data", [b"", b"\x01", bytes(4), bytes(40)])
def test_decode_call__of_other_bytes__raises(data: bytes) -> None:
    with pytest.raises(codec.CallMalformed):
        codec.decode_call("Community", data)


def test_decode_call__cut_short__raises() -> None:
    call = codec.encode_call("Assembly", "closeVote", 7)
    with pytest.raises(codec.CallMalformed):
        codec.decode_call("Assembly", call[:-1])


def test_creation__with_arguments__has_them_after_the_code() -> None:
    code = codec.creation("CommunityFactory", ADDRESS, ADDRESS, [ADDRESS])
    body = codec.contract("CommunityFactory").bytecode
    assert code.startswith(body)
    assert decode(["address", "address", "address[]"], code[len(body) :]) == (
        ADDRESS,
        ADDRESS,
        (ADDRESS,),
    )


def test_decode_error__with_values__names_them() -> None:
    data = keccak(text="DeadlinePassed(uint48,uint256)")[:4] + encode(["uint48", "uint256"], [5, 6])
    assert codec.decode_error(data) == ("DeadlinePassed", {"deadline": 5, "time": 6})
    assert codec.contract_error(data).name == "DeadlinePassed"


@pytest.mark.parametrize("length", [0, 1, 20, 31, 32, 33, 64, 84, 200])
def test_decode_error__cut_by_a_relay__keeps_the_bytes_that_came(length: int) -> None:
    signer = bytes(range(1, 201))[:length]
    whole = keccak(text="SignerTaken(bytes,uint32)")[:4] + encode(["bytes", "uint32"], [signer, 9])
    name, values = codec.decode_error(whole[:132])
    # Behind the selector, the relay's 132 bytes hold two words of head, the length, one word.
    assert (name, values) == ("SignerTaken", {"signer": signer[:32], "member": 9})
    assert codec.decode_error(whole)[1]["signer"] == signer


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x02\x03",
        b"\xff" * 132,
        keccak(text="SignerTaken(bytes,uint32)")[:4] + b"\xff" * 128,
        keccak(text="GroupUnknown(uint8)")[:4] + b"\xff" * 32,
        keccak(text="Error(string)")[:4] + encode(["uint256", "uint256"], [32, 4]) + b"\xff" * 4,
    ],
)
def test_decode_error__of_bytes_that_are_no_error_of_ours__is_unknown(data: bytes) -> None:
    assert codec.decode_error(data) == ("Unknown", {"data": data})


@given(st.binary(max_size=132))
def test_decode_error__of_anything__gives_a_name(data: bytes) -> None:
    selector = keccak(text="SignerNotOfMember(uint32,bytes)")[:4]
    assert codec.decode_error(selector + data)[0] in ("SignerNotOfMember", "Unknown")
    assert codec.decode_error(data)[0]


def failed_call(reason: bytes) -> bytes:
    return keccak(text="CallFailed(uint256,bytes)")[:4] + encode(["uint256", "bytes"], [1, reason])


def test_contract_error__of_a_call_that_failed__says_what_it_failed_for() -> None:
    inner = keccak(text="StewardAlready(uint32)")[:4] + encode(["uint32"], [4])
    error = codec.contract_error(failed_call(inner))
    assert (error.name, error.values) == ("CallFailed", {"index": 1, "reason": inner})
    assert "StewardAlready: Member 4 is a steward already." in str(error)


def test_contract_error__of_a_call_that_failed_far_away__makes_no_value_up() -> None:
    inner = keccak(text="StewardAlready(uint32)")[:4] + encode(["uint32"], [4])
    # A relay passes on the first 132 bytes: the value of the inner error is cut in two.
    error = codec.contract_error(failed_call(inner)[:132])
    assert str(error).endswith("nothing of it was done: StewardAlready.")
    unknown = codec.contract_error(failed_call(b""))
    assert str(unknown).endswith("nothing of it was done: Unknown.")


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_relay_call__made_by_hand__is_what_the_abi_says(count: int) -> None:
    random = Random(count)
    acts = [
        (random.randrange(2**24), random.randbytes(random.randrange(700))) for _ in range(count)
    ]
    assert relaying.relay_call(acts) == codec.encode_call("Community", "relay", acts)


@pytest.mark.parametrize("longest", [0, 100, 4_000])
def test_fitting__as_many_as_there_is_gas_and_room_for(longest: int) -> None:
    random = Random(longest)
    acts = [
        (random.randrange(10_000, 200_000), random.randbytes(random.randrange(longest + 1)))
        for _ in range(256)
    ]
    count = relaying.fitting(acts, OSAKA_TRANSACTION_GAS)

    def fits(some: int) -> bool:
        data = relaying.relay_call(acts[:some])
        gas = relaying.transaction_gas(data, [limit for limit, _ in acts[:some]])
        return gas <= OSAKA_TRANSACTION_GAS and len(data) <= relaying.TRANSACTION_BYTES

    assert 1 < count < len(acts)
    assert fits(count)
    assert not fits(count + 1)
