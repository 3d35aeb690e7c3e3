// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../lib/Lanes.sol";
import {Profile, Profiles} from "../lib/Profiles.sol";
import {Slots, State} from "../lib/Slots.sol";
import {Activities} from "./Activities.sol";

/// @notice A statement that `contributor` did units of an activity type in an epoch. Its EIP-712 struct hash is its id.
/// @param contributor the member who did it
/// @param recorder the member who states it
/// @param activity the activity type
/// @param epoch the epoch in which it was done
/// @param units hundredths of the type's unit, 1 to 65,535
/// @param basis 0 when contributor and recorder are the same; otherwise the recorder attests: 1 present, 2 vouched
/// @param content salted commitment to description, evidence and names, which stay off the chain
struct Contribution {
    uint32 contributor;
    uint32 recorder;
    uint16 activity;
    uint16 epoch;
    uint16 units;
    uint8 basis;
    bytes32 content;
}

/// @notice A statement that a contribution took place.
/// @param contribution the whole contribution, so that a wallet shows what is attested
/// @param units hundredths attested, 1 to the units stated
/// @param basis 1 present, 2 vouched
/// @param note salted commitment to a note in the attester's words, or zero
struct Attestation {
    Contribution contribution;
    uint16 units;
    uint8 basis;
    bytes32 note;
}

/// @notice A member records contributions.
struct Record {
    uint32 member;
    uint48 deadline;
    Contribution[] contributions;
}

/// @notice A member attests to contributions.
struct Attest {
    uint32 member;
    uint48 deadline;
    Attestation[] attestations;
}

