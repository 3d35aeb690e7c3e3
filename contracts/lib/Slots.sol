// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice States of a contribution. It is accepted while enough members attest to it, so Proposed and Accepted are told apart by
/// that and not stored.
enum State {
    None,
    Proposed,
    Accepted,
    Contested,
    Struck,
    Withdrawn
}

/// @title The changing part of a contribution, in one storage slot
/// @notice From the lowest bit: state 4, places taken 3, whether its one contest was used 1, then five places of 49 bits: member 32,
/// units 16, basis 1 (0 present, 1 vouched); then whether enough members attest 1, and whether it still counts although it was
/// withdrawn 1. One slot, because what never changes comes back in calldata, proven by the contribution's id.
library Slots {
    uint256 internal constant PLACES = 5;
    uint256 private constant PLACE_BITS = 49;
    uint256 private constant FIRST_PLACE = 8;
    uint256 private constant UNITS = uint256(type(uint16).max) << 32;
    uint256 private constant CONTESTED_ONCE = 1 << 7;
    uint256 private constant ENOUGH = 1 << 253;
    uint256 private constant KEPT = 1 << 254;

    /// @dev The state, but that a contest whose time is over still shows as Contested.
    function stateOf(uint256 slot) internal pure returns (State) {
        uint256 state = slot & 0xf;
        if (state == uint256(State.Proposed) && hasEnough(slot)) return State.Accepted;
        return State(state);
    }

    /// @dev Struck or withdrawn: nothing can happen to it any more.
    function isEnded(uint256 slot) internal pure returns (bool) {
        return slot & 0xf >= uint256(State.Struck);
    }

    function isContested(uint256 slot) internal pure returns (bool) {
        return slot & 0xf == uint256(State.Contested);
    }

    function wasContested(uint256 slot) internal pure returns (bool) {
        return slot & CONTESTED_ONCE != 0;
    }

    /// @dev Whether as many members attest as are required, whatever else became of it.
    function hasEnough(uint256 slot) internal pure returns (bool) {
        return slot & ENOUGH != 0;
    }

    /// @dev How many places are taken, also by those who retracted.
    function countOf(uint256 slot) internal pure returns (uint256) {
        return (slot >> 4) & 0x7;
    }

    /// @dev Member, units (0: retracted) and basis (1 present, 2 vouched) in place `index`.
    function placeOf(
        uint256 slot,
        uint256 index
    ) internal pure returns (uint32 member, uint16 units, uint8 basis) {
        uint256 place = slot >> _shiftOf(index);
        return (uint32(place), uint16(place >> 32), uint8((place >> 48) & 1) + 1);
    }

    /// @dev The member's place, PLACES when they have none.
    function findAttester(uint256 slot, uint32 member) internal pure returns (uint256) {
        uint256 count = countOf(slot);
        uint256 places = slot >> FIRST_PLACE;
        for (uint256 i = 0; i < count; ++i) {
            if (uint32(places) == member) return i;
            places >>= PLACE_BITS;
        }
        return PLACES;
    }

    /// @dev `slot` with one more attester; the caller has checked that a place is free.
    function withAttester(
        uint256 slot,
        uint32 member,
        uint16 units,
        uint8 basis,
        uint256 required
    ) internal pure returns (uint256) {
        // Unchecked: a basis is 1 or 2, and there are at most five places.
        unchecked {
            uint256 place = uint256(member) | (uint256(units) << 32) | (uint256(basis - 1) << 48);
            return _judged((slot | (place << _shiftOf(countOf(slot)))) + (1 << 4), required);
        }
    }

    /// @dev `slot` with the units of place `index` taken back; the place stays taken.
    function withoutUnits(
        uint256 slot,
        uint256 index,
        uint256 required
    ) internal pure returns (uint256) {
        return _judged(slot & ~(UNITS << _shiftOf(index)), required);
    }

    function withState(uint256 slot, State state) internal pure returns (uint256) {
        return (slot & ~uint256(0xf)) | uint256(state);
    }

    /// @dev Contested, once and for all.
    function contested(uint256 slot) internal pure returns (uint256) {
        return withState(slot, State.Contested) | CONTESTED_ONCE;
    }

    /// @dev Withdrawn; `kept` when it was final and goes on counting.
    function withdrawn(uint256 slot, bool kept) internal pure returns (uint256) {
        return withState(slot, State.Withdrawn) | (kept ? KEPT : 0);
    }

    /// @dev The lower median of the attested units (invariant 2), 0 unless the contribution counts: enough members attest, and it
    /// was neither struck nor withdrawn before it was final.
    function acceptedUnits(uint256 slot) internal pure returns (uint256 units) {
        if (!hasEnough(slot) || (isEnded(slot) && slot & KEPT == 0)) return 0;
        // Unchecked: at least one attests, with one unit at least.
        unchecked {
            uint256 first = _sizeOf(slot, 0);
            uint256 second = _sizeOf(slot, 1);
            if (countOf(slot) < 3) return (first < second ? first : second) + 1;
            // Without an array to sort: the median is what has exactly so many before it, in order of size and then of place.
            uint256 lower = (_live(slot) - 1) / 2;
            for (uint256 i = 0; i < PLACES; ++i) {
                uint256 size = _sizeOf(slot, i);
                uint256 before;
                for (uint256 j = 0; j < PLACES; ++j) {
                    uint256 other = _sizeOf(slot, j);
                    if (other < size || (other == size && j < i)) ++before;
                }
                if (before == lower) return size + 1;
            }
        }
    }

    /// @dev `slot` with what follows from its places: whether so many attest as are required.
    function _judged(uint256 slot, uint256 required) private pure returns (uint256) {
        bool enough = countOf(slot) >= required && _live(slot) >= required;
        return enough ? slot | ENOUGH : slot & ~ENOUGH;
    }

    /// @dev How many attest, those who retracted apart.
    function _live(uint256 slot) private pure returns (uint256 live) {
        uint256 count = countOf(slot);
        uint256 places = slot >> FIRST_PLACE;
        // Unchecked: there are at most five places.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                if (places & UNITS != 0) ++live;
                places >>= PLACE_BITS;
            }
        }
    }

    /// @dev The units of place `index` less one, so that those of a place that is free or retracted, 0, become the largest number.
    function _sizeOf(uint256 slot, uint256 index) private pure returns (uint256) {
        unchecked {
            return uint256(uint16(slot >> (_shiftOf(index) + 32))) - 1;
        }
    }

    /// @dev Unchecked: there are five places.
    function _shiftOf(uint256 index) private pure returns (uint256) {
        unchecked {
            return FIRST_PLACE + index * PLACE_BITS;
        }
    }
}
