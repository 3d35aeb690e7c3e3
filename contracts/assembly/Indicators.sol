// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecord} from "../lib/IRecord.sol";
import {Lanes} from "../lib/Lanes.sol";
import {Standing} from "../lib/SignedActs.sol";
import {Tally} from "../lib/Tally.sol";
import {Votes} from "./Votes.sol";

/// @notice A steward defines an indicator.
/// @param kind 1 rates
/// @param retention what of a score is kept after 1, 2, ... epochs (basis points; at most 11)
/// @param document keccak-256 of its public definition document
struct DefineIndicator {
    uint32 member;
    uint48 deadline;
    uint8 kind;
    uint16[] retention;
    bytes32 document;
}

/// @notice A steward opens a vote on an indicator's weights.
/// @param from epoch from which the first version is in force; 0 for every later version
/// @param notice seconds until the vote opens
/// @param duration seconds for which it is open, at least 60
struct OpenVote {
    uint32 member;
    uint48 deadline;
    uint32 indicator;
    uint16 from;
    uint32 notice;
    uint32 duration;
}

/// @notice A member's say in a weight vote.
/// @param sequence the member's last sequence in this vote plus one
/// @param levels one per activity type of the vote: 0 to 10, or 15 to abstain on it
/// @param rationale salted commitment to a rationale, or zero
struct Ballot {
    uint32 member;
    uint48 deadline;
    uint32 vote;
    uint16 sequence;
    uint8[] levels;
    bytes32 rationale;
}

