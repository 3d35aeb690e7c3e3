// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Elections} from "../assembly/Elections.sol";
import {Call} from "../assembly/Proposals.sol";
import {IRecord} from "../lib/IRecord.sol";
import {Relay} from "../lib/Relay.sol";
import {Opening} from "../upkeep/RecordViews.sol";

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

/// @notice A member proposes what the community should do.
/// @param amends the proposal that this one changes, by the number of its vote; 0 for none
/// @param notice seconds until its vote opens
/// @param duration seconds for which it is open
/// @param delay seconds between its closing and its execution, in which members can object
/// @param document keccak-256 of its public document
/// @param calls what is done when it has passed; none for a resolution in words
struct Propose {
    uint32 member;
    uint48 deadline;
    uint32 amends;
    uint32 notice;
    uint32 duration;
    uint32 delay;
    bytes32 document;
    Call[] calls;
}

/// @notice A member stands for steward in an election that has not opened yet.
struct Stand {
    uint32 member;
    uint48 deadline;
    uint32 vote;
}

/// @title Openings: what is put to the vote
/// @notice Any active member proposes. Stewards open weight votes until handover, a passed proposal opens them afterwards. Whoever comes
/// first opens an election where no steward is active. Invariants 7, 9.
abstract contract Openings is Elections {
    uint8 private constant PROPOSAL_LIMIT = 5;
    uint32 private constant MAXIMUM_DELAY = 366 days;
    uint256 private constant MAX_CALLS = 16;
    bytes32 private constant OPEN_TYPEHASH = keccak256(
        "OpenVote(uint32 member,uint48 deadline,uint32 indicator,uint16 from,uint32 notice,uint32 duration)"
    );
    bytes32 private constant PROPOSE_TYPEHASH = keccak256(
        "Propose(uint32 member,uint48 deadline,uint32 amends,uint32 notice,uint32 duration,uint32 delay,bytes32 document,Call[] calls)Call(uint8 to,bytes data)"
    );
    bytes32 private constant STAND_TYPEHASH = keccak256(
        "Stand(uint32 member,uint48 deadline,uint32 vote)"
    );

    /// @notice A weight vote takes ballots from `opens` until `closes` of members who joined by `joinedBy` (seconds, Unix), over activity
    /// types 1 to `activities` and, for shares, groups 1 to `groups`.
    event VoteOpened(
        uint32 indexed vote,
        uint32 indexed indicator,
        uint48 opens,
        uint48 closes,
        uint48 joinedBy,
        uint32 quorum,
        uint16 from,
        uint8 activities,
        uint8 groups
    );
    /// @notice `member` proposed; ballots as in `VoteOpened`.
    event ProposalOpened(
        uint32 indexed vote,
        uint32 indexed member,
        uint32 indexed amends,
        uint48 opens,
        uint48 closes,
        uint48 joinedBy,
        uint32 quorum,
        uint32 delay,
        bytes32 document,
        Call[] calls
    );
    /// @notice No steward is active, so members elect some: candidates stand until `opens`; ballots as in `VoteOpened`.
    event ElectionOpened(
        uint32 indexed vote,
        uint48 opens,
        uint48 closes,
        uint48 joinedBy,
        uint32 quorum
    );
    /// @notice `member` stands in an election, as candidate `number`, from 0 on.
    event CandidateStood(uint32 indexed vote, uint32 indexed member, uint256 number);

    /// @notice Opens a weight vote on the activity types, and for shares the groups, defined by now.
    function openVote(
        OpenVote calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(OPEN_TYPEHASH, act));
        Voter memory voter = _authorise(act.member, act.deadline, hash, signer, signature);
        if (!voter.steward) revert StewardRequired(act.member);
        _burn(hash);
        Opening memory o = _theRecord().opening();
        if (o.handedOver != 0) revert HandedOver(o.handedOver);
        _openWeights(o, act.indicator, act.from, act.notice, act.duration);
    }

    /// @notice Opens a weight vote; the assembly itself does, by a proposal.
    function decideVote(uint32 indicator_, uint16 from, uint32 notice, uint32 duration) external {
        _requireProposal();
        _openWeights(_theRecord().opening(), indicator_, from, notice, duration);
    }

    /// @notice Proposes, and opens the proposal's vote.
    function propose(
        Propose calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 callsHash = _hashCalls(act.calls);
        bytes32 hash = _hashPropose(act, callsHash);
        Voter memory voter = _authorise(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        _requireOwnKey(voter);
        if (act.document == 0) revert DocumentMissing();
        if (act.amends != 0) _voteOf(act.amends, PROPOSAL);
        _checkCalls(act.calls);
        Opening memory o = _theRecord().opening();
        _countProposal(act.member, o.epoch);
        bool quick = voter.steward && o.handedOver == 0;
        uint32 least = quick ? 0 : o.delay;
        if (act.delay < least || act.delay > MAXIMUM_DELAY)
            revert DelayOutOfRange(act.delay, least, MAXIMUM_DELAY);
        uint32 id = _open(o, PROPOSAL, 0, act.notice, act.duration, quick);
        _proposals[id] = Proposal({
            callsHash: callsHash,
            proposer: act.member,
            amends: act.amends,
            delay: act.delay,
            ready: 0,
            founding: o.handedOver == 0,
            executed: false
        });
        Vote storage v = _voteOf(id);
        emit ProposalOpened(
            id,
            act.member,
            act.amends,
            v.opens,
            v.closes,
            v.joinedBy,
            v.quorum,
            act.delay,
            act.document,
            act.calls
        );
    }

    /// @notice Opens an election where no steward is active. Anyone may.
    /// @param last the last election, 0 for none: so every opening is a call of its own
    function openElection(uint32 last) external {
        if (last != _election) revert ElectionOther(_election);
        Opening memory o = _theRecord().opening();
        if (o.stewards != 0) revert StewardsPresent(o.stewards);
        if (_election != 0 && !_voteOf(_election).closed) revert ElectionPending(_election);
        uint32 id = _open(o, ELECTION, 0, o.notice, o.votingTime, false);
        _election = id;
        Vote storage v = _voteOf(id);
        emit ElectionOpened(id, v.opens, v.closes, v.joinedBy, v.quorum);
    }

    /// @notice Stands for steward.
    function stand(Stand calldata act, bytes calldata signer, bytes calldata signature) external {
        bytes32 hash = keccak256(abi.encode(STAND_TYPEHASH, act));
        Voter memory voter = _authorise(act.member, act.deadline, hash, signer, signature);
        Vote storage v = _voteOf(act.vote, ELECTION);
        if (block.timestamp >= v.opens) revert VoteOpenAlready(act.vote, v.opens);
        _requireElector(v, voter);
        uint32[] storage candidates = _candidates[act.vote];
        uint256 number = candidates.length;
        for (uint256 i = 0; i < number; ++i) {
            if (candidates[i] == act.member) revert CandidateAlready(act.vote, act.member);
        }
        if (number == MAX_CANDIDATES) revert CandidatesFull(act.vote, MAX_CANDIDATES);
        candidates.push(act.member);
        emit CandidateStood(act.vote, act.member, number);
    }

    function _openWeights(
        Opening memory o,
        uint32 id,
        uint16 from,
        uint32 notice,
        uint32 duration
    ) private {
        Indicator storage i = _requireLiving(id, o.epoch);
        if (i.pending != 0) revert VotePending(id, i.pending);
        if ((i.versions.length == 0) != (from != 0)) revert FromInvalid(from);
        if (i.versions.length == type(uint16).max) revert VersionsFull(id);
        if (from != 0) _theRecord().epoch(from);
        uint8 groups = i.kind == SHARES ? o.groups : 0;
        if (o.activities == 0) revert VoteEmpty();
        uint48 subject = _packWeighing(Weighing(id, from, o.activities, groups));
        uint32 vote_ = _open(o, WEIGHTS, subject, notice, duration, o.handedOver == 0);
        i.pending = vote_;
        Vote storage v = _voteOf(vote_);
        emit VoteOpened(
            vote_,
            id,
            v.opens,
            v.closes,
            v.joinedBy,
            v.quorum,
            from,
            o.activities,
            groups
        );
    }

    function _countProposal(uint32 member, uint16 epochId) private {
        uint256 count = ++_proposed[(uint256(member) << 16) | epochId];
        if (count > PROPOSAL_LIMIT) revert ProposalsFull(member, epochId, PROPOSAL_LIMIT);
    }

    function _checkCalls(Call[] calldata calls) private pure {
        if (calls.length > MAX_CALLS) revert CallsFull(MAX_CALLS);
        for (uint256 i = 0; i < calls.length; ++i) {
            Call calldata c = calls[i];
            bool valid = (c.to == RECORD || c.to == ASSEMBLY) && c.data.length >= 4;
            if (!valid || _isActing(bytes4(c.data))) revert CallInvalid(i);
        }
    }

    /// @dev Nobody acts by a vote: that a member acted, the assembly says of those who signed, and it carries nothing for strangers.
    function _isActing(bytes4 selector) private pure returns (bool) {
        return
            selector == IRecord.noteAct.selector ||
            selector == Relay.relay.selector ||
            selector == Relay.simulate.selector;
    }

    function _hashPropose(Propose calldata act, bytes32 callsHash) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    PROPOSE_TYPEHASH,
                    act.member,
                    act.deadline,
                    act.amends,
                    act.notice,
                    act.duration,
                    act.delay,
                    act.document,
                    callsHash
                )
            );
    }
}
