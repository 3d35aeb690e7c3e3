"""Every act of a pen on the whole road: signed here, carried by a relay, done by the contracts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger_py import calls
from ledger_py.ledger import Attesting, Ledger, Newcomer
from ledger_py.models import NEW, Basis, Correct, Recognition, State
from ledger_py.outbox import AcceptedAct, ActStatus
from ledger_py.signers import LocalSigner
from ledger_py.typed_data import contribution_id
from tests.chain.road import Road, open_road, statement
from tests.chain.world import DAY, RULES, word
from tests.databases import Database

PERSON = {"kind": "person", "name": "Somebody new"}


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Iterator[Road]:
    with open_road(database, tmp_path) as road:
        yield road


def key(label: str) -> LocalSigner:
    return LocalSigner(word(label))


def pen(road: Road, member: int, signer: LocalSigner) -> Ledger:
    """The pen of somebody whose signer the world does not know."""
    return Ledger(road.place, member, signer, road.outbox, clock=road.world.now)


def done(road: Road, *accepted: AcceptedAct) -> None:
    road.go()
    for one in accepted:
        state = road.outbox.state(one.act)
        assert state.done, f"{one.call.name}: {state.error}"


def refused(road: Road, accepted: AcceptedAct) -> str:
    road.go()
    state = road.outbox.state(accepted.act)
    assert state.status is ActStatus.FAILED and state.error is not None
    return state.error.name


def view(road: Road, function: str, *arguments: object) -> Any:
    return road.world.node.view(road.place.community, "Community", function, *arguments)


def holder(road: Road, signer: LocalSigner) -> int:
    found: int = view(road, "memberOf", signer.signer)
    return found


def test_people__come_by_invitation_and_by_sponsors(road: Road) -> None:
    invited, late, sponsored = key("invited"), key("late"), key("sponsored")
    invitation = road.ledger(1).invite()
    done(road, pen(road, NEW, invited).join(invitation, PERSON))
    assert holder(road, invited) == 11
    assert refused(road, pen(road, NEW, late).join(invitation)) == "ActRepeated"
    other = road.ledger(2).invite()
    done(road, road.ledger(1).uninvite(other.invite))
    assert refused(road, pen(road, NEW, late).join(other)) == "ActRepeated"

    first = road.ledger(3).sponsor(Newcomer(PERSON, sponsored.signer))
    (person,) = first.offchain.contents
    done(road, first, road.ledger(4).sponsor(Newcomer(person, sponsored.signer)))
    assert holder(road, sponsored) == 12


def test_unclaimed_members__come_by_two_stewards_or_by_waiting(road: Road) -> None:
    known, patient, rival = key("known"), key("patient"), key("rival")
    done(road, pen(road, 8, known).claim())
    stewards = [road.ledger(1), road.ledger(2)]
    done(road, *[steward.confirm_claim(8, known.signer) for steward in stewards])
    assert holder(road, known) == 8

    done(road, pen(road, 9, patient).claim(), pen(road, 10, rival).claim())
    done(road, road.ledger(3).contest_claim(10))
    road.world.wait(RULES.claim_wait)
    done(road, road.ledger(3).complete_claim(9, patient.signer))
    assert holder(road, patient) == 9
    late = road.ledger(3).complete_claim(10, rival.signer)
    assert refused(road, late) == "ClaimIsContested"


def test_signers__are_added_removed_and_recovered(road: Road) -> None:
    phone, found, thief = key("phone"), key("found"), key("thief")
    done(road, road.ledger(3).add_signer(phone))
    done(road, pen(road, 3, phone).remove_signer(road.world.signers[3].signer))
    assert (holder(road, phone), holder(road, road.world.signers[3])) == (3, 0)

    done(road, *[road.ledger(steward).recover(3, found.signer) for steward in (1, 2)])
    assert refused(road, pen(road, 3, found).complete_recovery()) == "RecoveryWaiting"
    road.world.wait(RULES.recovery_wait)
    done(road, pen(road, 3, found).complete_recovery())
    assert (holder(road, found), holder(road, phone)) == (3, 0)

    done(road, *[road.ledger(steward).recover(4, thief.signer) for steward in (1, 2)])
    done(road, road.ledger(4).object_to_recovery())
    assert view(road, "recoveryOf", 4)[-1] is True


def test_members__leave_return_choose_and_are_suspended(road: Road) -> None:
    done(road, road.ledger(5).depart())
    assert refused(road, road.ledger(5).record([statement(5)])) == "MemberHasDeparted"
    done(road, road.ledger(5).rejoin(), road.ledger(5).choose(Recognition.UNSCORED))
    done(road, road.ledger(1).choose(Recognition.UNRECORDED, 10))
    assert [view(road, "member", member)[3] for member in (5, 10)] == [1, 2]
    until = road.world.now() + 9 * DAY
    done(road, *[road.ledger(steward).suspend(4, until) for steward in (1, 2)])
    assert refused(road, road.ledger(4).record([statement(4)])) == "SuspendedUntil"
    done(road, *[road.ledger(steward).suspend(4, 0) for steward in (1, 2)])
    done(road, road.ledger(4).record([statement(4)]))


def test_contributions__are_retracted_corrected_contested_and_withdrawn(road: Road) -> None:
    made = road.ledger(3).record([statement(units=units) for units in (100, 200, 300, 400)])
    kept, struck, stands, withdrawn = calls.recorded(made.call)
    attestings = [Attesting(one, one.units, Basis.PRESENT) for one in (kept, struck, stands)]
    done(road, made, road.ledger(4).attest(attestings), road.ledger(5).attest(attestings))
    done(road, road.ledger(5).retract([kept]))
    done(road, road.ledger(4).contest(struck, "Nobody was there."), road.ledger(4).contest(stands))
    done(road, road.ledger(1).resolve(struck, strike=True, reason="So it was."))
    done(road, road.ledger(2).resolve(stands, strike=False))
    corrected = road.ledger(3).correct(kept, statement(units=50))
    done(road, corrected, road.ledger(3).withdraw([withdrawn]))
    correction = calls.act_of(corrected.call)
    assert isinstance(correction, Correct)
    replacement = correction.replacement
    states = [
        State(view(road, "contribution", contribution_id(one))[0])
        for one in (kept, replacement, struck, stands, withdrawn)
    ]
    withdrawn_, proposed = State.WITHDRAWN, State.PROPOSED
    assert states == [withdrawn_, proposed, State.STRUCK, State.ACCEPTED, withdrawn_]
