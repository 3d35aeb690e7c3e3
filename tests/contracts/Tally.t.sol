// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../../contracts/lib/Lanes.sol";
import {Tally} from "../../contracts/lib/Tally.sol";
import {Checked} from "./support/Checked.sol";

/// @notice Histograms and medians of ballots drawn at random, against counting one by one (invariant 3).
contract TallyTest is Checked {
    using Lanes for uint256;

    uint256 private constant ACTIVITIES = 60;
    uint256 private constant BALLOTS = 9;

    /// @notice The median is the lowest level that at least half of the opinions do not exceed.
    function testFuzz_lowerMedian(
        uint8[9] memory levels,
        uint256[11] memory noise,
        uint8 lane,
        uint8 quorum
    ) external pure {
        uint256 chosen = lane % 16;
        uint256 least = quorum % 12;
        uint256[11] memory counts;
        uint256 opinions;
        for (uint256 v = 0; v <= 10; ++v) {
            counts[v] = noise[v].set(chosen, 16, 0);
        }
        for (uint256 i = 0; i < BALLOTS; ++i) {
            levels[i] %= 12;
            if (levels[i] == 11) continue;
            ++opinions;
            counts[levels[i]] += uint256(1).inLane(chosen, 16);
        }
        uint256 median = Tally.lowerMedian(counts, chosen, least);
        if (opinions == 0 || opinions < least) return same(median, Tally.NO_LEVEL, "abstains");
        same(median, slowMedian(levels, opinions), "median");
    }

    /// @notice Counts moved ballot by ballot are those of the live ballots, however often they were replaced and in any order.
    function testFuzz_changes(
        uint256[9] memory first,
        uint256[9] memory second,
        uint16 replaced,
        uint8 activities
    ) external pure {
        uint256 types = (activities % ACTIVITIES) + 1;
        for (uint256 i = 0; i < BALLOTS; ++i) {
            (first[i], second[i]) = (ballot(first[i], types), ballot(second[i], types));
        }
        for (uint256 start = 0; start < types; start += 16) {
            uint256[16] memory counts;
            for (uint256 i = 0; i < BALLOTS; ++i) {
                add(counts, changes(start, Tally.NO_LEVELS, first[i]));
            }
            for (uint256 i = 0; i < BALLOTS; ++i) {
                if ((replaced >> i) & 1 == 0) continue;
                add(counts, changes(start, first[i], second[i]));
            }
            checkCounts(counts, live(first, second, replaced), start, types);
        }
    }

    /// @notice Replacing a ballot by itself moves nothing.
    function testFuzz_sameBallot(uint256 word, uint8 activities) external pure {
        uint256 types = (activities % ACTIVITIES) + 1;
        uint256 levels = ballot(word, types);
        for (uint256 start = 0; start < types; start += 16) {
            uint256[16] memory change = changes(start, levels, levels);
            for (uint256 v = 0; v < 16; ++v) {
                same(change[v], 0, "change");
            }
        }
    }

    /// @dev What a ballot moves in the counts of each level, as `WeightVotes` takes it, modulo 2^256.
    function changes(
        uint256 start,
        uint256 was,
        uint256 levels
    ) private pure returns (uint256[16] memory change) {
        (uint256 before, uint256 lanes) = (Tally.spread(was, start), Tally.spread(levels, start));
        unchecked {
            for (uint256 v = 0; v <= 10; ++v) {
                change[v] = Tally.equal(lanes, v) - Tally.equal(before, v);
            }
        }
    }

    function checkCounts(
        uint256[16] memory counts,
        uint256[9] memory ballots,
        uint256 start,
        uint256 types
    ) private pure {
        for (uint256 v = 0; v <= 10; ++v) {
            for (uint256 lane = 0; lane < 16; ++lane) {
                uint256 expected;
                for (uint256 i = 0; i < BALLOTS && start + lane < types; ++i) {
                    if (ballots[i].get(start + lane, 4) == v) ++expected;
                }
                same(counts[v].get(lane, 16), expected, "count");
            }
        }
    }

    function live(
        uint256[9] memory first,
        uint256[9] memory second,
        uint16 replaced
    ) private pure returns (uint256[9] memory ballots) {
        for (uint256 i = 0; i < BALLOTS; ++i) {
            ballots[i] = (replaced >> i) & 1 == 0 ? first[i] : second[i];
        }
    }

    /// @dev Modulo 2^256, as the contract adds them.
    function add(uint256[16] memory counts, uint256[16] memory change) private pure {
        unchecked {
            for (uint256 v = 0; v < 16; ++v) {
                counts[v] += change[v];
            }
        }
    }

    /// @dev A ballot out of any word: levels 0 to 10 or 15, and 15 above the last type.
    function ballot(uint256 word, uint256 types) private pure returns (uint256 levels) {
        levels = Tally.NO_LEVELS;
        for (uint256 i = 0; i < types; ++i) {
            uint256 level = word.get(i, 4) % 12;
            levels = levels.set(i, 4, level == 11 ? Tally.NO_LEVEL : level);
        }
    }

    function slowMedian(uint8[9] memory levels, uint256 opinions) private pure returns (uint256) {
        for (uint256 v = 0; v <= 10; ++v) {
            uint256 reached;
            for (uint256 i = 0; i < BALLOTS; ++i) {
                if (levels[i] <= v) ++reached;
            }
            if (2 * reached >= opinions) return v;
        }
        revert Unequal(0, opinions, "no median");
    }
}
