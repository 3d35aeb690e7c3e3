// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Activities, Activity} from "../community/Activities.sol";
import {Rules} from "../community/Calendar.sol";

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
/// @notice Holds nothing of its own. Stewards define groups, activity types and epochs until handover; from then on only votes do,
/// which also change rules. What a vote changes holds from the next epoch on. Invariants 5, 6, 7.
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

    /// @notice Activity type `activity` requires and caps this from epoch `from` on, and from epoch `until` on is in force no more
    /// (0: for ever).
    event ActivityRevised(
        uint16 indexed activity,
        uint16 from,
        uint8 required,
        uint32 cap,
        uint16 until,
        bytes32 document
    );
    /// @notice The rules are these from now on.
    event RulesSet(Rules rules);
    /// @notice From now on only the community's votes change its rules, roles, groups, activity types and indicators.
    event CommunityHandedOver();

    /// @notice Defines the next group.
    function defineGroup(
        DefineGroup calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(GROUP_TYPEHASH, act));
        _authoriseFounder(act.member, act.deadline, hash, signer, signature);
        _defineGroup(act.document);
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
        _authoriseFounder(act.member, act.deadline, hash, signer, signature);
        _defineActivity(act.activity);
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
        _authoriseFounder(act.member, act.deadline, hash, signer, signature);
        _listFurther(act.ends);
    }

    /// @notice Defines the next group; the assembly does, by a vote.
    function decideGroup(bytes32 document) external {
        _requireAssembly();
        _defineGroup(document);
    }

    /// @notice Defines the next activity type; the assembly does, by a vote. After handover in force from the next epoch on at the
    /// earliest.
    function decideActivity(Activity calldata activity_) external {
        _requireAssembly();
        uint16 next = _epochNow() + 1;
        if (_clock.handedOver != 0 && activity_.since < next)
            revert EpochBegun(activity_.since, next);
        _defineActivity(activity_);
    }

    /// @notice Revises what an activity type requires and caps, from the next epoch on, or retires it; the assembly does, by a vote.
    /// @param until the first epoch in which it is in force no more, after now; 0 for none
    function decideTerms(
        uint16 id,
        uint8 required,
        uint32 cap,
        uint16 until,
        bytes32 document
    ) external {
        _requireAssembly();
        _checkTerms(required, cap, document);
        Definition storage d = _activity(id);
        uint16 next = _epochNow() + 1;
        if (d.until != 0 && d.until < next) revert ActivityRetired(id, d.until);
        if (until != 0 && until < next) revert EpochBegun(until, next);
        // Where another type has followed as the sensitive one of the group, this one does not stay longer.
        uint16 follower = _sensitive[d.group];
        bool longer = until == 0 || until > d.until;
        if (d.sensitive && follower != id && longer) revert SensitiveExists(d.group, follower);
        if (d.from < next) {
            _termsBefore[id][d.earlier] = Terms(d.from, d.required, d.cap);
            (d.earlier, d.from) = (d.earlier + 1, next);
        }
        (d.required, d.cap, d.until, d.document) = (required, cap, until, document);
        emit ActivityRevised(id, next, required, cap, until, document);
    }

    /// @notice Lists further epochs; the assembly does, by a vote.
    function decideEpochs(uint48[] calldata ends) external {
        _requireAssembly();
        _listFurther(ends);
    }

    /// @notice Sets the rules; the assembly does, by a vote. Epochs listed so far keep their windows, what runs already its time.
    function decideRules(Rules calldata given) external {
        _requireAssembly();
        _checkRules(given);
        _rules = given;
        emit RulesSet(given);
    }

    /// @notice Hands the community over to its votes, for ever; the assembly does, by a vote.
    function handOver() external {
        _requireAssembly();
        _requireFounding();
        (uint32 active, uint32 stewards, uint32 base) = (
            _counts.active,
            _counts.stewards,
            _electorate()
        );
        bool ready = active >= 3 && stewards >= 2 && base >= 3;
        if (!ready) revert HandoverEarly(active, stewards, base);
        _clock.handedOver = uint48(block.timestamp);
        emit CommunityHandedOver();
    }

    /// @dev A steward's act that happens once, until handover.
    function _authoriseFounder(
        uint32 member_,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) private {
        _authoriseSteward(member_, deadline, structHash, signer, signature);
        _requireFounding();
        _burn(structHash);
    }

    function _defineGroup(bytes32 document) private {
        if (document == 0) revert DocumentMissing();
        if (_groups.length == MAX_GROUPS) revert GroupsFull(MAX_GROUPS);
        _noteAge();
        _groups.push(document);
        emit GroupDefined(uint8(_groups.length), document);
    }

    function _defineActivity(Activity calldata a) private {
        _checkActivity(a);
        if (_clock.activities == MAX_ACTIVITIES) revert ActivitiesFull(MAX_ACTIVITIES);
        _noteAge();
        uint16 id = ++_clock.activities;
        _activities[id] = Definition({
            group: a.group,
            orientation: a.orientation,
            unit: a.unit,
            required: a.required,
            sensitive: a.sensitive,
            cap: a.cap,
            since: a.since,
            from: 0,
            until: 0,
            earlier: 0,
            document: a.document
        });
        if (a.sensitive) _sensitive[a.group] = id;
        emit ActivityDefined(id, a);
    }

    /// @dev Before the first definition of an epoch: what there is, is older than the epoch.
    function _noteAge() private {
        uint16 now_ = _epochNow();
        if (_aged.epoch != now_) _aged = Aged(now_, uint8(_groups.length), _clock.activities);
    }

    function _listFurther(uint48[] calldata ends) private {
        // What was not listed in time would be over at once: nobody could have acted in it.
        if (ends.length != 0 && ends[0] <= block.timestamp) revert EpochPast(ends[0]);
        _listEpochs(ends);
    }

    function _checkActivity(Activity calldata a) private view {
        _checkTerms(a.required, a.cap, a.document);
        if (a.group == 0 || a.group > _groups.length) revert GroupUnknown(a.group);
        if (a.orientation == 0 || a.orientation > 3) revert OrientationUnknown(a.orientation);
        if (a.unit == 0 || a.unit > UNIT_CREDIT) revert UnitUnknown(a.unit);
        if (a.since == 0) revert EpochUnknown(a.since);
        uint16 other = a.sensitive ? _sensitive[a.group] : 0;
        if (other == 0) return;
        uint16 ends = _activities[other].until;
        if (ends == 0 || ends > a.since) revert SensitiveExists(a.group, other);
    }

    function _checkTerms(uint8 required, uint32 cap, bytes32 document) private pure {
        if (document == 0) revert DocumentMissing();
        if (required == 0 || required > 5) revert RequiredOutOfRange(required);
        if (cap == 0) revert CapMissing();
    }
}
