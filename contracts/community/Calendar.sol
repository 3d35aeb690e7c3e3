// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActErrors, CommunityErrors} from "../lib/Errors.sol";

/// @notice The rules of a community.
/// @param lateWindow seconds after an epoch's end in which it still takes contributions and attestations; epochs keep the one under
/// which they were listed
/// @param contestWindow seconds after an epoch's closing in which its contributions can still be contested; the same
/// @param contestTime seconds after which a contest that nobody resolved lapses, and the contribution stands
/// @param recoveryWait seconds between two stewards' word for a new signer and the earliest moment at which it speaks
/// @param claimWait seconds after which a claim of an unclaimed membership that nobody contested is good without stewards
/// @param notice seconds between a vote's announcement and its opening, at least; until handover a steward may set less
/// @param votingTime seconds for which a vote is open, at least; until handover a steward may set less
/// @param delay seconds between a proposal's closing and its execution, at least; until handover a steward may set less
/// @param admissionCap members who can get a first signer in one epoch, founding stewards apart
/// @param quorum part of those who could vote at an opening, in basis points; never fewer than three members
/// @param sponsors how many members admit somebody without a steward, 2 to 8; 0 when only stewards admit
/// @param dormantAfter whole epochs without an act after which a member leaves the quorum's base, 1 to 16; 0 for never
/// @param contestLimit contests that a member can raise in one epoch
/// @param managedMayVote whether members whose key is kept by a gateway may vote, and sponsor
struct Rules {
    uint32 lateWindow;
    uint32 contestWindow;
    uint32 contestTime;
    uint32 recoveryWait;
    uint32 claimWait;
    uint32 notice;
    uint32 votingTime;
    uint32 delay;
    uint32 admissionCap;
    uint16 quorum;
    uint8 sponsors;
    uint8 dormantAfter;
    uint8 contestLimit;
    bool managedMayVote;
}

