// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Members} from "./Members.sol";

/// @notice The rules a community is founded with.
/// @param lateWindow seconds after an epoch's end in which it still takes contributions and attestations
/// @param quorum part of those who could vote at an opening, in basis points; never fewer than three members
/// @param managedMayVote whether members whose key is kept by a gateway may vote
struct Rules {
    uint32 lateWindow;
    uint16 quorum;
    bool managedMayVote;
}

/// @notice A kind of work that the community recognises.
/// @param group the group it belongs to, 1 to 16
/// @param orientation the community's label: 1 object, 2 community, 3 both
/// @param unit 1 session, 2 event, 3 hour, 4 patch, 5 credit
/// @param required attestations that accept a contribution, 1 to 5
/// @param cap hundredths of a unit that count per member and epoch
/// @param since the first epoch it is in force
/// @param document keccak-256 of its public definition document
struct Activity {
    uint8 group;
    uint8 orientation;
    uint8 unit;
    uint8 required;
    uint32 cap;
    uint16 since;
    bytes32 document;
}

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

/// @title Activities: groups, activity types, epochs, rules
/// @notice Holds what the community regards as a contribution and in which epochs. Stewards define it until handover.
/// Invariant 5 (when an epoch closes).
abstract contract Activities is Members {
    uint256 internal constant MAX_ACTIVITIES = 60;
    uint256 private constant MAX_GROUPS = 16;
    uint8 internal constant UNIT_CREDIT = 5;
    bytes32 private constant GROUP_TYPEHASH = keccak256(
        "DefineGroup(uint32 member,uint48 deadline,bytes32 document)"
    );
    bytes32 private constant ACTIVITY_TYPEHASH = keccak256(
        "Activity(uint8 group,uint8 orientation,uint8 unit,uint8 required,uint32 cap,uint16 since,bytes32 document)"
    );
    bytes32 private constant DEFINE_ACTIVITY_TYPEHASH = keccak256(
        "DefineActivity(uint32 member,uint48 deadline,Activity activity)Activity(uint8 group,uint8 orientation,uint8 unit,uint8 required,uint32 cap,uint16 since,bytes32 document)"
    );
    bytes32 private constant EPOCHS_TYPEHASH = keccak256(
        "ListEpochs(uint32 member,uint48 deadline,uint48[] ends)"
    );

    struct Span {
        uint48 start;
        uint48 end;
    }

    // 160 bits beside the counts of `Members`, filling their slot.
    uint48 private _founded;
    uint48 private _origin;
    uint32 private _lateWindow;
    uint16 private _quorum;
    bool private _managedMayVote;
    uint8 private _activityCount;

    uint16 private _epochCount;
    mapping(uint16 epoch => Span span) private _epochs;
    bytes32[] private _groups;
    mapping(uint16 activity => Activity definition) private _activities;

    /// @notice The community exists, with these rules; `origin` is the start of epoch 1.
    event CommunityFounded(
        bytes32 document,
        uint48 origin,
        uint32 lateWindow,
        uint16 quorum,
        bool managedMayVote
    );
    /// @notice Epochs `first` and following end at `ends`.
    event EpochsListed(uint16 indexed first, uint48[] ends);
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
        bytes32 hash = keccak256(
            abi.encode(GROUP_TYPEHASH, act.member, act.deadline, act.document)
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
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
        _checkActivity(act.activity);
        if (_activityCount == MAX_ACTIVITIES) revert ActivitiesFull(MAX_ACTIVITIES);
        uint16 id = ++_activityCount;
        _activities[id] = act.activity;
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
        _listEpochs(act.ends);
    }

    /// @notice The rules in force.
    function rules() external view returns (Rules memory) {
        return Rules(_lateWindow, _quorum, _managedMayVote);
    }

    /// @inheritdoc Members
    function managedMayVote() public view override returns (bool) {
        return _managedMayVote;
    }

    /// @notice The hash of a group's definition document.
    function group(uint8 id) external view returns (bytes32) {
        if (id == 0 || id > _groups.length) revert GroupUnknown(id);
        return _groups[id - 1];
    }

    /// @notice How many groups there are; ids are 1 to this number.
    function groupCount() external view returns (uint256) {
        return _groups.length;
    }

    /// @notice An activity type, by id.
    function activity(uint16 id) external view returns (Activity memory) {
        return _activity(id);
    }

    /// @notice How many activity types there are; ids are 1 to this number.
    function activityCount() public view returns (uint256) {
        return _activityCount;
    }

    /// @notice How many epochs are listed; ids are 1 to this number.
    function epochCount() external view returns (uint256) {
        return _epochCount;
    }

    /// @notice When an epoch starts, ends, and closes (seconds, Unix): it takes what happened in [start, end) until
    /// `closes`. What was done before the community came can be recorded until one late window after the founding.
    function epoch(uint16 id) public view returns (uint48 start, uint48 end, uint256 closes) {
        (start, end) = (_epochs[id].start, _epochs[id].end);
        if (end == 0) revert EpochUnknown(id);
        closes = uint256(end > _founded ? end : _founded) + _lateWindow;
    }

    /// @notice The epoch in which `time` (seconds, Unix) lies.
    function epochAt(uint256 time) external view returns (uint16) {
        uint16 low = 1;
        uint16 high = _epochCount;
        if (time < _origin || time >= _epochs[high].end) revert EpochUnlisted(time);
        while (low < high) {
            uint16 middle = uint16((uint256(low) + high) / 2);
            if (time < _epochs[middle].end) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    function _foundActivities(
        bytes32 document,
        uint48 origin,
        uint48[] calldata ends,
        Rules calldata given
    ) internal {
        if (document == 0) revert DocumentMissing();
        if (given.quorum > 10_000) revert QuorumOutOfRange(given.quorum);
        if (given.lateWindow == 0) revert LateWindowMissing();
        (_lateWindow, _quorum, _managedMayVote) = (
            given.lateWindow,
            given.quorum,
            given.managedMayVote
        );
        _founded = uint48(block.timestamp);
        _origin = origin;
        emit CommunityFounded(
            document,
            origin,
            given.lateWindow,
            given.quorum,
            given.managedMayVote
        );
        _listEpochs(ends);
    }

    function _activity(uint16 id) internal view returns (Activity storage definition) {
        definition = _activities[id];
        // Every definition requires at least one attestation, so it is told from an empty slot without a second read.
        if (definition.required == 0) revert ActivityUnknown(id);
    }

    function _listEpochs(uint48[] calldata ends) private {
        if (ends.length == 0) revert ItemsMissing();
        uint16 listed = _epochCount;
        if (listed + ends.length > type(uint16).max) revert EpochsFull(type(uint16).max);
        uint48 previous = listed == 0 ? _origin : _epochs[listed].end;
        emit EpochsListed(listed + 1, ends);
        for (uint256 i = 0; i < ends.length; ++i) {
            if (ends[i] <= previous) revert EpochOrder(i, previous, ends[i]);
            _epochs[++listed] = Span(previous, ends[i]);
            previous = ends[i];
        }
        _epochCount = listed;
    }

    function _checkActivity(Activity calldata a) private view {
        if (a.document == 0) revert DocumentMissing();
        if (a.group == 0 || a.group > _groups.length) revert GroupUnknown(a.group);
        if (a.orientation == 0 || a.orientation > 3) revert OrientationUnknown(a.orientation);
        if (a.unit == 0 || a.unit > UNIT_CREDIT) revert UnitUnknown(a.unit);
        if (a.required == 0 || a.required > 5) revert RequiredOutOfRange(a.required);
        if (a.cap == 0) revert CapMissing();
        if (a.since == 0) revert EpochUnknown(a.since);
    }
}
