// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Elections} from "../assembly/Elections.sol";
import {Call} from "../assembly/Proposals.sol";
import {IRecord} from "../lib/IRecord.sol";
import {Lanes} from "../lib/Lanes.sol";
import {Markets} from "../lib/Markets.sol";
import {Tally} from "../lib/Tally.sol";

/// @notice A member objects to a proposal that has passed, before it can be executed: their ballot is against it from now on.
/// @param rationale salted commitment to a rationale, or zero
struct ObjectToProposal {
    uint32 member;
    uint48 deadline;
    uint32 vote;
    bytes32 rationale;
}

/// @title Closings: what follows from a vote
/// @notice Anyone closes a vote whose time is over, in gas that does not grow with its ballots, and executes what has passed.
/// Invariants 3, 5, 7.
abstract contract Closings is Elections {
    using Lanes for uint256;

    bytes32 private constant OBJECT_TYPEHASH = keccak256(
        "ObjectToProposal(uint32 member,uint48 deadline,uint32 vote,bytes32 rationale)"
    );

    /// @notice A weight vote was closed with so many ballots; `version` is what it set, 0 when nothing reached the quorum.
    event VoteClosed(uint32 indexed vote, uint16 ballots, uint16 version);
    /// @notice A proposal's vote was closed; it can be executed from `ready` on (seconds, Unix; 0: it has not passed).
    event ProposalClosed(
        uint32 indexed vote,
        uint16 ballots,
        uint16 inFavour,
        uint16 against,
        uint48 ready
    );
    /// @notice `member` objected: so many are in favour and against now.
    event ProposalObjected(
        uint32 indexed vote,
        uint32 indexed member,
        uint16 inFavour,
        uint16 against,
        bytes32 rationale
    );
    /// @notice A proposal was carried out.
    event ProposalExecuted(uint32 indexed vote);
    /// @notice An election was closed; these became stewards.
    event ElectionClosed(uint32 indexed vote, uint16 ballots, uint32[] elected);

    /// @notice Closes a vote whose time is over. Anyone may.
    function closeVote(uint32 id) external {
        Vote storage v = _end(id);
        if (v.kind == WEIGHTS) _closeWeights(id, v);
        else if (v.kind == PROPOSAL) _closeProposal(id, v);
        else _closeElection(id, v);
    }

    /// @notice Objects to a proposal that has passed and still waits.
    function objectToProposal(
        ObjectToProposal calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(OBJECT_TYPEHASH, act));
        Voter memory voter = _authorise(act.member, act.deadline, hash, signer, signature);
        Vote storage v = _voteOf(act.vote, PROPOSAL);
        uint48 ready = _passedAt(act.vote);
        if (block.timestamp >= ready) revert ObjectionLate(act.vote, ready);
        _requireElector(v, voter);
        uint256 key = _ballotKey(act.vote, act.member);
        uint256 before = _ballots[key];
        if (uint8(before) == AGAINST) revert ObjectedAlready(act.vote, act.member);
        if (before == 0) _countBallot(act.vote, v);
        _answer(v, uint8(before), AGAINST);
        // Of the sequence nothing hangs any more: no ballot comes after this.
        _ballots[key] = (uint256(type(uint16).max) << SEQUENCE_BIT) | AGAINST;
        (uint16 inFavour, uint16 against) = _answersOf(v);
        emit ProposalObjected(act.vote, act.member, inFavour, against, act.rationale);
    }

    /// @notice Carries out a proposal that has passed, all of it or nothing. Anyone may, for thirty days.
    /// @param calls what was proposed, call by call
    function execute(uint32 id, Call[] calldata calls) external {
        Vote storage v = _voteOf(id, PROPOSAL);
        Proposal storage p = _proposals[id];
        uint48 ready = _passedAt(id);
        (uint16 inFavour, uint16 against) = _answersOf(v);
        if (inFavour <= against) revert ProposalStopped(id, inFavour, against);
        if (p.executed) revert ProposalExecutedAlready(id);
        if (block.timestamp < ready) revert ProposalWaiting(id, ready);
        uint256 until = _executableUntil(p);
        if (block.timestamp >= until) revert ProposalLapsed(id, until);
        if (_hashCalls(calls) != p.callsHash) revert CallsMismatch(id);
        p.executed = true;
        for (uint256 i = 0; i < calls.length; ++i) {
            address to = calls[i].to == ASSEMBLY ? address(this) : address(_theRecord());
            uint256 left = gasleft();
            // Low level, as what is called is the members' to say; but only these two contracts are called.
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, bytes memory reason) = to.call(calls[i].data);
            if (success) continue;
            // For lack of gas, which is no verdict about the proposal.
            if (reason.length == 0) _endIfStarved(left);
            revert CallFailed(i, reason);
        }
        emit ProposalExecuted(id);
    }

    function _closeWeights(uint32 id, Vote storage v) private {
        Weighing memory w = _weighingOf(v.subject);
        Indicator storage i = _indicatorOf(w.indicator);
        i.pending = 0;
        (uint256 levels, uint256 shares) = _lastWeights(i);
        bool weighed;
        bool divided;
        (levels, weighed) = _levels(id, w.activities, v.quorum, levels);
        if (w.groups != 0) {
            (shares, divided) = _shares(id, w.groups, v.quorum, shares);
            // Levels alone divide nothing: until a division has reached the quorum there is no version.
            if (shares == 0) weighed = false;
        }
        uint16 number;
        if (weighed || divided) {
            // The version counts from an epoch that has not begun, or was stated before anything was weighed.
            uint16 from = w.from == 0 ? _theRecord().opening().epoch + 1 : w.from;
            number = _setVersion(w.indicator, from, levels, shares);
        }
        emit VoteClosed(id, v.ballots, number);
    }

    function _closeProposal(uint32 id, Vote storage v) private {
        (uint16 inFavour, uint16 against) = _answersOf(v);
        uint48 ready;
        if (!_isForgotten(v) && v.ballots >= v.quorum && inFavour > against) {
            ready = uint48(block.timestamp) + _proposals[id].delay;
            _proposals[id].ready = ready;
        }
        emit ProposalClosed(id, v.ballots, inFavour, against, ready);
    }

    /// @dev The candidates of whom most approve, if more than half of the ballots do; of equals who stood first.
    function _closeElection(uint32 id, Vote storage v) private {
        uint32[] memory candidates = _candidates[id];
        uint32[] memory elected = new uint32[](SEATS);
        uint256 seats;
        uint256 lanes = v.ballots < v.quorum || _isForgotten(v) ? 0 : _approvals[id];
        IRecord record = _theRecord();
        while (seats < SEATS) {
            uint256 most;
            uint256 best;
            for (uint256 n = 0; n < candidates.length; ++n) {
                uint256 count = lanes.get(n, Tally.COUNT_BITS);
                if (count > best) (best, most) = (count, n);
            }
            if (2 * best <= v.ballots) break;
            lanes = lanes.set(most, Tally.COUNT_BITS, 0);
            // Whoever left, or became a steward since, takes no seat.
            bool free =
                record.member(candidates[most]).active && !record.member(candidates[most]).steward;
            if (!free) continue;
            elected[seats] = candidates[most];
            ++seats;
            record.decideSteward(candidates[most], true);
        }
        // Assembly, because Solidity cannot shorten an array in memory.
        assembly ("memory-safe") {
            mstore(elected, seats)
        }
        emit ElectionClosed(id, v.ballots, elected);
    }

    /// @dev Thirty days; but what was proposed before handover, until then.
    function _executableUntil(Proposal storage p) private view returns (uint256) {
        uint48 handedOver = p.founding ? _theRecord().handedOver() : 0;
        return handedOver == 0 ? p.ready + EXECUTION_TIME : handedOver;
    }

    /// @dev Whether nobody closed it for so long that it decides nothing any more.
    function _isForgotten(Vote storage v) private view returns (bool) {
        return block.timestamp >= v.closes + EXECUTION_TIME;
    }

    /// @dev From when on a proposal can be executed, if it has passed.
    function _passedAt(uint32 id) private view returns (uint48 ready) {
        ready = _proposals[id].ready;
        if (ready == 0) revert ProposalNotPassed(id);
    }

    /// @dev Each type's lower median where the opinions reach the quorum, its previous level where they do not.
    function _levels(
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

    /// @dev What the divisions come to where they reach the quorum, the previous shares where they do not.
    function _shares(
        uint32 id,
        uint256 groups,
        uint256 quorum,
        uint256 previous
    ) private view returns (uint256 shares, bool decided) {
        if (_divided[id] < quorum) return (previous, false);
        uint256[102] memory atLeast;
        for (uint256 points = Markets.POINTS; points != 0; --points) {
            // No lane carries into the next: it counts ballots, of which there are at most 65,535.
            atLeast[points] = atLeast[points + 1] + _pointCounts[_pointKey(id, points)];
        }
        return (Markets.outcome(atLeast, groups), true);
    }
}
