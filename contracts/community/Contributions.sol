// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../lib/Lanes.sol";
import {Slots, State} from "../lib/Slots.sol";
import {Activities, Activity} from "./Activities.sol";

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
/// the epoch is open; nobody else. Invariants 1, 2, 5.
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
    uint256 private constant RAW_BITS = 32;
    uint256 private constant RAW_LANES = 8;
    uint256 private constant TOTAL_BITS = 64;
    uint256 private constant TOTAL_LANES = 4;

    mapping(bytes32 id => uint256 slot) private _contributions;
    /// Accepted units before the cap: eight activity types of one member and epoch share a slot.
    mapping(uint256 key => uint256 lanes) private _raw;
    /// Capped units of all members: four activity types of one epoch share a slot.
    mapping(uint256 key => uint256 lanes) private _totals;

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

    /// @notice Records contributions. One that exists already, or whose epoch has closed, is skipped.
    function record(Record calldata act, bytes calldata signer, bytes calldata signature) external {
        Contribution[] calldata items = act.contributions;
        bytes32[] memory ids = new bytes32[](items.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            ids[i] = contributionId(items[i]);
        }
        bytes32 hash = keccak256(
            abi.encode(RECORD_TYPEHASH, act.member, act.deadline, _hashArray(ids))
        );
        _authoriseMember(act.member, act.deadline, hash, signer, signature);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes memory reason = _record(items[i], ids[i], act.member);
            if (reason.length == 0) continue;
            ++skipped;
            first = _noteSkipped(i, reason, first);
        }
        _requireProgress(skipped, ids.length, first);
    }

    /// @notice Attests to contributions. One that the member attested to already, that has its five attestations, or
    /// whose epoch has closed, is skipped.
    function attest(Attest calldata act, bytes calldata signer, bytes calldata signature) external {
        Attestation[] calldata items = act.attestations;
        bytes32[] memory ids = new bytes32[](items.length);
        _authoriseMember(act.member, act.deadline, _hashAttest(act, ids), signer, signature);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes memory reason = _attest(items[i], ids[i], act.member);
            if (reason.length == 0) continue;
            ++skipped;
            first = _noteSkipped(i, reason, first);
        }
        _requireProgress(skipped, ids.length, first);
    }

    /// @notice The EIP-712 struct hash of a contribution, which is its id.
    function contributionId(Contribution calldata c) public pure returns (bytes32 id) {
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

    /// @notice The state of a contribution, how many attest to it, and the units accepted so far (hundredths).
    function contribution(
        bytes32 id
    ) external view returns (State state, uint256 attesters, uint256 units) {
        uint256 slot = _contributions[id];
        return (slot.stateOf(), slot.countOf(), slot.acceptedUnits());
    }

    /// @notice Attester number `index` of a contribution, 0 to one less than their count: member, units, basis.
    function attestation(
        bytes32 id,
        uint256 index
    ) external view returns (uint32 member, uint16 units, uint8 basis) {
        uint256 slot = _contributions[id];
        if (slot == 0) revert ContributionUnknown(id);
        if (index >= slot.countOf()) revert AttestationUnknown(id, index);
        return slot.placeOf(index);
    }

    /// @notice Accepted units of a member in an epoch before the cap (hundredths), for activity types 1, 2, ...
    function rawUnits(
        uint32 member,
        uint16 epochId
    ) external view returns (uint256[] memory units) {
        units = new uint256[](activityCount());
        for (uint256 i = 0; i < units.length; ++i) {
            units[i] = _rawOf(member, epochId, uint16(i + 1));
        }
    }

    /// @notice Units of a member that count in an epoch, min(raw, cap) (hundredths), for activity types 1, 2, ...
    function cappedUnits(
        uint32 member,
        uint16 epochId
    ) external view returns (uint256[] memory units) {
        units = new uint256[](activityCount());
        for (uint256 i = 0; i < units.length; ++i) {
            units[i] = _capped(
                _rawOf(member, epochId, uint16(i + 1)),
                _activity(uint16(i + 1)).cap
            );
        }
    }

    /// @notice Units of all members that count in an epoch (hundredths), for activity types 1, 2, ...
    function totalUnits(uint16 epochId) external view returns (uint256[] memory units) {
        units = new uint256[](activityCount());
        for (uint256 i = 0; i < units.length; ++i) {
            units[i] = _totals[_totalKey(epochId, uint16(i + 1))].get(
                (i + 1) % TOTAL_LANES,
                TOTAL_BITS
            );
        }
    }

    function _record(
        Contribution calldata c,
        bytes32 id,
        uint32 member
    ) private returns (bytes memory) {
        if (c.recorder != member) revert RecorderMismatch(member, c.recorder);
        _requireMember(c.contributor);
        Activity storage definition = _activity(c.activity);
        bytes memory closed = _closedReason(c.epoch);
        if (c.epoch < definition.since)
            revert ActivityNotInForce(c.activity, c.epoch, definition.since);
        if (c.units == 0) revert UnitsMissing();
        if (definition.unit == UNIT_CREDIT && c.units != ONE_CREDIT) revert UnitsNotCredit(c.units);
        if (c.content == 0) revert ContentMissing();
        bool own = c.contributor == c.recorder;
        if (own ? c.basis != 0 : (c.basis == 0 || c.basis > 2)) revert BasisInvalid(c.basis);
        if (_contributions[id] != 0) return abi.encodeWithSelector(ContributionExists.selector, id);
        if (closed.length != 0) return closed;

        uint256 slot = uint256(0).withState(State.Proposed);
        if (!own) slot = _withAttestation(slot, c.recorder, c.units, c.basis, definition.required);
        _settle(c, definition.cap, 0, slot);
        _contributions[id] = slot;
        emit ContributionRecorded(id, c.contributor, c);
        return "";
    }

    function _attest(
        Attestation calldata a,
        bytes32 id,
        uint32 member
    ) private returns (bytes memory) {
        Contribution calldata c = a.contribution;
        uint256 slot = _contributions[id];
        if (slot == 0) revert ContributionUnknown(id);
        if (c.contributor == member) revert AttesterIsContributor(member);
        if (a.units == 0) revert UnitsMissing();
        if (a.units > c.units) revert UnitsAboveStated(c.units, a.units);
        Activity storage definition = _activity(c.activity);
        if (definition.unit == UNIT_CREDIT && a.units != ONE_CREDIT) revert UnitsNotCredit(a.units);
        if (a.basis == 0 || a.basis > 2) revert BasisInvalid(a.basis);
        if (slot.hasAttester(member))
            return abi.encodeWithSelector(AttestationExists.selector, id, member);
        if (slot.countOf() == Slots.PLACES)
            return abi.encodeWithSelector(AttestationsFull.selector, id);
        bytes memory closed = _closedReason(c.epoch);
        if (closed.length != 0) return closed;

        uint256 next = _withAttestation(slot, member, a.units, a.basis, definition.required);
        _settle(c, definition.cap, slot, next);
        _contributions[id] = next;
        emit ContributionAttested(id, member, a.units, a.basis, a.note);
        return "";
    }

    function _withAttestation(
        uint256 slot,
        uint32 member,
        uint16 units,
        uint8 basis,
        uint256 required
    ) private pure returns (uint256 next) {
        next = slot.withAttester(member, units, basis);
        if (next.countOf() >= required) next = next.withState(State.Accepted);
    }

    /// @dev The only place that touches totals (invariant 1): the difference in accepted units goes into the member's
    /// raw units, the difference in min(raw, cap) into the total. So the order of acts never matters.
    function _settle(
        Contribution calldata c,
        uint256 cap,
        uint256 before,
        uint256 afterwards
    ) private {
        uint256 was = before.acceptedUnits();
        uint256 is_ = afterwards.acceptedUnits();
        if (was == is_) return;
        uint256 key = _rawKey(c.contributor, c.epoch, c.activity);
        uint256 lanes = _raw[key];
        uint256 raw = lanes.get(c.activity % RAW_LANES, RAW_BITS);
        uint256 changed = raw + is_ - was;
        if (changed > type(uint32).max) revert UnitsOverflow(c.contributor, c.epoch, c.activity);
        _raw[key] = lanes.set(c.activity % RAW_LANES, RAW_BITS, changed);
        if (_capped(raw, cap) == _capped(changed, cap)) return;
        key = _totalKey(c.epoch, c.activity);
        lanes = _totals[key];
        uint256 total =
            lanes.get(c.activity % TOTAL_LANES, TOTAL_BITS) +
                _capped(changed, cap) -
                _capped(raw, cap);
        _totals[key] = lanes.set(c.activity % TOTAL_LANES, TOTAL_BITS, total);
    }

    /// @dev Why nothing new can enter an epoch any more, empty while it is open; an epoch to come is a fault.
    function _closedReason(uint16 epochId) private view returns (bytes memory) {
        (uint48 start, , uint256 closes) = epoch(epochId);
        if (block.timestamp < start) revert EpochNotStarted(epochId, start);
        if (block.timestamp < closes) return "";
        return abi.encodeWithSelector(EpochClosed.selector, epochId, closes);
    }

    function _rawOf(
        uint32 member,
        uint16 epochId,
        uint16 activityId
    ) private view returns (uint256) {
        return _raw[_rawKey(member, epochId, activityId)].get(activityId % RAW_LANES, RAW_BITS);
    }

    function _capped(uint256 units, uint256 cap) private pure returns (uint256) {
        return units < cap ? units : cap;
    }

    function _rawKey(
        uint32 member,
        uint16 epochId,
        uint16 activityId
    ) private pure returns (uint256) {
        return (uint256(member) << 32) | (uint256(epochId) << 16) | (activityId / RAW_LANES);
    }

    function _totalKey(uint16 epochId, uint16 activityId) private pure returns (uint256) {
        return (uint256(epochId) << 16) | (activityId / TOTAL_LANES);
    }

    function _hashAttest(Attest calldata act, bytes32[] memory ids) private pure returns (bytes32) {
        Attestation[] calldata items = act.attestations;
        bytes32[] memory hashes = new bytes32[](items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            Attestation calldata a = items[i];
            ids[i] = contributionId(a.contribution);
            hashes[i] = keccak256(
                abi.encode(ATTESTATION_TYPEHASH, ids[i], a.units, a.basis, a.note)
            );
        }
        return keccak256(abi.encode(ATTEST_TYPEHASH, act.member, act.deadline, _hashArray(hashes)));
    }
}
