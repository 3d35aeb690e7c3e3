// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Elections} from "../assembly/Elections.sol";
import {Lanes} from "../lib/Lanes.sol";
import {Markets} from "../lib/Markets.sol";
import {Tally} from "../lib/Tally.sol";

/// @title AssemblyViews: what can be asked about votes and indicators
/// @notice Holds and changes nothing. Invariants 3, 4, 10.
abstract contract AssemblyViews is Elections {
    using Lanes for uint256;

    /// @notice The community whose members vote here.
    function communityAddress() external view returns (address) {
        return address(_theRecord());
    }

    /// @notice An indicator, by id: kind; retention and document as last defined; how many versions; its vote not yet closed (or 0); the
    /// first epoch in which it says nothing any more (or 0).
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
            uint32 pending,
            uint16 until
        )
    {
        Indicator storage i = _indicatorOf(id);
        Definition storage d = i.definitions[i.definitions.length - 1];
        return (i.kind, _retentionOf(d), d.document, i.versions.length, i.pending, i.until);
    }

    /// @notice How an indicator is defined in an epoch, and from which epoch on.
    function definitionIn(
        uint32 id,
        uint16 epochId
    ) external view returns (uint16 from, uint16[] memory retention, bytes32 document) {
        Definition storage d = _definitionIn(_indicatorOf(id), epochId);
        return (_definedFrom(d), _retentionOf(d), d.document);
    }

    /// @notice How many indicators there are; ids are 1 to this number.
    function indicatorCount() external view returns (uint256) {
        return _indicators.length;
    }

    /// @notice A version: the epoch it is in force from, its levels and shares (packed as in `VersionSet`).
    function version(
        uint32 id,
        uint16 number
    ) external view returns (uint16 from, uint256 levels, uint256 shares) {
        Indicator storage i = _indicatorOf(id);
        if (number == 0 || number > i.versions.length) revert VersionUnknown(id, number);
        uint256 word = i.versions[number - 1];
        if (i.kind == SHARES) shares = i.shares[number - 1];
        return (uint16(word >> FROM_BIT), word & Tally.NO_LEVELS, shares);
    }

    /// @notice How many votes there have been; ids are 1 to this number.
    function voteCount() external view returns (uint256) {
        return _countVotes();
    }

    /// @notice What a vote of any kind is: kind 1 weight vote, 2 proposal, 3 election.
    function vote(uint32 id) external view returns (Vote memory) {
        return _voteOf(id);
    }

    /// @notice What a weight vote is about.
    function weighing(uint32 id) external view returns (Weighing memory) {
        return _weighingOf(_voteOf(id, WEIGHTS).subject);
    }

    /// @notice A proposal, and how many ballots are in favour and against.
    function proposal(
        uint32 id
    ) external view returns (Proposal memory proposal_, uint16 inFavour, uint16 against) {
        (inFavour, against) = _answersOf(_voteOf(id, PROPOSAL));
        return (_proposals[id], inFavour, against);
    }

    /// @notice The last election, 0 for none.
    function election() external view returns (uint32) {
        return _election;
    }

    /// @notice The candidates of an election, and how many ballots approve of each.
    function candidatesOf(
        uint32 id
    ) external view returns (uint32[] memory members, uint256[] memory approvals) {
        _voteOf(id, ELECTION);
        members = _candidates[id];
        approvals = new uint256[](members.length);
        for (uint256 n = 0; n < members.length; ++n) {
            approvals[n] = _approvals[id].get(n, Tally.COUNT_BITS);
        }
    }

    /// @notice A member's live ballot: its sequence (0 for none, 65,535 for an objection), and what it says as in the event of its
    /// kind: levels, choice, or approved candidates.
    function ballot(
        uint32 voteId,
        uint32 memberId
    ) external view returns (uint16 sequence, uint256 says) {
        uint256 word = _ballots[_ballotKey(voteId, memberId)];
        return (uint16(word >> SEQUENCE_BIT), word & Tally.NO_LEVELS);
    }

    /// @notice How a member's live ballot divides the groups, as in `SharesBallotCast`; 0 when it does not.
    function division(uint32 voteId, uint32 memberId) external view returns (uint256 points) {
        return _divisions[_ballotKey(voteId, memberId)];
    }

    /// @notice How many live ballots divide the groups.
    function divisionCount(uint32 voteId) external view returns (uint256) {
        return _divided[voteId];
    }

    /// @notice How many live ballots give each level, 0 to 10, to an activity type.
    function histogram(
        uint32 voteId,
        uint16 activity
    ) external view returns (uint256[11] memory counts) {
        Weighing memory w = _weighingOf(_voteOf(voteId, WEIGHTS).subject);
        if (activity == 0 || activity > w.activities) revert ActivityNotInVote(voteId, activity);
        uint256 index = activity - 1;
        counts = _chunk(voteId, index / Tally.TYPES_PER_SLOT);
        for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
            counts[level] = counts[level].get(index % Tally.TYPES_PER_SLOT, Tally.COUNT_BITS);
        }
    }

    /// @notice How many live ballots give each number of points, 1 to 100, to a group; at index 0 those that divide and give it none.
    function pointsHistogram(
        uint32 voteId,
        uint8 group
    ) external view returns (uint256[101] memory counts) {
        Weighing memory w = _weighingOf(_voteOf(voteId, WEIGHTS).subject);
        if (group == 0 || group > w.groups) revert GroupNotInVote(voteId, group);
        counts[0] = _divided[voteId];
        for (uint256 points = 1; points <= Markets.POINTS; ++points) {
            counts[points] = _pointCounts[_pointKey(voteId, points)].get(
                group - 1,
                Tally.COUNT_BITS
            );
            counts[0] -= counts[points];
        }
    }
}
