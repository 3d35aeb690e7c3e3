"""Typed data against the contracts' own texts and ABI, and strict reading of what clients send."""

import copy
import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from ledger_py import models, structs, typed_data
from ledger_py.chain import codec
from ledger_py.errors import ActUnknown, FieldInvalid, FieldMissing, FieldUnknown
from ledger_py.typed_data import Domain

ROOT = Path(__file__).resolve().parents[2]
MORE = {"addSigner": ["consent"], "join": ["answer", "inviter", "invitation"]}
"""What an act takes after its signature."""
DOMAIN = Domain.of("Community", 31_337, "0x" + "c0" * 20)
HASH = st.binary(min_size=32, max_size=32)


def uint(bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, 2**bits - 1)


BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    **{f"uint{bits}": uint(bits) for bits in (8, 16, 32, 48)},
    "bool": st.booleans(),
    "bytes": st.binary(max_size=84),
    "bytes32": HASH,
    "address": st.binary(min_size=20, max_size=20).map(lambda address: "0x" + address.hex()),
}


def values(model: type) -> st.SearchStrategy[Any]:
    parts = []
    for field in structs.FIELDS[model]:
        item = values(field.struct) if field.struct else BY_TYPE[field.item]
        parts.append(st.lists(item, max_size=3).map(tuple) if field.listed else item)
    return st.builds(model, *parts)


ACTS = st.one_of([values(model) for model in typed_data.ACTS])
SIGNED = ACTS | values(models.Invite)
"""An invitation is signed like an act and handed over: no contract takes it by itself."""


def solidity_texts() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "contracts").rglob("*.sol"):
        found |= set(re.findall(r'keccak256\(\s*"([^"]+)"', path.read_text(encoding="utf-8")))
    return found


def abi_types(contract: str, function: str) -> Any:
    abi = codec.contract(contract).abi
    entry = next(e for e in abi if e.get("name") == function and e["type"] == "function")
    return entry["inputs"]


def assert_same_struct(model: type, components: list[Any]) -> None:
    expected = [(part["name"], part["type"]) for part in components]
    own = [
        (f.name, "tuple" + "[]" * f.listed if f.struct else f.solidity)
        for f in structs.FIELDS[model]
    ]
    assert own == expected
    for field, part in zip(structs.FIELDS[model], components, strict=True):
        if field.struct:
            assert_same_struct(field.struct, part["components"])


@pytest.mark.parametrize("model", structs.DEFINITIONS, ids=lambda model: model.__name__)
def test_encode_type__is_a_text_of_the_contracts(model: type) -> None:
    assert structs.encode_type(model) in solidity_texts()


def test_contracts__sign_no_type_that_we_do_not_know() -> None:
    signed = {text for text in solidity_texts() if re.fullmatch(r"\w+\(\w.* \w.*\)", text)}
    domain = {text for text in signed if text.startswith("EIP712Domain(")}
    assert signed - domain == {structs.encode_type(model) for model in structs.DEFINITIONS}


@pytest.mark.parametrize("model", typed_data.ACTS, ids=lambda model: model.__name__)
def test_act__has_the_shape_of_its_function_in_the_abi(model: type) -> None:
    kind = typed_data.ACTS[model]
    act, *others = abi_types(kind.contract, kind.function)
    assert_same_struct(model, act["components"])
    names = ["signer", "signature", *MORE.get(kind.function, [])]
    assert [(part["name"], part["type"]) for part in others] == [(name, "bytes") for name in names]


@pytest.mark.parametrize("model", structs.DEFINITIONS, ids=lambda model: model.__name__)
def test_struct__has_the_fields_of_its_model__in_order(model: type) -> None:
    assert is_dataclass(model)
    assert [f.name for f in fields(model)] == [f.attribute for f in structs.FIELDS[model]]


def test_acts__are_all_that_members_sign() -> None:
    assert {*typed_data.ACTS, models.Invite} == set(models.Act.__args__)


@given(SIGNED)
def test_digest__is_that_of_eth_account(act: models.Act) -> None:
    data = typed_data.typed_data(act, DOMAIN)
    signable = encode_typed_data(full_message=data)
    assert typed_data.struct_hash(act) == signable.body
    assert typed_data.digest(act, DOMAIN) == _hash_eip191_message(signable)


@given(ACTS)
def test_from_json__reads_back_what_was_written(act: models.Act) -> None:
    kind = typed_data.act_kind(act)
    message = json.loads(json.dumps(typed_data.typed_data(act, DOMAIN)["message"]))
    assert typed_data.from_json(kind.function, message) == act
    assert typed_data.from_json(kind.primary, message) == act


@given(ACTS, ACTS)
def test_digest__of_different_acts__differs(one: models.Act, two: models.Act) -> None:
    same = typed_data.digest(one, DOMAIN) == typed_data.digest(two, DOMAIN)
    assert same == (one == two)


