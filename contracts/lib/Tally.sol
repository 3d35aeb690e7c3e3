// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
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

    /// @dev What is to be added, modulo 2^256, to the counts of each level for sixteen types from `start` on.
    function changes(
        uint256 start,
        uint256 activities,
        uint256 was,
        uint256 levels
    ) internal pure returns (uint256[16] memory change) {
        uint256 end = Math.min(start + TYPES_PER_SLOT, activities);
        for (uint256 i = start; i < end; ++i) {
            uint256 one = uint256(1).inLane(i - start, COUNT_BITS);
            uint256 level = levels.get(i, LEVEL_BITS);
            uint256 levelBefore = was.get(i, LEVEL_BITS);
            // Assembly spares four bounds checks a type, a tenth of a ballot: four bits cannot point beyond sixteen words.
            assembly ("memory-safe") {
                let count := add(change, shl(5, level))
                mstore(count, add(mload(count), one))
                count := add(change, shl(5, levelBefore))
                mstore(count, sub(mload(count), one))
            }
        }
    }
}
