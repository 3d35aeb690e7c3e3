"""Acts that wait for signatures by devices: written down whole, shown before they are signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.routes.signing import to_sign
from api.services import Services
from api.shapes_acts import ToSign
from api.shapes_signed import KINDS
from ledger_py import calls
from ledger_py.calls import NOBODY, NOWHERE, Call
from ledger_py.models import Act, Attest, Ballot, Record
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct

_ADDRESS_DIGITS = 42
_WORDS = ("name", "description", "text")
"""Where a content says something in its author's words."""
_MORE = {kind.model: kind.more for kind in KINDS}
_PATHS = {kind.model: f"/acts/{kind.path}" for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A signer whose key is on a device, which signs later: until then its signature is empty."""

    signer: bytes

    def sign_typed_data(self, data: Mapping[str, Any]) -> bytes:
        """Nothing yet."""
        return b""


class Paper:
    """A port that hands nothing on: it keeps the one act that is written on it."""

    def __init__(self) -> None:
        self.call: Call | None = None
        self.offchain = OffChain()

    def accept(
        self, call: Call, offchain: OffChain | None = None, key: str | None = None
    ) -> AcceptedAct:
        """Keep an act and what it commits to."""
        self.call, self.offchain = call, offchain or OffChain()
        return AcceptedAct(call.act, 0, call, 0, self.offchain)

    def by_key(
        self, key: str, community: str = NOWHERE, member: int = NOBODY
    ) -> AcceptedAct | None:
        """Nothing was accepted before."""
        return None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page shows of an act and lets devices sign.

    summary: what it says in words. rest: for the script, see `api/static/sign.js`.
    """

    summary: str
    rest: dict[str, Any]

    @property
    def words(self) -> list[str]:
        """The texts that the act commits to, as they will be read."""
        bodies = [one["body"] for one in self.rest["body"].get("contents", ())]
        return [text for body in bodies for key in _WORDS if (text := body.get(key))]

    @property
    def by_passkey(self) -> bool:
        """Whether a passkey signs: of wallets, signer bytes are an address alone."""
        signers = [signer for ask in self.rest["asks"] for signer in ask["signers"]]
        return any(len(signer) > _ADDRESS_DIGITS for signer in signers)


def sheet(
    parts: Services,
    base: str,
    paper: Paper,
    key: str,
    speaking: Sequence[bytes] = (),
    consenting: bytes = b"",
    shown: bytes = b"",
) -> Sheet:
    """What is written on a paper, to be signed and posted.

    base: of the community's pages. key: an idempotency key. speaking: the signers of whom one signs
    the act, unless it is signed. consenting: who signs what it carries beside its own signature.
    shown: a signer that is to be known as the user's after it.
    """
    assert paper.call is not None
    said = calls.signed_act(paper.call)
    assert said is not None
    act, offchain, community = said.act, paper.offchain, paper.call.community
    told = to_sign(parts, community, act, "en", offchain.contents, offchain.documents)
    fields = ("signature", *_MORE.get(type(act), ()))
    signatures = dict(zip(fields, map(_hex, (said.signature, *said.more)), strict=True))
    asks = [
        {"field": field, "signers": [*map(_hex, [consenting] if number else speaking)]}
        for number, field in enumerate(fields)
        if signatures[field] == _hex(b"")
    ]
    return Sheet(
        told.summary,
        {
            "path": f"/v1/communities/{community}{path_of(act)}",
            "key": f'"{key}"',
            "body": {"act": told.act, "signer": _hex(said.signer), **signatures, **_carried(told)},
            "asks": asks,
            "typed_data": told.typed_data,
            "digest": told.digest,
            "show": _hex(shown) if shown else None,
            "next": f"{base}/acts/",
        },
    )


def path_of(act: Act) -> str:
    """Where a signed act is posted to, under its community."""
    match act:
        case Record():
            return "/contributions"
        case Attest():
            return "/attestations"
        case Ballot(vote=vote):
            return f"/votes/{vote}/ballots"
    return _PATHS[type(act)]


def _carried(told: ToSign) -> dict[str, Any]:
    """What the act commits to, as it is posted with it."""
    contents = [{"salt": one.salt, "body": one.body} for one in told.contents]
    found: dict[str, Any] = {"contents": contents} if contents else {}
    return found | ({"documents": told.documents} if told.documents else {})


def _hex(given: bytes) -> str:
    return "0x" + given.hex()
