// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "./Lanes.sol";

/// @title Tally mathematics
/// @notice Pure counting, equal to `ledger_py.tally` to the last digit (tests/vectors/tally.json).
library Tally {
    using Lanes for uint256;

    uint256 internal constant TOP_LEVEL = 10;
    /// On a ballot: abstains on this type. In a version: not yet valued.
    uint256 internal constant NO_LEVEL = 15;
    uint256 internal constant LEVEL_BITS = 4;
    uint256 internal constant COUNT_BITS = 16;
    /// Counts of one level for sixteen activity types share a slot.
    uint256 internal constant TYPES_PER_SLOT = 16;
    /// A one in each of the sixteen lanes of a slot of counts.
    uint256 internal constant ONES = type(uint256).max / type(uint16).max;
    /// A one in each of sixty lanes of 4 bits.
    uint256 private constant FIRST_BITS = NO_LEVELS / 15;
    /// Sixty levels of NO_LEVEL.
    uint256 internal constant NO_LEVELS = (1 << 240) - 1;

    /// @dev The lower median of the levels counted, 0 to 10: the lowest level that at least half of the opinions do not exceed.
    /// NO_LEVEL when there are fewer opinions than the quorum, or none. `counts` holds how many ballots gave each level, one
    /// lane of 16 bits per activity type.
    function lowerMedian(
        uint256[11] memory counts,
        uint256 lane,
        uint256 quorum
    ) internal pure returns (uint256 level) {
        uint256 opinions;
        for (uint256 v = 0; v <= TOP_LEVEL; ++v) {
            opinions += counts[v].get(lane, COUNT_BITS);
        }
        if (opinions == 0 || opinions < quorum) return NO_LEVEL;
        uint256 reached = counts[0].get(lane, COUNT_BITS);
        // Ends at the top level at the latest: by then every opinion is reached.
        while (2 * reached < opinions) reached += counts[++level].get(lane, COUNT_BITS);
    }

    /// @dev Whether a level of 4 bits is none: 11 to 14. All at once: 8 and more with 2 + 1 or with 4, but for 15.
    function hasUnknown(uint256 levels) internal pure returns (bool) {
        uint256 eights = (levels >> 3) & FIRST_BITS;
        uint256 fours = (levels >> 2) & FIRST_BITS;
        uint256 twos = (levels >> 1) & FIRST_BITS;
        uint256 ones = levels & FIRST_BITS;
        return eights & (fours | (twos & ones)) & ~(fours & twos & ones) != 0;
    }

    /// @dev Sixteen levels of 4 bits, from type `start` on, each in a lane of 16 bits: in every step the upper half moves up.
    function spread(uint256 levels, uint256 start) internal pure returns (uint256 lanes) {
        lanes = uint64(levels >> (start * LEVEL_BITS));
        lanes =
            (lanes | (lanes << 96)) & ((type(uint256).max / type(uint128).max) * type(uint32).max);
        lanes =
            (lanes | (lanes << 48)) & ((type(uint256).max / type(uint64).max) * type(uint16).max);
        lanes =
            (lanes | (lanes << 24)) & ((type(uint256).max / type(uint32).max) * type(uint8).max);
        lanes = (lanes | (lanes << 12)) & (ONES * 15);
    }

    /// @dev A one in each of the sixteen lanes that hold `level`. All lanes at once: what differs from `level`, by at most 15, pulls
    /// the bit that is set above it down, and no lane borrows from the next.
    function equal(uint256 lanes, uint256 level) internal pure returns (uint256) {
        unchecked {
            return (((ONES << 15) - (lanes ^ (ONES * level))) >> 15) & ONES;
        }
    }
}
