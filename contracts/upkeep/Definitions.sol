// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Activities, Activity} from "../community/Activities.sol";

/// @notice A steward defines a group: a heading such as care, code, events.
struct DefineGroup {
    uint32 member;
    uint48 deadline;
    bytes32 document;
}

/// @notice A steward defines an activity type.
struct DefineActivity {
    uint32 member;
    uint48 deadline;
    Activity activity;
}

/// @notice A steward lists further epochs by their ends (seconds, Unix, UTC calendar).
struct ListEpochs {
    uint32 member;
    uint48 deadline;
    uint48[] ends;
}

/// @title Definitions: what counts, and in which epochs
/// @notice Holds nothing of its own. Stewards define groups, activity types and epochs until handover. Invariants 5, 6.
abstract contract Definitions is Activities {
    bytes32 private constant GROUP_TYPEHASH = keccak256(
        "DefineGroup(uint32 member,uint48 deadline,bytes32 document)"
    );
    bytes32 private constant ACTIVITY_TYPEHASH = keccak256(
        "Activity(uint8 group,uint8 orientation,uint8 unit,uint8 required,bool sensitive,uint32 cap,uint16 since,bytes32 document)"
    );
    bytes32 private constant DEFINE_ACTIVITY_TYPEHASH = keccak256(
        "DefineActivity(uint32 member,uint48 deadline,Activity activity)Activity(uint8 group,uint8 orientation,uint8 unit,uint8 required,bool sensitive,uint32 cap,uint16 since,bytes32 document)"
    );
    bytes32 private constant EPOCHS_TYPEHASH = keccak256(
        "ListEpochs(uint32 member,uint48 deadline,uint48[] ends)"
    );

    /// @notice Group `group` was defined.
    event GroupDefined(uint8 indexed group, bytes32 document);
    /// @notice Activity type `activity` was defined.
    event ActivityDefined(uint16 indexed activity, Activity definition);

    /// @notice Defines the next group.
    function defineGroup(
        DefineGroup calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(GROUP_TYPEHASH, act));
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        if (act.document == 0) revert DocumentMissing();
        if (_groups.length == MAX_GROUPS) revert GroupsFull(MAX_GROUPS);
        _groups.push(act.document);
        emit GroupDefined(uint8(_groups.length), act.document);
    }

    /// @notice Defines the next activity type.
    function defineActivity(
        DefineActivity calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 activityHash = keccak256(abi.encode(ACTIVITY_TYPEHASH, act.activity));
        bytes32 hash = keccak256(
            abi.encode(DEFINE_ACTIVITY_TYPEHASH, act.member, act.deadline, activityHash)
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        _checkActivity(act.activity);
        if (_clock.activities == MAX_ACTIVITIES) revert ActivitiesFull(MAX_ACTIVITIES);
        uint16 id = ++_clock.activities;
        _activities[id] = act.activity;
        if (act.activity.sensitive) _sensitive[act.activity.group] = id;
        emit ActivityDefined(id, act.activity);
    }

    /// @notice Lists epochs after those listed so far.
    function listEpochs(
        ListEpochs calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        // EIP-712 hashes an array as its elements, each widened to 32 bytes: what encodePacked does with arrays.
        bytes32 hash = keccak256(
            abi.encode(
                EPOCHS_TYPEHASH,
                act.member,
                act.deadline,
                keccak256(abi.encodePacked(act.ends))
            )
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        // What was not listed in time would be over at once: nobody could have acted in it.
        if (act.ends.length != 0 && act.ends[0] <= block.timestamp) revert EpochPast(act.ends[0]);
        _listEpochs(act.ends);
    }

    function _checkActivity(Activity calldata a) private view {
        if (a.document == 0) revert DocumentMissing();
        if (a.group == 0 || a.group > _groups.length) revert GroupUnknown(a.group);
        if (a.orientation == 0 || a.orientation > 3) revert OrientationUnknown(a.orientation);
        if (a.unit == 0 || a.unit > UNIT_CREDIT) revert UnitUnknown(a.unit);
        if (a.required == 0 || a.required > 5) revert RequiredOutOfRange(a.required);
        if (a.cap == 0) revert CapMissing();
        if (a.since == 0) revert EpochUnknown(a.since);
        uint16 other = a.sensitive ? _sensitive[a.group] : 0;
        if (other != 0) revert SensitiveExists(a.group, other);
    }
}
