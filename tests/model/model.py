"""What every act does, as contracts.md has it: it is refused by name, or it changes the state.

An act that breaks several rules may be refused for any of them, so a verdict holds all that apply:
the chain's answer has to be one of them, and it has to carry the act out when there is none.
"""

import re
from functools import cache

from eth_hash.auto import keccak

from tests.model.acts import Act
from tests.model.deciding import Deciding
from tests.model.defining import Defining
from tests.model.people import People
from tests.model.rulebook import DONE, Verdict, named, refused
from tests.model.speaking import Speaking
from tests.model.truth import Truth
from tests.model.voting import Voting


@cache
def method_of(name: str) -> str:
    """Return the name of the method that stands for an act: `confirm_claim` for `confirmClaim`."""
    return re.sub(r"[A-Z]", lambda found: "_" + found[0].lower(), name)


class Model(People, Speaking, Truth, Defining, Voting, Deciding):
    """A community that acts are done in."""

    def do(self, act: Act, relaying: bool = False) -> Verdict:
        """Carry out an act at the time `now`, or say why not; a call in another act as well."""
        before = self.relaying, self.caller, self.from_assembly
        self.relaying = relaying
        self.caller = b"" if relaying or act.caller is None else act.caller.signer
        self.from_assembly = act.by is None and act.caller is None and not relaying
        verdict: Verdict = getattr(self, method_of(act.name))(act, *act.fields)
        self.relaying, self.caller, self.from_assembly = before
        return verdict

    def nonsense(self, _act: Act, _data: bytes) -> Verdict:
        """Bytes that are none of the acts."""
        return refused({"ActMalformed"})

    def relay(self, _act: Act, _acts: tuple[()]) -> Verdict:
        """A relay of nothing, or in a relay."""
        return refused({"RelayNested"} if self.relaying else {"RelayLengthInvalid"})

    def note_act(self, _act: Act, member: int, signer_hash: bytes) -> Verdict:
        """The assembly notes that a member acted there; it learns when the signer is not theirs."""
        m = self.members.get(member)
        speaks = m is not None and signer_hash in map(keccak, m.signers)
        faults = named(AssemblyRequired=not self.from_assembly)
        faults |= self.absent(member) if speaks else set()
        if faults:
            return refused(faults)
        if speaks:
            self.acted(member)
        return DONE
