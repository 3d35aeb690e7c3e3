"""What a proposal would do: built as the contracts' ABI has it, read back, and never misread."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_py import proposals
from ledger_py.chain import codec
from ledger_py.errors import FieldInvalid
from ledger_py.models import NO_CAP, Activity, Call, Rules, Target
from ledger_py.proposals import DECISIONS, FOR_EVER, Decided
from ledger_py.typed_data import call_arguments

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = b"\xd0" * 32
RULES = Rules(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, True)
ACTIVITY = Activity(1, 2, 3, 2, False, NO_CAP, 4, DOCUMENT)
CONTRACTS = {Target.RECORD: "Community", Target.ASSEMBLY: "Assembly"}

Built = tuple[Call, str, tuple[Any, ...], dict[str, Any]]
BUILT: list[Built] = [
    (
        proposals.set_rules(RULES),
        "decideRules",
        (call_arguments(RULES),),
        {"rules": RULES},
    ),
    (proposals.appoint(3), "decideSteward", (3, True), {"member": 3, "appointed": True}),
    (proposals.dismiss(3), "decideSteward", (3, False), {"member": 3, "appointed": False}),
    (
        proposals.suspend(2**32 - 1),
        "decideSuspension",
        (2**32 - 1, FOR_EVER),
        {"member": 2**32 - 1, "until": FOR_EVER},
    ),
    (
        proposals.decide_recovery(3, False),
        "decideRecovery",
        (3, False),
        {"member": 3, "granted": False},
    ),
    (
        proposals.decide_claim(4, b"\1" * 20),
        "decideClaim",
        (4, b"\1" * 20),
        {"member": 4, "signer": b"\1" * 20},
    ),
    (
        proposals.decide_claim(4, b"\1" * 84),
        "decideClaim",
        (4, b"\1" * 84),
        {"member": 4, "signer": b"\1" * 84},
    ),
    (proposals.define_group(DOCUMENT), "decideGroup", (DOCUMENT,), {"document": DOCUMENT}),
    (
        proposals.define_activity(ACTIVITY),
        "decideActivity",
        (call_arguments(ACTIVITY),),
        {"activity": ACTIVITY},
    ),
    (
        proposals.revise_activity(2, required=3, cap=500, document=DOCUMENT, until=9),
        "decideTerms",
        (2, 3, 500, 9, DOCUMENT),
        {"activity": 2, "required": 3, "cap": 500, "until": 9, "document": DOCUMENT},
    ),
    (proposals.list_epochs([5, 6]), "decideEpochs", ([5, 6],), {"ends": (5, 6)}),
    (proposals.list_epochs([]), "decideEpochs", ([],), {"ends": ()}),
    (proposals.hand_over(), "handOver", (), {}),
    (
        proposals.define_indicator(2, DOCUMENT, [5_000, 1]),
        "decideIndicator",
        (2, [5_000, 1], 0, DOCUMENT),
        {"kind": 2, "retention": (5_000, 1), "until": 0, "document": DOCUMENT},
    ),
    (
        proposals.revise_indicator(1, DOCUMENT, [7]),
        "decideRevision",
        (1, [7], DOCUMENT),
        {"indicator": 1, "retention": (7,), "document": DOCUMENT},
    ),
    (
        proposals.end_indicator(1, 8),
        "decideSunset",
        (1, 8),
        {"indicator": 1, "until": 8},
    ),
    (
        proposals.open_vote(1, notice=86_400, duration=60, from_=3),
        "decideVote",
        (1, 3, 86_400, 60),
        {"indicator": 1, "from_": 3, "notice": 86_400, "duration": 60},
    ),
]


def abi_decisions() -> dict[str, str]:
    """Every function of the ABI that only the assembly calls, with its contract."""
    found = {}
    for path in sorted((ROOT / "ledger_py" / "abi").glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8"))["abi"]:
            name = entry.get("name", "")
            if entry["type"] == "function" and (name.startswith("decide") or name == "handOver"):
                found[name] = "Assembly" if path.stem in ("Assembly", "Agenda") else "Community"
    return found


def test_decisions__are_all_that_the_abi_has__at_their_contracts() -> None:
    assert {name: CONTRACTS[d.target] for name, d in DECISIONS.items()} == abi_decisions()


def test_builders__there_is_one_for_every_decision() -> None:
    assert {name for _, name, _, _ in BUILT} == set(DECISIONS)


@pytest.mark.parametrize("built", BUILT, ids=lambda built: built[1])
class TestCall:
    def test_data__is_what_the_abi_makes_of_it(self, built: Built) -> None:
        call, name, arguments, _ = built
        assert call.to == DECISIONS[name].target
        contract = CONTRACTS[DECISIONS[name].target]
        assert call.data == codec.encode_call(contract, name, *arguments)

    def test_read__gives_back_what_was_built(self, built: Built) -> None:
        call, name, _, values = built
        assert proposals.read(call) == Decided(name, values)

    def test_read__at_the_other_contract__is_none(self, built: Built) -> None:
        call = built[0]
        assert proposals.read(Call(3 - call.to, call.data)) is None
        assert proposals.read(Call(0, call.data)) is None

    def test_read__with_a_byte_more_or_less__is_none(self, built: Built) -> None:
        call = built[0]
        assert proposals.read(Call(call.to, call.data + b"\0")) is None
        assert proposals.read(Call(call.to, call.data[:-1])) is None


@given(st.sampled_from(BUILT), st.data())
def test_read__of_a_call_with_changed_bytes__tells_them_or_is_none(
    built: Built, data: st.DataObject
) -> None:
    call = built[0]
    at = data.draw(st.integers(0, len(call.data) - 1))
    changed = bytearray(call.data)
    changed[at] ^= data.draw(st.integers(1, 255))
    found = proposals.read(Call(call.to, bytes(changed)))
    assert found is None or found != proposals.read(call)


@given(st.sampled_from([*DECISIONS.values()]), st.binary(max_size=700))
def test_read__of_any_bytes__never_raises(decision: proposals.Decision, body: bytes) -> None:
    found = proposals.read(Call(int(decision.target), decision.selector + body))
    assert found is None or found.name == decision.name


@pytest.mark.parametrize("data", [b"", b"\1\2\3", b"\xff" * 4])
def test_read__of_no_decision__is_none(data: bytes) -> None:
    assert proposals.read(Call(1, data)) is None


@pytest.mark.parametrize(
    "build",
    [
        lambda: proposals.appoint(2**32),
        lambda: proposals.define_group(b"\1"),
        lambda: proposals.list_epochs([-1]),
        lambda: proposals.suspend(1, 2**48),
    ],
)
def test_builder__with_a_value_too_wide__is_refused(build: Any) -> None:
    with pytest.raises(FieldInvalid):
        build()
