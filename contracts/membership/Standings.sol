// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Members} from "../community/Members.sol";
import {Profile, Profiles} from "../lib/Profiles.sol";

/// @notice A member leaves; their id and record stay.
struct Depart {
    uint32 member;
    uint48 deadline;
}

/// @notice A member who left comes back, under the same id.
struct Rejoin {
    uint32 member;
    uint48 deadline;
}

/// @notice A member chooses how they are recognised; for an unclaimed member who objects, a steward does.
/// @param subject whom it concerns: oneself, or an unclaimed member
/// @param recognition 0 scored, 1 recorded and not scored, 2 not recorded any more
struct Choose {
    uint32 member;
    uint48 deadline;
    uint32 subject;
    uint8 recognition;
}

/// @notice A steward asks for a suspension; a second steward who asks for the same puts it into force.
/// @param until seconds, Unix; 0 lifts a suspension
struct Suspend {
    uint32 member;
    uint48 deadline;
    uint32 subject;
    uint48 until;
}

/// @title Standings: coming, going, and what a person chooses
/// @notice Holds nothing of its own. Members leave, come back and choose for themselves; two stewards, or a vote, suspend.
/// Invariants 4, 6, 8.
abstract contract Standings is Members {
    /// Two stewards suspend for no longer than this; a vote may.
    uint256 private constant MAXIMUM_SUSPENSION = 90 days;
    bytes32 private constant DEPART_TYPEHASH = keccak256("Depart(uint32 member,uint48 deadline)");
    bytes32 private constant REJOIN_TYPEHASH = keccak256("Rejoin(uint32 member,uint48 deadline)");
    bytes32 private constant CHOOSE_TYPEHASH = keccak256(
        "Choose(uint32 member,uint48 deadline,uint32 subject,uint8 recognition)"
    );
    bytes32 private constant SUSPEND_TYPEHASH = keccak256(
        "Suspend(uint32 member,uint48 deadline,uint32 subject,uint48 until)"
    );

    /// @notice `member` left; a steward who leaves is a steward no longer.
    event MemberDeparted(uint32 indexed member);
    /// @notice `member` came back.
    event MemberRejoined(uint32 indexed member);
    /// @notice `member` chose, or `chooser`, a steward, for an unclaimed one: 0 scored, 1 not scored, 2 not recorded any more.
    event RecognitionChosen(uint32 indexed member, uint32 indexed chooser, uint8 recognition);
    /// @notice `steward` asks that `member` be suspended until then (seconds, Unix), 0: no longer.
    event SuspensionProposed(uint32 indexed member, uint32 indexed steward, uint48 until);
    /// @notice `member` is suspended until then (seconds, Unix), 0: no longer.
    event SuspensionSet(uint32 indexed member, uint48 until);

    /// @notice Leaves the community.
    function depart(Depart calldata act, bytes calldata signer, bytes calldata signature) external {
        bytes32 hash = keccak256(abi.encode(DEPART_TYPEHASH, act));
        Profile p = _authorisePerson(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        if (p.isDeparted()) revert MemberHasDeparted(act.member);
        if (p.isActive()) {
            // Until handover the founding rests on its stewards; afterwards an election finds another.
            bool last = p.isSteward() && _counts.stewards == 1 && _clock.handedOver == 0;
            if (last) revert StewardLast(act.member);
            _leave(p);
        }
        _profiles[act.member] = p.asDeparted(true).asSteward(false);
        emit MemberDeparted(act.member);
    }

    /// @notice Comes back under the same id; a suspension goes on.
    function rejoin(Rejoin calldata act, bytes calldata signer, bytes calldata signature) external {
        bytes32 hash = keccak256(abi.encode(REJOIN_TYPEHASH, act));
        Profile p = _authorisePerson(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        if (!p.isDeparted()) revert MemberHasNotDeparted(act.member);
        p = p.asDeparted(false);
        if (!_isSuspendedNow(act.member, p))
            p = _enter(p.asSuspended(false).withLastEpoch(_epochNow()));
        _profiles[act.member] = p;
        emit MemberRejoined(act.member);
    }

    /// @notice Chooses how a member is recognised: for oneself at any time, as a steward for an unclaimed member.
    function choose(Choose calldata act, bytes calldata signer, bytes calldata signature) external {
        bytes32 hash = keccak256(abi.encode(CHOOSE_TYPEHASH, act));
        Profile p = _authorisePerson(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        p = _noteIfActive(act.member, p);
        if (act.subject != act.member) {
            if (!p.isSteward() || !p.isActive()) revert StewardRequired(act.member);
            p = _profileOf(act.subject);
            if (p.isClaimed()) revert MemberClaimed(act.subject);
        }
        if (act.recognition > Profiles.UNRECORDED) revert RecognitionUnknown(act.recognition);
        _profiles[act.subject] = p.withRecognition(act.recognition);
        emit RecognitionChosen(act.subject, act.member, act.recognition);
    }

    /// @notice Asks for a suspension, or puts into force what another steward asked for.
    function suspend(
        Suspend calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(SUSPEND_TYPEHASH, act));
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        if (act.member == act.subject) revert PartyMayNot(act.member);
        Suspension storage s = _suspensions[act.subject];
        uint256 latest = block.timestamp + MAXIMUM_SUSPENSION;
        // A longer one is for a vote: to set, and to lift.
        if (act.until > latest) revert SuspensionLong(act.until, latest);
        if (s.until > latest) revert SuspensionLong(s.until, latest);
        Profile proposer = _profiles[s.proposer];
        bool counts =
            s.proposer != act.member && proposer.isSteward() && _isActiveNow(s.proposer, proposer);
        if (counts && s.proposed == act.until) {
            _suspend(act.subject, act.until);
        } else {
            _requireSuspendable(act.subject, act.until);
            (s.proposed, s.proposer) = (act.until, act.member);
            emit SuspensionProposed(act.subject, act.member, act.until);
        }
    }

    /// @notice Suspends a member, or lifts it; the assembly does, by a vote.
    function decideSuspension(uint32 subject, uint48 until) external {
        _requireAssembly();
        _suspend(subject, until);
    }

    /// @notice Makes a member a steward, or no steward any more; the assembly does, by a vote.
    function decideSteward(uint32 id, bool appointed) external {
        _requireAssembly();
        Profile p = _profileOf(id);
        if (appointed == p.isSteward()) {
            if (appointed) revert StewardAlready(id);
            revert StewardRequired(id);
        }
        if (appointed && !_isActiveNow(id, p)) revert MemberInactive(id);
        _profiles[id] = p.asSteward(appointed);
        if (appointed) {
            if (p.isActive()) ++_counts.stewards;
            emit StewardAppointed(id);
        } else {
            if (p.isActive()) --_counts.stewards;
            emit StewardDismissed(id);
        }
    }

    function _suspend(uint32 id, uint48 until) private {
        Profile p = _requireSuspendable(id, until);
        bool inForce = until != 0;
        if (inForce && p.isActive()) _leave(p);
        if (!inForce && !p.isDeparted()) p = _enter(p.withLastEpoch(_epochNow()));
        _suspensions[id] = Suspension(until, 0, 0);
        _profiles[id] = p.asSuspended(inForce);
        emit SuspensionSet(id, until);
    }

    /// @dev What can be suspended until then; lifting asks for a suspension.
    function _requireSuspendable(uint32 id, uint48 until) private view returns (Profile p) {
        p = _profileOf(id);
        if (!p.isClaimed()) revert MemberUnclaimed(id);
        if (until == 0 && !p.isSuspended()) revert SuspensionUnknown(id);
        if (until != 0 && until <= block.timestamp) revert SuspensionPast(until);
    }
}
