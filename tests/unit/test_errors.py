"""Every refusal of the contracts has its sentence, its hint and a class of its own name."""

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from ledger_py import errors
from ledger_py.errors import AuzolanError, ContractError, contract_error
from ledger_py.explanations import EXPLANATIONS, PLATFORM

ROOT = Path(__file__).resolve().parents[2]
COMPILED = {
    "Error": ["reason"],
    "Panic": ["code"],
}
"""What every contract can revert with and no ABI lists."""


def abi_errors() -> dict[str, list[str]]:
    found = dict(COMPILED)
    for path in sorted((ROOT / "ledger_py" / "abi").glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8"))["abi"]:
            if entry["type"] == "error":
                found[entry["name"]] = [value["name"] for value in entry["inputs"]]
    return found


def source_errors() -> dict[str, list[str]]:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "contracts").rglob("*.sol"))
    declared = re.findall(r"^\s*error (\w+)\(([^)]*)\);", text, re.MULTILINE)
    return {
        name: [part.split()[-1] for part in values.split(",") if part] for name, values in declared
    }


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_explanations__are_of_the_errors_in_the_abi__no_more_no_less() -> None:
    abi = abi_errors()
    assert len(abi) > 70
    # The passkey verifier has no error of its own.
    assert set(EXPLANATIONS) == set(abi)


def test_explanations__cover_every_error_of_our_sources() -> None:
    declared = source_errors()
    assert len(declared) > 60
    assert set(declared) == set(EXPLANATIONS) - set(PLATFORM)


@pytest.mark.parametrize(("name", "values"), sorted(abi_errors().items()))
def test_sentence__uses_values_that_the_error_has(name: str, values: list[str]) -> None:
    sentence, hint = EXPLANATIONS[name]
    assert fields(sentence) <= set(values)
    assert sentence.endswith(".") and hint.endswith(".") and not fields(hint)


@pytest.mark.parametrize(("name", "values"), sorted(abi_errors().items()))
def test_contract_error__bears_the_name_and_the_values(name: str, values: list[str]) -> None:
    given: dict[str, object] = {value: number for number, value in enumerate(values, start=100)}
    error = contract_error(name, given)
    assert type(error).__name__ == error.name == name
    assert type(error) is type(contract_error(name, {})) is not ContractError
    assert error.values == given
    assert "{" not in str(error)


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        (
            "UnitsAboveStated",
            {"stated": 100, "attested": 65_535},
            "655.35 units are more than",
        ),
        ("VoteOver", {"vote": 2, "closes": 1_700_000_000}, "until 2023-11-14 22:13:20 UTC"),
        ("EpochUnlisted", {"time": 2**255}, str(2**255)),
        ("SignerNotOfMember", {"member": 3, "signer": b"\x01\xff"}, "Signer 0x01ff does not"),
        ("FromInvalid", {"from": 4}, "Epoch 4 "),
        ("IndicatorRetired", {"indicator": 2, "until": 7}, "from epoch 7 on"),
        ("HandedOver", {"since": 1_700_000_000}, "at 2023-11-14 22:13:20 UTC"),
        (
            "DelayOutOfRange",
            {"minimum": 3 * 86_400, "maximum": 366 * 86_400, "delay": 60},
            "lie 3 days to 366 days, not 1 minute",
        ),
    ],
)
def test_sentence__shows_times_units_and_bytes_for_people(
    name: str, values: dict[str, Any], said: str
) -> None:
    assert said in str(contract_error(name, values))


def test_contract_error__of_no_known_name__keeps_name_and_values() -> None:
    error = contract_error("Surprise", {"a": 1})
    assert type(error) is ContractError
    assert error.name == "Surprise"
    assert "Surprise" in str(error)


def test_contract_error__without_its_values__still_speaks() -> None:
    assert "{member}" in str(contract_error("StewardRequired", {}))


def test_own_errors__say_what_to_do() -> None:
    own = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    bases = (AuzolanError, ContractError)
    ours = [kind for kind in own if issubclass(kind, AuzolanError) and kind not in bases]
    assert len(ours) >= 9
    for kind in ours:
        assert kind.__doc__, kind
        assert kind.hint.endswith(".") or kind is errors.NothingCounted