/// @title Contributions: what was done, who says so, what it adds up to
/// @notice Holds one slot per contribution and the accumulated units. Members change it by recording and attesting while
/// the epoch is open, and by what `Contests` lets them; nobody else. Invariants 1, 2, 5.
abstract contract Contributions is Activities {
    using Lanes for uint256;
    using Slots for uint256;

    bytes32 private constant CONTRIBUTION_TYPEHASH = keccak256(
        "Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(Contribution contribution,uint16 units,uint8 basis,bytes32 note)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    bytes32 private constant RECORD_TYPEHASH = keccak256(
        "Record(uint32 member,uint48 deadline,Contribution[] contributions)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    bytes32 private constant ATTEST_TYPEHASH = keccak256(
        "Attest(uint32 member,uint48 deadline,Attestation[] attestations)Attestation(Contribution contribution,uint16 units,uint8 basis,bytes32 note)Contribution(uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content)"
    );
    uint16 private constant ONE_CREDIT = 100;
    uint256 internal constant RAW_BITS = 32;
    uint256 internal constant RAW_LANES = 8;
    uint256 internal constant TOTAL_BITS = 64;
    uint256 internal constant TOTAL_LANES = 4;

    mapping(bytes32 id => uint256 slot) internal _contributions;
    /// Accepted units before the cap: eight activity types of one member and epoch share a slot.
    mapping(uint256 key => uint256 lanes) internal _raw;
    /// Capped units of all members: four activity types of one epoch share a slot.
    mapping(uint256 key => uint256 lanes) internal _totals;

    /// @notice A contribution was recorded; with a basis, its recorder is its first attester.
    event ContributionRecorded(
        bytes32 indexed id,
        uint32 indexed contributor,
        Contribution contribution
    );
    /// @notice `member` attested to a contribution.
    event ContributionAttested(
        bytes32 indexed id,
        uint32 indexed member,
        uint16 units,
        uint8 basis,
        bytes32 note
    );

    /// @notice Records contributions. One that exists already, whose epoch has closed, or whose contributor chose not to be recorded
    /// any more, is skipped.
    function record(Record calldata act, bytes calldata signer, bytes calldata signature) external {
        Contribution[] calldata items = act.contributions;
        (uint32 member_, uint48 deadline) = (act.member, act.deadline);
        (bytes32[] memory ids, bytes32 listHash) = _hashList(items);
        bytes32 hash = _hashAct(RECORD_TYPEHASH, member_, deadline, listHash);
        Profile p = _authorise(member_, deadline, hash, signer, signature);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes memory reason = _record(items[i], ids[i], member_, p);
            if (reason.length == 0) continue;
            ++skipped;
            first = _noteSkipped(i, reason, first);
        }
        _requireProgress(skipped, ids.length, first);
    }

    /// @notice Attests to contributions. One that the member attested to already, that has its five attestations, that was struck or
    /// withdrawn, whose epoch has closed, or whose contributor chose not to be recorded any more, is skipped.
    function attest(Attest calldata act, bytes calldata signer, bytes calldata signature) external {
        Attestation[] calldata items = act.attestations;
        (uint32 member_, uint48 deadline) = (act.member, act.deadline);
        (bytes32[] memory ids, bytes32 listHash) = _hashAttestations(items);
        bytes32 hash = _hashAct(ATTEST_TYPEHASH, member_, deadline, listHash);
        _authorise(member_, deadline, hash, signer, signature);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes memory reason = _attest(items[i], ids[i], member_);
            if (reason.length == 0) continue;
            ++skipped;
            first = _noteSkipped(i, reason, first);
        }
        _requireProgress(skipped, ids.length, first);
    }

    /// @dev The EIP-712 struct hash of a contribution, which is its id.
    function _idOf(Contribution calldata c) internal pure returns (bytes32 id) {
        bytes32 typehash = CONTRIBUTION_TYPEHASH;
        // Assembly, as a copy instead of seven fields checked one by one: a struct of seven words lies in calldata just as
        // EIP-712 encodes it. Whoever relies on an id reads every field of it, or finds it recorded, so none is too wide.
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            mstore(encoded, typehash)
            calldatacopy(add(encoded, 32), c, 224)
            id := keccak256(encoded, 256)
        }
    }

    /// @dev What EIP-712 makes of a list of contributions, and their ids.
    function _hashList(
        Contribution[] calldata items
    ) internal pure returns (bytes32[] memory ids, bytes32 hash) {
        ids = _hashes(items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            ids[i] = _idOf(items[i]);
        }
        hash = _hashArray(ids);
    }

    /// @dev Why nothing was recorded, empty when it was. `p` is the recorder's profile.
    function _record(
        Contribution calldata c,
        bytes32 id,
        uint32 member_,
        Profile p
    ) internal returns (bytes memory reason) {
        // Every field is read once: each reading of calldata checks its width anew.
        (uint32 contributor, uint16 activityId, uint16 epochId) = (
            c.contributor,
            c.activity,
            c.epoch
        );
        (uint16 units, uint8 basis) = (c.units, c.basis);
        if (c.recorder != member_) revert RecorderMismatch(member_, c.recorder);
        bool own = contributor == member_;
        if (!own) p = _profileOf(contributor);
        (uint8 unit, uint8 required, uint32 cap, uint16 since, uint16 until) = _termsOf(
            activityId,
            epochId
        );
        reason = _closedReason(epochId);
        if (epochId < since) revert ActivityNotInForce(activityId, epochId, since);
        if (until != 0 && epochId >= until) revert ActivityRetired(activityId, until);
        if (units == 0) revert UnitsMissing();
        if (unit == UNIT_CREDIT && units != ONE_CREDIT) revert UnitsNotCredit(units);
        if (c.content == 0) revert ContentMissing();
        if (own ? basis != 0 : (basis == 0 || basis > 2)) revert BasisInvalid(basis);
        if (_contributions[id] != 0) return abi.encodeWithSelector(ContributionExists.selector, id);
        if (reason.length != 0) return reason;
        if (p.recognition() == Profiles.UNRECORDED)
            return abi.encodeWithSelector(MemberNotRecorded.selector, contributor);

        uint256 slot = uint256(State.Proposed);
        if (!own) {
            slot = slot.withAttester(member_, units, basis, required);
            if (!p.isClaimed()) _noteAttester(contributor, p, member_);
            _settle(c, cap, 0, slot);
        }
        _contributions[id] = slot;
        _emitRecorded(id, contributor, c);
    }

    function _attest(
        Attestation calldata a,
        bytes32 id,
        uint32 member_
    ) private returns (bytes memory reason) {
        Contribution calldata c = a.contribution;
        (uint32 contributor, uint16 units, uint8 basis) = (c.contributor, a.units, a.basis);
        uint256 slot = _contributions[id];
        if (slot == 0) revert ContributionUnknown(id);
        if (contributor == member_) revert AttesterIsContributor(member_);
        if (units == 0) revert UnitsMissing();
        if (units > c.units) revert UnitsAboveStated(c.units, units);
        (uint8 unit, uint8 required, uint32 cap, , ) = _termsOf(c.activity, c.epoch);
        if (unit == UNIT_CREDIT && units != ONE_CREDIT) revert UnitsNotCredit(units);
        if (basis == 0 || basis > 2) revert BasisInvalid(basis);
        if (slot.findAttester(member_) != Slots.PLACES)
            return abi.encodeWithSelector(AttestationExists.selector, id, member_);
        if (slot.isEnded()) return abi.encodeWithSelector(ContributionEnded.selector, id);
        if (slot.countOf() == Slots.PLACES)
            return abi.encodeWithSelector(AttestationsFull.selector, id);
        reason = _closedReason(c.epoch);
        if (reason.length != 0) return reason;
        Profile p = _profiles[contributor];
        if (p.recognition() == Profiles.UNRECORDED)
            return abi.encodeWithSelector(MemberNotRecorded.selector, contributor);

        if (!p.isClaimed()) _noteAttester(contributor, p, member_);
        uint256 next = slot.withAttester(member_, units, basis, required);
        _settle(c, cap, slot, next);
        _contributions[id] = next;
        emit ContributionAttested(id, member_, units, basis, a.note);
    }

    /// @dev `emit ContributionRecorded(id, contributor, c)`. Assembly, as a copy instead of seven fields checked and written once
    /// more: 450 gas a contribution.
    function _emitRecorded(bytes32 id, uint256 contributor, Contribution calldata c) private {
        bytes32 topic = ContributionRecorded.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, c, 224)
            log3(data, 224, topic, id, contributor)
        }
    }

    /// @dev Who attested to an unclaimed member's work does not say later who that was (invariant 8).
    function _noteAttester(uint32 contributor, Profile p, uint32 attester) private {
        if (!p.hasAttester(attester)) _profiles[contributor] = p.withAttester(attester);
    }

    /// @dev The only place that touches totals (invariant 1): the difference in accepted units goes into the member's
    /// raw units, the difference in min(raw, cap) into the total. So the order of acts never matters.
    function _settle(
        Contribution calldata c,
        uint256 cap,
        uint256 before,
        uint256 afterwards
    ) internal {
        uint256 was = before.acceptedUnits();
        uint256 is_ = afterwards.acceptedUnits();
        if (was == is_) return;
        (uint32 contributor, uint16 activityId, uint16 epochId) = (
            c.contributor,
            c.activity,
            c.epoch
        );
        uint256 key = _rawKey(contributor, epochId, activityId);
        uint256 lanes = _raw[key];
        uint256 raw = lanes.get(activityId % RAW_LANES, RAW_BITS);
        uint256 changed = raw + is_ - was;
        if (changed > type(uint32).max) revert UnitsOverflow(contributor, epochId, activityId);
        _raw[key] = lanes.set(activityId % RAW_LANES, RAW_BITS, changed);
        (raw, changed) = (_capped(raw, cap), _capped(changed, cap));
        if (raw == changed) return;
        key = _totalKey(epochId, activityId);
        lanes = _totals[key];
        uint256 total = lanes.get(activityId % TOTAL_LANES, TOTAL_BITS) + changed - raw;
        _totals[key] = lanes.set(activityId % TOTAL_LANES, TOTAL_BITS, total);
    }

    function _capped(uint256 units, uint256 cap) internal pure returns (uint256) {
        return units < cap ? units : cap;
    }

    function _rawKey(
        uint32 member,
        uint16 epochId,
        uint16 activityId
    ) internal pure returns (uint256) {
        return (uint256(member) << 32) | (uint256(epochId) << 16) | (activityId / RAW_LANES);
    }

    function _totalKey(uint16 epochId, uint16 activityId) internal pure returns (uint256) {
        return (uint256(epochId) << 16) | (activityId / TOTAL_LANES);
    }

    /// @dev What EIP-712 makes of a list of attestations, and the ids of their contributions.
    function _hashAttestations(
        Attestation[] calldata items
    ) private pure returns (bytes32[] memory ids, bytes32) {
        ids = _hashes(items.length);
        bytes32[] memory hashes = _hashes(items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            Attestation calldata a = items[i];
            bytes32 id = _idOf(a.contribution);
            ids[i] = id;
            hashes[i] = _hashAttestation(id, a.units, a.basis, a.note);
        }
        return (ids, _hashArray(hashes));
    }

    /// @dev Assembly, because `abi.encode` would reserve memory for what is hashed and forgotten: 200 gas an attestation.
    function _hashAttestation(
        bytes32 id,
        uint16 units,
        uint8 basis,
        bytes32 note
    ) private pure returns (bytes32 hash) {
        bytes32 typehash = ATTESTATION_TYPEHASH;
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            mstore(encoded, typehash)
            mstore(add(encoded, 32), id)
            mstore(add(encoded, 64), and(units, 0xffff))
            mstore(add(encoded, 96), and(basis, 0xff))
            mstore(add(encoded, 128), note)
            hash := keccak256(encoded, 160)
        }
    }
}