def test_digest__over_another_chain_contract_or_name__differs() -> None:
    act = models.DefineGroup(1, 2, b"\1" * 32)
    others = [
        Domain.of("Community", 1, DOMAIN.contract),
        Domain.of("Community", 31_337, "0x" + "c1" * 20),
        Domain.of("Assembly", 31_337, DOMAIN.contract),
        Domain(DOMAIN.name, 31_337, DOMAIN.contract, version="2"),
    ]
    assert len({typed_data.digest(act, domain) for domain in [DOMAIN, *others]}) == 5


def test_call_arguments__are_nested_tuples_in_the_structs_order() -> None:
    contribution = models.Contribution(3, 1, 2, 5, 100, 2, b"\7" * 32)
    act = models.Attest(1, 9, (models.Attestation(contribution, 50, 1),))
    inner = (3, 1, 2, 5, 100, 2, b"\7" * 32)
    assert typed_data.call_arguments(act) == (1, 9, [(inner, 50, 1, bytes(32))])


MESSAGE: dict[str, Any] = {
    "member": 1,
    "deadline": 1_900_000_000,
    "contributions": [
        {
            "contributor": 3,
            "recorder": 1,
            "activity": 2,
            "epoch": 5,
            "units": 100,
            "basis": 2,
            "content": "0x" + "ab" * 32,
        }
    ],
}


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("units", 65_536, "contributions[0].units"),
        ("units", -1, "contributions[0].units"),
        ("units", "100", "contributions[0].units"),
        ("units", 1.0, "contributions[0].units"),
        ("units", True, "contributions[0].units"),
        ("units", None, "contributions[0].units"),
        ("contributor", 2**32, "contributions[0].contributor"),
        ("basis", 256, "contributions[0].basis"),
        ("content", "0x" + "ab" * 31, "contributions[0].content"),
        ("content", "0x" + "ab" * 33, "contributions[0].content"),
        ("content", "ab" * 32, "contributions[0].content"),
        ("content", "0x" + "ab" * 31 + " b", "contributions[0].content"),
        ("content", "0x" + "zz" * 32, "contributions[0].content"),
        ("content", 7, "contributions[0].content"),
    ],
)
def test_from_json__with_a_value_that_does_not_fit__names_its_place(
    field: str, value: Any, path: str
) -> None:
    message = copy.deepcopy(MESSAGE)
    message["contributions"][0][field] = value
    with pytest.raises(FieldInvalid) as caught:
        typed_data.from_json("record", message)
    assert caught.value.path == path


@pytest.mark.parametrize("message", [None, [], "x", 1])
def test_from_json__of_no_object__is_refused(message: Any) -> None:
    with pytest.raises(FieldInvalid, match="message"):
        typed_data.from_json("record", message)


def test_from_json__with_a_list_that_is_none__is_refused() -> None:
    with pytest.raises(FieldInvalid, match="contributions"):
        typed_data.from_json("record", {**MESSAGE, "contributions": {"0": {}}})


def test_from_json__with_a_field_missing_or_too_many__is_refused() -> None:
    without = {key: value for key, value in MESSAGE.items() if key != "deadline"}
    with pytest.raises(FieldMissing, match="deadline"):
        typed_data.from_json("record", without)
    with pytest.raises(FieldUnknown, match="nonce"):
        typed_data.from_json("record", {**MESSAGE, "nonce": 1})


@pytest.mark.parametrize("name", ["", "relay", "closeVote", "Contribution", "records"])
def test_from_json__of_no_act__is_refused(name: str) -> None:
    with pytest.raises(ActUnknown):
        typed_data.from_json(name, MESSAGE)


INVITE: dict[str, Any] = {"member": 1, "deadline": 1_900_000_000, "key": "0x" + "aB" * 20}


def test_read__of_an_address_in_mixed_case__is_held_in_lower_case() -> None:
    assert structs.read(models.Invite, INVITE).key == "0x" + "ab" * 20


@pytest.mark.parametrize("key", ["0x" + "ab" * 19, "ab" * 20, "0x" + "zz" * 20, 7, None])
def test_read__of_what_is_no_address__names_its_place(key: Any) -> None:
    with pytest.raises(FieldInvalid) as caught:
        structs.read(models.Invite, {**INVITE, "key": key})
    assert caught.value.path == "key"


def test_from_json__of_an_invitation__is_refused_since_nothing_takes_it_alone() -> None:
    with pytest.raises(ActUnknown):
        typed_data.from_json("Invite", INVITE)


def test_digest__of_units_above_the_width__is_refused() -> None:
    contribution = models.Contribution(3, 1, 2, 5, 65_536, 2, b"\7" * 32)
    with pytest.raises(FieldInvalid, match="units"):
        typed_data.digest(models.Record(1, 9, (contribution,)), DOMAIN)
