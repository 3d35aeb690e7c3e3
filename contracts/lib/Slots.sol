// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice States of a contribution, in the order in which they can be reached. Contested, struck and withdrawn have
/// their numbers (3, 4, 5) kept for them.
enum State {
    None,
    Proposed,
    Accepted
}

/// @title The changing part of a contribution, in one storage slot
/// @notice state 4 bits, attesters 3, one kept for "its contest was used", then five places of 49 bits: member 32,
/// units 16, basis 1 (0 present, 1 vouched). One slot, because what never changes comes back in calldata, proven by the
/// contribution's id.
library Slots {
    uint256 internal constant PLACES = 5;
    uint256 private constant PLACE_BITS = 49;
    uint256 private constant FIRST_PLACE = 8;

    function stateOf(uint256 slot) internal pure returns (State) {
        return State(slot & 0xf);
    }

    function countOf(uint256 slot) internal pure returns (uint256) {
        return (slot >> 4) & 0x7;
    }

    /// @dev Member, units and basis (1 present, 2 vouched) in place `index`.
    function placeOf(
        uint256 slot,
        uint256 index
    ) internal pure returns (uint32 member, uint16 units, uint8 basis) {
        uint256 place = slot >> _shiftOf(index);
        return (uint32(place), uint16(place >> 32), uint8((place >> 48) & 1) + 1);
    }

    function hasAttester(uint256 slot, uint32 member) internal pure returns (bool) {
        uint256 count = countOf(slot);
        for (uint256 i = 0; i < count; ++i) {
            if (uint32(slot >> _shiftOf(i)) == member) return true;
        }
        return false;
    }

    /// @dev `slot` with one more attester; the caller has checked that a place is free.
    function withAttester(
        uint256 slot,
        uint32 member,
        uint16 units,
        uint8 basis
    ) internal pure returns (uint256) {
        uint256 count = countOf(slot);
        uint256 place = uint256(member) | (uint256(units) << 32) | (uint256(basis - 1) << 48);
        return (slot | (place << _shiftOf(count))) + (1 << 4);
    }

    function withState(uint256 slot, State state) internal pure returns (uint256) {
        return (slot & ~uint256(0xf)) | uint256(state);
    }

    /// @dev The lower median of the attested units, 0 unless the contribution is accepted (invariant 2).
    function acceptedUnits(uint256 slot) internal pure returns (uint256) {
        if (stateOf(slot) != State.Accepted) return 0;
        uint256 count = countOf(slot);
        uint256[PLACES] memory sorted;
        for (uint256 i = 0; i < count; ++i) {
            uint256 units = uint16(slot >> (_shiftOf(i) + 32));
            uint256 j = i;
            // At most five: insertion sort.
            for (; j > 0 && sorted[j - 1] > units; --j) {
                sorted[j] = sorted[j - 1];
            }
            sorted[j] = units;
        }
        return sorted[(count - 1) / 2];
    }

    /// @dev Unchecked: there are five places.
    function _shiftOf(uint256 index) private pure returns (uint256) {
        unchecked {
            return FIRST_PLACE + index * PLACE_BITS;
        }
    }
}
