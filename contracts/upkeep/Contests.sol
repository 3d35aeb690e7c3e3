// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Contribution, Contributions} from "../community/Contributions.sol";
import {Profile} from "../lib/Profiles.sol";
import {Slots, State} from "../lib/Slots.sol";

/// @notice A member takes back their attestations.
struct Retract {
    uint32 member;
    uint48 deadline;
    Contribution[] contributions;
}

/// @notice A member withdraws contributions: their own; as its recorder, one that is not accepted yet; as a steward, one of an
/// unclaimed member who objects.
struct Withdraw {
    uint32 member;
    uint48 deadline;
    Contribution[] contributions;
}

/// @notice A member puts a contribution in the place of another, which is withdrawn.
struct Correct {
    uint32 member;
    uint48 deadline;
    Contribution replaced;
    Contribution replacement;
}

/// @notice A member says that a contribution should not stand as it is.
/// @param reason salted commitment to the reason, or zero
struct Contest {
    uint32 member;
    uint48 deadline;
    Contribution contribution;
    bytes32 reason;
}

/// @notice A steward who is no party decides a contest.
/// @param strike whether the contribution is struck; otherwise it stands
/// @param reason salted commitment to the reason, or zero
struct Resolve {
    uint32 member;
    uint48 deadline;
    bool strike;
    Contribution contribution;
    bytes32 reason;
}