/// @title Indicators: what the community wants to see, and how much each kind of work weighs in it
/// @notice Holds indicators, their versions, the histograms of weight votes, and answers scores. Stewards define indicators
/// and open votes until handover; weights change by votes only. Invariants 3, 4, 5.
abstract contract Indicators is Votes {
    using Lanes for uint256;

    uint8 private constant KIND_RATES = 1;
    uint256 private constant MAX_AGES = 11;
    uint256 private constant WHOLE = 10_000;
    /// Above the sixty levels of a ballot lies its sequence, above those of a version the epoch it is in force from.
    uint256 private constant HEAD = 240;
    bytes32 private constant INDICATOR_TYPEHASH = keccak256(
        "DefineIndicator(uint32 member,uint48 deadline,uint8 kind,uint16[] retention,bytes32 document)"
    );
    bytes32 private constant OPEN_TYPEHASH = keccak256(
        "OpenVote(uint32 member,uint48 deadline,uint32 indicator,uint16 from,uint32 notice,uint32 duration)"
    );
    bytes32 private constant BALLOT_TYPEHASH = keccak256(
        "Ballot(uint32 member,uint48 deadline,uint32 vote,uint16 sequence,uint8[] levels,bytes32 rationale)"
    );

    struct Indicator {
        uint8 kind;
        uint32 pending;
        uint16[] retention;
        bytes32 document;
        uint256[] versions;
    }

    Indicator[] private _indicators;
    mapping(uint256 voteAndMember => uint256 ballot) private _ballots;
    /// How many ballots gave a level: sixteen activity types share a slot, so a ballot touches the levels it uses only.
    mapping(uint256 voteChunkAndLevel => uint256 lanes) private _counts;

    /// @notice Indicator `indicator` was defined.
    event IndicatorDefined(
        uint32 indexed indicator,
        uint8 kind,
        uint16[] retention,
        bytes32 document
    );
    /// @notice A weight vote over activity types 1 to `activities` takes ballots from `opens` until `closes`.
    event VoteOpened(
        uint32 indexed vote,
        uint32 indexed indicator,
        uint48 opens,
        uint48 closes,
        uint16 from,
        uint8 activities,
        uint32 quorum
    );
    /// @notice A ballot was cast or replaced; level of activity type i + 1 in the four bits from 4i on, 15 for none.
    event BallotCast(
        uint32 indexed vote,
        uint32 indexed member,
        uint16 sequence,
        uint256 levels,
        bytes32 rationale
    );
    /// @notice A vote was closed with so many ballots; `version` is what it set, 0 when no type reached the quorum.
    event VoteClosed(uint32 indexed vote, uint16 ballots, uint16 version);
    /// @notice A version of an indicator, in force from epoch `from` on; levels as in `BallotCast`, 15: not yet valued.
    event VersionSet(uint32 indexed indicator, uint16 indexed version, uint16 from, uint256 levels);

    /// @notice Defines the next indicator.
    function defineIndicator(
        DefineIndicator calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(
            abi.encode(
                INDICATOR_TYPEHASH,
                act.member,
                act.deadline,
                act.kind,
                keccak256(abi.encodePacked(act.retention)),
                act.document
            )
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        if (act.kind != KIND_RATES) revert KindUnknown(act.kind);
        if (act.document == 0) revert DocumentMissing();
        _checkRetention(act.retention);
        Indicator storage indicator_ = _indicators.push();
        indicator_.kind = act.kind;
        indicator_.retention = act.retention;
        indicator_.document = act.document;
        emit IndicatorDefined(uint32(_indicators.length), act.kind, act.retention, act.document);
    }

    /// @notice Opens a weight vote on all activity types defined by now.
    function openVote(
        OpenVote calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(OPEN_TYPEHASH, act));
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        Indicator storage indicator_ = _indicatorOf(act.indicator);
        if (indicator_.pending != 0) revert VotePending(act.indicator, indicator_.pending);
        if ((indicator_.versions.length == 0) != (act.from != 0)) revert FromInvalid(act.from);
        if (act.from != 0) _theRecord().epoch(act.from);
        uint32 id = _open(act.indicator, act.from, act.notice, act.duration);
        indicator_.pending = id;
        Vote storage v = _voteOf(id);
        emit VoteOpened(id, act.indicator, v.opens, v.closes, act.from, v.activities, v.quorum);
    }

    /// @notice Casts a ballot, or replaces the member's last one.
    function cast(Ballot calldata act, bytes calldata signer, bytes calldata signature) external {
        Standing memory standing = _authorise(
            act.member,
            act.deadline,
            _hashBallot(act),
            signer,
            signature
        );
        uint256 key = _ballotKey(act.vote, act.member);
        uint256 before = _ballots[key];
        _enter(act.vote, standing, uint16(before >> HEAD), act.sequence);
        uint256 levels = _packLevels(act.levels, _voteOf(act.vote).activities);
        uint256 was = before == 0 ? Tally.NO_LEVELS : before & Tally.NO_LEVELS;
        _count(act.vote, act.levels.length, was, levels);
        _ballots[key] = (uint256(act.sequence) << HEAD) | levels;
        emit BallotCast(act.vote, act.member, act.sequence, levels, act.rationale);
    }

    /// @notice Closes a vote whose time is over and sets the indicator's next version. Anyone may.
    function closeVote(uint32 id) external {
        Vote storage v = _end(id);
        Indicator storage indicator_ = _indicatorOf(v.indicator);
        indicator_.pending = 0;
        uint256 length = indicator_.versions.length;
        uint256 previous =
            length == 0 ? Tally.NO_LEVELS : indicator_.versions[length - 1] & Tally.NO_LEVELS;
        (uint256 levels, bool decided) = _outcome(id, v.activities, v.quorum, previous);
        if (decided) {
            // The version counts from an epoch that has not begun, or was stated before anything was weighed.
            uint16 from = length == 0 ? v.from : _theRecord().epochAt(block.timestamp) + 1;
            indicator_.versions.push((uint256(from) << HEAD) | levels);
            emit VersionSet(v.indicator, uint16(++length), from, levels);
        }
        emit VoteClosed(id, v.ballots, decided ? uint16(length) : 0);
    }

    /// @notice What indicator `id` says of a member in an epoch: units (hundredths) x level, aged by the retention.
    function scoreOf(uint32 memberId, uint32 id, uint16 epochId) external view returns (uint256) {
        _theRecord().member(memberId);
        return _score(memberId, id, epochId);
    }

    /// @notice What indicator `id` says of the whole community in an epoch; at least the sum of the scores.
    function totalOf(uint32 id, uint16 epochId) external view returns (uint256) {
        return _score(0, id, epochId);
    }

    /// @notice An indicator, by id: kind, retention, hash of its document, how many versions, its vote not yet closed (or 0).
    function indicator(
        uint32 id
    )
        external
        view
        returns (
            uint8 kind,
            uint16[] memory retention,
            bytes32 document,
            uint256 versions,
            uint32 pending
        )
    {
        Indicator storage i = _indicatorOf(id);
        return (i.kind, i.retention, i.document, i.versions.length, i.pending);
    }

    /// @notice How many indicators there are; ids are 1 to this number.
    function indicatorCount() external view returns (uint256) {
        return _indicators.length;
    }

    /// @notice A version: the epoch it is in force from, and its levels (packed as in `VersionSet`).
    function version(uint32 id, uint16 number) external view returns (uint16 from, uint256 levels) {
        uint256[] storage versions = _indicatorOf(id).versions;
        if (number == 0 || number > versions.length) revert VersionUnknown(id, number);
        uint256 word = versions[number - 1];
        return (uint16(word >> HEAD), word & Tally.NO_LEVELS);
    }

    /// @notice A member's live ballot: its sequence (0 for none) and its levels (packed as in `BallotCast`).
    function ballot(
        uint32 voteId,
        uint32 memberId
    ) external view returns (uint16 sequence, uint256 levels) {
        uint256 word = _ballots[_ballotKey(voteId, memberId)];
        return (uint16(word >> HEAD), word & Tally.NO_LEVELS);
    }

    /// @notice How many live ballots give each level, 0 to 10, to an activity type.
    function histogram(
        uint32 voteId,
        uint16 activity
    ) external view returns (uint256[11] memory counts) {
        if (activity == 0 || activity > _voteOf(voteId).activities)
            revert ActivityNotInVote(voteId, activity);
        uint256 index = activity - 1;
        counts = _chunk(voteId, index / Tally.TYPES_PER_SLOT);
        for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
            counts[level] = counts[level].get(index % Tally.TYPES_PER_SLOT, Tally.COUNT_BITS);
        }
    }

    /// @dev Each type's lower median where the opinions reach the quorum, its previous level where they do not.
    function _outcome(
        uint32 id,
        uint256 activities,
        uint256 quorum,
        uint256 previous
    ) private view returns (uint256 levels, bool decided) {
        levels = previous;
        uint256[11] memory counts;
        for (uint256 i = 0; i < activities; ++i) {
            if (i % Tally.TYPES_PER_SLOT == 0) counts = _chunk(id, i / Tally.TYPES_PER_SLOT);
            uint256 level = Tally.lowerMedian(counts, i % Tally.TYPES_PER_SLOT, quorum);
            if (level == Tally.NO_LEVEL) continue;
            levels = levels.set(i, Tally.LEVEL_BITS, level);
            decided = true;
        }
    }

    /// @dev Moves a ballot's counts from its levels before to its levels now.
    function _count(uint32 id, uint256 activities, uint256 was, uint256 levels) private {
        for (uint256 start = 0; start < activities; start += Tally.TYPES_PER_SLOT) {
            uint256[16] memory change = Tally.changes(start, activities, was, levels);
            for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
                if (change[level] == 0) continue;
                uint256 key = _countKey(id, start / Tally.TYPES_PER_SLOT, level);
                // Unchecked, because a change is taken modulo 2^256. The sum is exact and no lane carries into the next:
                // a lane counts live ballots, of which there are at most 65,535.
                unchecked {
                    _counts[key] += change[level];
                }
            }
        }
    }

    function _packLevels(
        uint8[] calldata given,
        uint256 activities
    ) private pure returns (uint256 levels) {
        if (given.length != activities) revert LevelsLength(activities, given.length);
        for (uint256 i = 0; i < activities; ++i) {
            uint256 level = given[i];
            if (level > Tally.TOP_LEVEL && level != Tally.NO_LEVEL)
                revert LevelOutOfRange(uint16(i + 1), given[i]);
            levels |= level.inLane(i, Tally.LEVEL_BITS);
        }
        // Above the last type lie abstentions.
        levels |= Tally.NO_LEVELS & (type(uint256).max).inLane(activities, Tally.LEVEL_BITS);
    }

    /// @dev Member 0 stands for everybody. score(e) = floor(sum over ages a of keep[a] x P(e - a) / 10,000).
    function _score(uint32 memberId, uint32 id, uint16 epochId) private view returns (uint256) {
        Indicator storage i = _indicatorOf(id);
        IRecord record = _theRecord();
        record.epoch(epochId);
        uint256 sum = WHOLE * _points(record, i, memberId, epochId);
        for (uint256 age = 1; age <= i.retention.length && age < epochId; ++age) {
            sum += i.retention[age - 1] * _points(record, i, memberId, epochId - uint16(age));
        }
        return sum / WHOLE;
    }

    /// @dev P(e): the sum over activity types of units x level, in the version in force in the epoch; 0 before the first.
    function _points(
        IRecord record,
        Indicator storage i,
        uint32 memberId,
        uint16 epochId
    ) private view returns (uint256 points) {
        uint256 levels = _inForce(i, epochId);
        uint256[] memory units =
            memberId == 0 ? record.totalUnits(epochId) : record.cappedUnits(memberId, epochId);
        for (uint256 k = 0; k < units.length; ++k) {
            uint256 level = levels.get(k, Tally.LEVEL_BITS);
            if (level != Tally.NO_LEVEL) points += units[k] * level;
        }
    }

    function _inForce(Indicator storage i, uint16 epochId) private view returns (uint256 levels) {
        for (uint256 n = i.versions.length; n > 0; --n) {
            if (i.versions[n - 1] >> HEAD <= epochId) return i.versions[n - 1] & Tally.NO_LEVELS;
        }
        return Tally.NO_LEVELS;
    }

    function _chunk(uint32 id, uint256 chunk) private view returns (uint256[11] memory counts) {
        for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
            counts[level] = _counts[_countKey(id, chunk, level)];
        }
    }

    function _indicatorOf(uint32 id) private view returns (Indicator storage) {
        if (id == 0 || id > _indicators.length) revert IndicatorUnknown(id);
        return _indicators[id - 1];
    }

    function _checkRetention(uint16[] calldata retention) private pure {
        if (retention.length > MAX_AGES) revert RetentionLong(retention.length, MAX_AGES);
        for (uint256 i = 0; i < retention.length; ++i) {
            if (retention[i] > WHOLE) revert RetentionOutOfRange(i + 1, retention[i]);
        }
    }

    function _ballotKey(uint32 voteId, uint32 memberId) private pure returns (uint256) {
        return (uint256(voteId) << 32) | memberId;
    }

    function _countKey(uint32 voteId, uint256 chunk, uint256 level) private pure returns (uint256) {
        return (uint256(voteId) << 16) | (chunk << 8) | level;
    }

    function _hashBallot(Ballot calldata act) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    BALLOT_TYPEHASH,
                    act.member,
                    act.deadline,
                    act.vote,
                    act.sequence,
                    keccak256(abi.encodePacked(act.levels)),
                    act.rationale
                )
            );
    }
}
