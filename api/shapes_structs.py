"""The JSON of the structs that the contracts sign, field by field."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, create_model

from api.shapes_acts import Bytes32, Given, HexBytes
from ledger_py.models import ITEMS_PER_ACT as ITEMS
from ledger_py.structs import FIELDS
from ledger_py.structs import Field as StructField

Shape = TypeVar("Shape", bound=BaseModel)
Address = Annotated[str, Field(pattern="^0x[0-9a-f]{40}$")]
_BYTES = {"bytes": HexBytes, "bytes32": Bytes32, "address": Address, "bool": bool}


@cache
def message(model: type) -> type[Given]:
    """The EIP-712 message of a struct, as it is signed."""
    fields: dict[str, Any] = {one.name: (taken(one), ...) for one in FIELDS[model]}
    told = f"The EIP-712 struct `{model.__name__}`."
    return made(f"{model.__name__}Signed", told, Given, fields)


def taken(one: StructField) -> Any:
    """What a field of a struct takes."""
    kind: Any = message(one.struct) if one.struct else _BYTES.get(one.item) or number(one.item)
    return Annotated[list[kind], Field(max_length=ITEMS)] if one.listed else kind


def number(solidity: str) -> Any:
    """A whole number of Solidity's width."""
    return Annotated[int, Field(ge=0, lt=1 << int(solidity.removeprefix("uint")))]


def made(name: str, told: str, base: type[Shape], fields: dict[str, Any]) -> type[Shape]:
    """A shape with these fields."""
    return create_model(name, __base__=base, __doc__=told, **fields)