/// @title Calendar: epochs and rules
/// @notice Holds when epochs start, end and close, which one it is, and the rules. Nothing here is an act: others decide who may
/// list epochs. Invariant 5 (when an epoch closes).
abstract contract Calendar is ActErrors, CommunityErrors {
    /// So long those concerned have to object, contest or resolve.
    uint32 private constant MINIMUM_WAIT = 1 days;
    /// No longer than a vote can wait, so that no rule ends all voting.
    uint32 private constant MAXIMUM_WAIT = 366 days;
    /// An epoch is a period of the calendar. Shorter ones would let whoever lists them run through caps and dormancy.
    uint256 private constant MINIMUM_EPOCH = 1 days;
    /// So far ahead epochs can be listed: a slip, such as milliseconds for seconds, would end the calendar for good.
    uint256 private constant FARTHEST_END = 3_660 days;
    uint8 private constant MAXIMUM_SPONSORS = 8;
    uint8 internal constant MAXIMUM_DORMANT_AFTER = 16;

    /// An epoch keeps the windows under which it was listed: no rule opens again what has closed.
    struct Span {
        uint48 start;
        uint48 end;
        uint32 lateWindow;
        uint32 contestWindow;
    }

    /// What nearly every act reads, in one slot. `epoch` ends at `end` and contains the last act; time may have gone past it.
    /// `handedOver` is when the community was handed over to its votes (seconds, Unix), 0: not yet.
    struct Clock {
        uint48 founded;
        uint48 origin;
        uint16 epochs;
        uint8 activities;
        uint16 epoch;
        uint48 end;
        uint48 handedOver;
    }

    Clock internal _clock;
    Rules internal _rules;
    mapping(uint16 epoch => Span span) internal _epochs;

    /// @notice The community exists, with these rules; `origin` is the start of epoch 1.
    event CommunityFounded(bytes32 document, uint48 origin, Rules rules);
    /// @notice Epochs `first` and following end at `ends`.
    event EpochsListed(uint16 indexed first, uint48[] ends);

    /// @dev Sets the rules and lists the first epochs.
    function _foundCalendar(
        bytes32 document,
        uint48 origin,
        uint48[] calldata ends,
        Rules calldata given
    ) internal {
        if (document == 0) revert DocumentMissing();
        _checkRules(given);
        _rules = given;
        _clock.founded = uint48(block.timestamp);
        _clock.origin = origin;
        emit CommunityFounded(document, origin, given);
        _listEpochs(ends);
        (_clock.epoch, _clock.end) = (1, ends[0]);
        _advanceClock();
    }

    function _listEpochs(uint48[] calldata ends) internal {
        if (ends.length == 0) revert ItemsMissing();
        uint16 listed = _clock.epochs;
        if (listed + ends.length > type(uint16).max) revert EpochsFull(type(uint16).max);
        uint48 previous = listed == 0 ? _clock.origin : _epochs[listed].end;
        (uint32 late, uint32 contest) = (_rules.lateWindow, _rules.contestWindow);
        emit EpochsListed(listed + 1, ends);
        for (uint256 i = 0; i < ends.length; ++i) {
            if (ends[i] < previous + MINIMUM_EPOCH) revert EpochShort(i, previous, ends[i]);
            _epochs[++listed] = Span(previous, ends[i], late, contest);
            previous = ends[i];
        }
        if (previous > block.timestamp + FARTHEST_END)
            revert EpochFar(previous, block.timestamp + FARTHEST_END);
        _clock.epochs = listed;
    }

    /// @dev The epoch it is, the first before the origin and the last after the last end; moves the clock on.
    function _epochNow() internal returns (uint16) {
        (uint16 id, uint48 end) = (_clock.epoch, _clock.end);
        return block.timestamp < end ? id : _advanceClock();
    }

    /// @dev The same, for views.
    function _epochSeen() internal view returns (uint16) {
        return _epochFrom(_clock.epoch, block.timestamp);
    }

    /// @dev The epoch in which `time` lies, not before epoch `low`; the last one when it lies after all. Halves what is left, so that
    /// no number of epochs in which nobody acted takes too much gas.
    function _epochFrom(uint16 low, uint256 time) internal view returns (uint16) {
        uint16 high = _clock.epochs;
        while (low < high) {
            uint16 middle = uint16((uint256(low) + high) / 2);
            if (time < _epochs[middle].end) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// @dev The epoch it is, and when it began: before the origin the first, which is to begin; after the last end the one to come, from
    /// that end on, whether or not it is listed yet.
    function _epochBegun() internal view returns (uint16 id, uint48 start) {
        id = _epochSeen();
        uint48 end;
        (start, end) = (_epochs[id].start, _epochs[id].end);
        if (block.timestamp >= end) (id, start) = (id + 1, end);
    }

    /// @dev When an epoch starts, ends, and closes (seconds, Unix).
    function _spanOf(uint16 id) internal view returns (uint48 start, uint48 end, uint256 closes) {
        Span storage span = _epochs[id];
        (start, end) = (span.start, span.end);
        if (end == 0) revert EpochUnknown(id);
        (uint48 founded, uint48 handedOver) = (_clock.founded, _clock.handedOver);
        // Unchecked: numbers of 48 and 32 bits.
        unchecked {
            closes = uint256(end) + span.lateWindow;
            if (end >= founded) return (start, end, closes);
            // What was done before the community came: until one late window after the founding, or the handover.
            uint256 latest = uint256(founded) + span.lateWindow;
            if (handedOver != 0 && handedOver < latest) latest = handedOver;
            if (latest > closes) closes = latest;
        }
    }

    /// @dev Until when what lies in an epoch can be contested (seconds, Unix).
    function _contestableUntil(uint16 id) internal view returns (uint256) {
        (, , uint256 closes) = _spanOf(id);
        return closes + _epochs[id].contestWindow;
    }

    /// @dev What stewards do until handover, and votes afterwards.
    function _requireFounding() internal view {
        if (_clock.handedOver != 0) revert HandedOver(_clock.handedOver);
    }

    /// @dev Why nothing new can enter an epoch any more, empty while it is open; an epoch to come is a fault.
    function _closedReason(uint16 id) internal view returns (bytes memory reason) {
        (uint48 origin, uint16 now_, uint48 end) = (_clock.origin, _clock.epoch, _clock.end);
        // The epoch it is now is open; epoch 1 may lie ahead.
        if (id == now_ && block.timestamp < end && block.timestamp >= origin) return reason;
        (uint48 start, , uint256 closes) = _spanOf(id);
        if (block.timestamp < start) revert EpochNotStarted(id, start);
        if (block.timestamp >= closes)
            reason = abi.encodeWithSelector(EpochClosed.selector, id, closes);
    }

    function _advanceClock() private returns (uint16 id) {
        id = _epochSeen();
        if (id != _clock.epoch) (_clock.epoch, _clock.end) = (id, _epochs[id].end);
    }

    function _checkRules(Rules calldata given) internal pure {
        if (given.lateWindow == 0) revert LateWindowMissing();
        if (given.lateWindow > MAXIMUM_WAIT) revert WaitLong(given.lateWindow, MAXIMUM_WAIT);
        _checkWait(given.contestWindow);
        _checkWait(given.contestTime);
        _checkWait(given.recoveryWait);
        _checkWait(given.claimWait);
        _checkWait(given.notice);
        _checkWait(given.votingTime);
        _checkWait(given.delay);
        if (given.admissionCap == 0) revert AdmissionCapMissing();
        if (given.quorum > 10_000) revert QuorumOutOfRange(given.quorum);
        if (given.sponsors == 1 || given.sponsors > MAXIMUM_SPONSORS)
            revert SponsorsOutOfRange(given.sponsors);
        if (given.dormantAfter > MAXIMUM_DORMANT_AFTER)
            revert DormantAfterOutOfRange(given.dormantAfter);
        if (given.contestLimit == 0) revert ContestLimitMissing();
    }

    function _checkWait(uint32 given) private pure {
        if (given < MINIMUM_WAIT) revert WaitShort(given, MINIMUM_WAIT);
        if (given > MAXIMUM_WAIT) revert WaitLong(given, MAXIMUM_WAIT);
    }
}