/// @title Contests: how the record is put right
/// @notice Holds contests, one slot each, and how many of an epoch are open. Attesters retract, contributors withdraw and correct,
/// members contest, stewards who are no party resolve. Invariants 1, 2, 5.
abstract contract Contests is Contributions {
    using Slots for uint256;

    bytes32 private constant RETRACT_TYPEHASH = keccak256(
        "Retract(uint32 member,uint48 deadline,Contribution[] contributions)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    bytes32 private constant WITHDRAW_TYPEHASH = keccak256(
        "Withdraw(uint32 member,uint48 deadline,Contribution[] contributions)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    bytes32 private constant CORRECT_TYPEHASH = keccak256(
        "Correct(uint32 member,uint48 deadline,Contribution replaced,Contribution replacement)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    bytes32 private constant CONTEST_TYPEHASH = keccak256(
        "Contest(uint32 member,uint48 deadline,Contribution contribution,bytes32 reason)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    bytes32 private constant RESOLVE_TYPEHASH = keccak256(
        "Resolve(uint32 member,uint48 deadline,bool strike,Contribution contribution,bytes32 reason)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );

    /// @param lapses from when on the contest is over and the contribution stands (seconds, Unix)
    struct Dispute {
        uint32 contester;
        uint48 lapses;
    }

    /// @param open contests that nobody resolved, those that lapsed included
    /// @param lapses when the last of them lapses (seconds, Unix)
    struct Disputes {
        uint32 open;
        uint48 lapses;
    }

    mapping(bytes32 id => Dispute dispute) internal _disputes;
    mapping(uint16 epoch => Disputes disputes) private _disputesOf;
    mapping(uint256 memberAndEpoch => uint256 count) private _raised;

    /// @notice `member` took back their attestation.
    event AttestationRetracted(bytes32 indexed id, uint32 indexed member);
    /// @notice `member` withdrew a contribution; `kept` when its epoch was final, so that it goes on counting.
    event ContributionWithdrawn(bytes32 indexed id, uint32 indexed member, bool kept);
    /// @notice A contribution took the place of another, which was withdrawn.
    event ContributionReplaced(bytes32 indexed id, bytes32 indexed replacement);
    /// @notice `member` contested a contribution; unless it is resolved before `lapses` (seconds, Unix), it stands.
    event ContributionContested(
        bytes32 indexed id,
        uint32 indexed member,
        uint48 lapses,
        bytes32 reason
    );
    /// @notice `steward` resolved a contest.
    event ContestResolved(bytes32 indexed id, uint32 indexed steward, bool struck, bytes32 reason);

    /// @notice Retracts attestations while the epoch is open. Places stay taken: nobody attests twice to a contribution.
    function retract(
        Retract calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        (bytes32[] memory ids, bytes32 listHash) = _hashList(act.contributions);
        bytes32 hash = keccak256(abi.encode(RETRACT_TYPEHASH, act.member, act.deadline, listHash));
        _authorise(act.member, act.deadline, hash, signer, signature);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes memory reason = _retract(act.contributions[i], ids[i], act.member);
            if (reason.length == 0) continue;
            ++skipped;
            first = _noteSkipped(i, reason, first);
        }
        _requireProgress(skipped, ids.length, first);
    }

    /// @notice Withdraws contributions, also for members who are suspended or have departed: it is theirs to say.
    function withdraw(
        Withdraw calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        (bytes32[] memory ids, bytes32 listHash) = _hashList(act.contributions);
        bytes32 hash = keccak256(abi.encode(WITHDRAW_TYPEHASH, act.member, act.deadline, listHash));
        Profile p = _authorisePerson(act.member, act.deadline, hash, signer, signature);
        p = _noteIfActive(act.member, p);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes memory reason = _withdraw(act.contributions[i], ids[i], act.member, p);
            if (reason.length == 0) continue;
            ++skipped;
            first = _noteSkipped(i, reason, first);
        }
        _requireProgress(skipped, ids.length, first);
    }

    /// @notice Corrects a contribution before its epoch is final. Attestations do not carry over.
    function correct(
        Correct calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 id = _idOf(act.replaced);
        bytes32 replacement = _idOf(act.replacement);
        bytes32 hash = keccak256(
            abi.encode(CORRECT_TYPEHASH, act.member, act.deadline, id, replacement)
        );
        Profile p = _authorise(act.member, act.deadline, hash, signer, signature);
        if (act.replaced.contributor != act.replacement.contributor)
            revert ContributorMismatch(act.replaced.contributor, act.replacement.contributor);
        if (_isFinal(act.replaced.epoch)) revert EpochIsFinal(act.replaced.epoch);
        _requireNone(_withdraw(act.replaced, id, act.member, p));
        _requireNone(_record(act.replacement, replacement, act.member, p));
        emit ContributionReplaced(id, replacement);
    }

    /// @notice Contests a contribution, once in its life, until some time after its epoch has closed.
    function contest(
        Contest calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        Contribution calldata c = act.contribution;
        bytes32 id = _idOf(c);
        bytes32 hash = keccak256(
            abi.encode(CONTEST_TYPEHASH, act.member, act.deadline, id, act.reason)
        );
        _authorise(act.member, act.deadline, hash, signer, signature);
        uint256 slot = _standing(id);
        if (slot.wasContested()) revert ContestExists(id);
        if (c.contributor == act.member) revert PartyMayNot(act.member);
        (, , uint256 closes) = _spanOf(c.epoch);
        uint256 ends = _contestableUntil(c.epoch);
        if (block.timestamp >= ends) revert ContestLate(id, ends);
        _countContest(act.member);
        // Not before the epoch has closed: until then there is more to attest to, and more to decide about.
        uint256 decidable = closes > block.timestamp ? closes : block.timestamp;
        uint48 lapses = uint48(decidable + _rules.contestTime);
        _contributions[id] = slot.contested();
        _disputes[id] = Dispute(act.member, lapses);
        Disputes storage disputes = _disputesOf[c.epoch];
        // Whoever contests later lapses later, but that a vote may shorten the time.
        uint48 last = disputes.lapses > lapses ? disputes.lapses : lapses;
        (disputes.open, disputes.lapses) = (disputes.open + 1, last);
        emit ContributionContested(id, act.member, lapses, act.reason);
    }

    /// @notice Resolves a contest before it lapses.
    function resolve(
        Resolve calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        Contribution calldata c = act.contribution;
        bytes32 id = _idOf(c);
        bytes32 hash = keccak256(
            abi.encode(RESOLVE_TYPEHASH, act.member, act.deadline, act.strike, id, act.reason)
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        uint256 slot = _contributions[id];
        if (!_isContestedNow(id, slot)) revert ContestUnknown(id);
        bool party =
            act.member == c.contributor ||
                act.member == c.recorder ||
                act.member == _disputes[id].contester ||
                slot.findAttester(act.member) != Slots.PLACES;
        if (party) revert PartyMayNot(act.member);
        --_disputesOf[c.epoch].open;
        uint256 next = slot.withState(act.strike ? State.Struck : State.Proposed);
        _settle(c, _capOf(c.activity, c.epoch), slot, next);
        _contributions[id] = next;
        emit ContestResolved(id, act.member, act.strike, act.reason);
    }

    function _retract(
        Contribution calldata c,
        bytes32 id,
        uint32 member_
    ) private returns (bytes memory) {
        uint256 slot = _contributions[id];
        if (slot == 0) revert ContributionUnknown(id);
        uint256 place = slot.findAttester(member_);
        if (place == Slots.PLACES) revert AttestationMissing(id, member_);
        (, uint16 units, ) = slot.placeOf(place);
        if (units == 0) return abi.encodeWithSelector(RetractedAlready.selector, id, member_);
        if (slot.isEnded()) return abi.encodeWithSelector(ContributionEnded.selector, id);
        bytes memory closed = _closedReason(c.epoch);
        if (closed.length != 0) return closed;
        (, uint8 required, uint32 cap, , ) = _termsOf(c.activity, c.epoch);
        uint256 next = slot.withoutUnits(place, required);
        _settle(c, cap, slot, next);
        _contributions[id] = next;
        emit AttestationRetracted(id, member_);
        return "";
    }

    function _withdraw(
        Contribution calldata c,
        bytes32 id,
        uint32 member_,
        Profile p
    ) private returns (bytes memory) {
        uint256 slot = _contributions[id];
        if (slot == 0) revert ContributionUnknown(id);
        if (!_mayWithdraw(c, slot, member_, p)) revert WithdrawalForbidden(id, member_);
        if (slot.isEnded()) return abi.encodeWithSelector(ContributionEnded.selector, id);
        bool kept = _isFinal(c.epoch);
        if (slot.isContested() && !kept) --_disputesOf[c.epoch].open;
        uint256 next = slot.withdrawn(kept);
        _settle(c, _capOf(c.activity, c.epoch), slot, next);
        _contributions[id] = next;
        emit ContributionWithdrawn(id, member_, kept);
        return "";
    }

    /// @dev A contributor may at any time. Others have to be active: the recorder as long as too few attest, and a steward where
    /// the contributor has no signer.
    function _mayWithdraw(
        Contribution calldata c,
        uint256 slot,
        uint32 member_,
        Profile p
    ) private view returns (bool) {
        if (c.contributor == member_) return true;
        if (!p.isActive()) return false;
        if (c.recorder == member_ && !slot.hasEnough()) return true;
        return p.isSteward() && !_profiles[c.contributor].isClaimed();
    }

    function _countContest(uint32 member_) private {
        uint16 now_ = _epochNow();
        uint256 count = ++_raised[(uint256(member_) << 16) | now_];
        if (count > _rules.contestLimit) revert ContestsFull(member_, now_, _rules.contestLimit);
    }

    /// @dev The slot of a contribution that stands: recorded, neither struck nor withdrawn.
    function _standing(bytes32 id) private view returns (uint256 slot) {
        slot = _contributions[id];
        if (slot == 0) revert ContributionUnknown(id);
        if (slot.isEnded()) revert ContributionEnded(id);
    }

    function _isContestedNow(bytes32 id, uint256 slot) internal view returns (bool) {
        return slot.isContested() && block.timestamp < _disputes[id].lapses;
    }

    /// @dev Nothing can be contested any more, and every contest was resolved or lapsed.
    function _isFinal(uint16 id) internal view returns (bool) {
        if (block.timestamp < _contestableUntil(id)) return false;
        Disputes memory disputes = _disputesOf[id];
        return disputes.open == 0 || block.timestamp >= disputes.lapses;
    }
}
