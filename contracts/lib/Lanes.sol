// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Several small numbers in one slot
/// @notice Storage is what an act pays for most: eight raw sums of 32 bits, four totals of 64 bits, sixteen histogram
/// counts of 16 bits or sixty levels of 4 bits share a slot. Lane 0 is the lowest.
///
/// The widths of everything the chain stores:
///
/// | what | bits | largest | an overflow is |
/// |---|---:|---|---|
/// | member, vote, indicator | 32 | 4,294,967,295 | a checked increment that reverts |
/// | activity type, epoch, version | 16 | 60; 65,535; 65,535 | ActivitiesFull; EpochsFull; a checked increment |
/// | group | 8 | 16 | GroupsFull |
/// | units of one contribution (hundredths) | 16 | 655.35 | refused by the ABI decoder |
/// | raw units of a member, epoch, type | 32 | 42,949,672.95 | UnitsOverflow |
/// | capped units of an epoch and type | 64 | members x cap | cannot happen: 2^32 members x 2^32 |
/// | ballots of a vote, counts of a histogram | 16 | 65,535 | BallotsFull |
/// | level (15: abstained, or not yet valued) | 4 | 10 | LevelOutOfRange |
library Lanes {
    /// @dev The number in lane `index` of `word`, lanes being `width` bits wide.
    function get(uint256 word, uint256 index, uint256 width) internal pure returns (uint256) {
        // Unchecked, here and below: an index is at most 59 and a width at most 64.
        unchecked {
            return (word >> (index * width)) & ((1 << width) - 1);
        }
    }

    /// @dev `value` moved up to lane `index`.
    function inLane(uint256 value, uint256 index, uint256 width) internal pure returns (uint256) {
        unchecked {
            return value << (index * width);
        }
    }

    /// @dev `word` with `value` in lane `index`; the caller has checked that `value` fits.
    function set(
        uint256 word,
        uint256 index,
        uint256 width,
        uint256 value
    ) internal pure returns (uint256) {
        unchecked {
            uint256 shift = index * width;
            return (word & ~(((1 << width) - 1) << shift)) | (value << shift);
        }
    }
}
