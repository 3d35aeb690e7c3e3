// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../../contracts/lib/Lanes.sol";
import {Markets} from "../../contracts/lib/Markets.sol";
import {Checked} from "./support/Checked.sol";

/// @notice Divisions drawn at random, weighed as so many equal ballots, against a slow reading of the rule itself (invariant 3).
contract MarketsTest is Checked {
    using Lanes for uint256;

    uint256 private constant KINDS = 6;
    uint256 private constant MOST = 65_535;
    uint256 private constant WHOLE = 10_000;
    uint256 private constant SHARE_BITS = 14;
    /// A whole in the slow reading, in which a time is a number of such parts: a point is a whole number of them.
    uint256 private constant POINT = 1 << 60;
    uint256 private constant ONE = 100 * POINT;
    /// Half of what closing may use: the levels of sixty types take the rest.
    uint256 private constant ROOM = 1_000_000;

    /// @notice Several equal ballots for each of some divisions.
    struct Votes {
        uint256 groups;
        uint256[6] weights;
        uint8[16][6] points;
    }

    /// @notice Shares come to a whole, and each lies within a basis point of what the rule says at the time when they do.
    function testFuzz_outcome(uint256 seed, uint8 groups, uint256 weights) external pure {
        Votes memory votes = drawn(seed, groups, weights);
        uint256 shares = outcomeOf(votes);
        uint256 time = slowTime(votes);
        uint256 sum;
        for (uint256 j = 0; j < 16; ++j) {
            uint256 share = shares.get(j, SHARE_BITS);
            sum += share;
            if (j >= votes.groups) same(share, 0, "a group that is not there");
            else near(share * ONE, WHOLE * slowShare(votes, j, time), "share");
        }
        same(sum, WHOLE, "sum");
    }

    /// @notice Whoever moves points to a group never takes from its share.
    function testFuzz_monotone(
        uint256 seed,
        uint8 groups,
        uint256 weights,
        uint8 from,
        uint8 to,
        uint8 moved
    ) external pure {
        Votes memory votes = drawn(seed, groups, weights);
        (uint256 a, uint256 b) = (from % votes.groups, to % votes.groups);
        uint256 before = outcomeOf(votes).get(b, SHARE_BITS);
        uint8 points = votes.points[0][a] == 0 ? 0 : moved % (votes.points[0][a] + 1);
        votes.points[0][a] -= points;
        votes.points[0][b] += points;
        uint256 now_ = outcomeOf(votes).get(b, SHARE_BITS);
        // One basis point is what rounding may take.
        same(now_ + 1 >= before, true, "falls");
    }

    /// @notice What everybody wants is the outcome, to the basis point.
    function testFuzz_unanimous(uint256 seed, uint8 groups, uint16 ballots) external pure {
        Votes memory votes = drawn(seed, groups, 0);
        uint256 all = (uint256(ballots) % MOST) + 1;
        votes.weights = [all, 0, 0, 0, 0, 0];
        uint256 shares = outcomeOf(votes);
        for (uint256 j = 0; j < votes.groups; ++j) {
            same(shares.get(j, SHARE_BITS), 100 * uint256(votes.points[0][j]), "unanimous");
        }
    }

    /// @notice Where each ballot gives everything to one group, each group's share is its part of the ballots.
    function testFuzz_proportional(uint256[6] memory weights, uint8 kinds) external pure {
        Votes memory votes;
        votes.groups = (kinds % KINDS) + 1;
        uint256 all;
        for (uint256 i = 0; i < votes.groups; ++i) {
            votes.weights[i] = (weights[i] % (MOST / KINDS)) + 1;
            votes.points[i][i] = 100;
            all += votes.weights[i];
        }
        uint256 shares = outcomeOf(votes);
        for (uint256 j = 0; j < votes.groups; ++j) {
            uint256 exact = (WHOLE * votes.weights[j]) / all;
            uint256 share = shares.get(j, SHARE_BITS);
            same(share == exact || share == exact + 1, true, "proportional");
        }
    }

    /// @notice Two groups that get the same points from everybody get the same share, but for rounding, which favours the lower.
    function testFuzz_alike(uint256 seed, uint256 weights, uint8 which) external pure {
        Votes memory votes = drawn(seed, 6, weights);
        uint256 j = which % 7;
        for (uint256 i = 0; i < KINDS; ++i) {
            uint8 points = votes.points[i][j];
            // Half of them go to a group that comes last; an odd one goes where nothing else is.
            votes.points[i][j] = points / 2;
            votes.points[i][8] = points / 2;
            votes.points[i][7] = points % 2;
        }
        votes.groups = 9;
        uint256 shares = outcomeOf(votes);
        (uint256 lower, uint256 higher) = (shares.get(j, SHARE_BITS), shares.get(8, SHARE_BITS));
        same(lower == higher || lower == higher + 1, true, "alike");
    }

    /// @notice As many ballots as a vote takes, in divisions that differ as little as they can, are settled with gas to spare.
    function testFuzz_room(uint256 seed, uint256 weights, uint8 near_) external view {
        Votes memory votes = drawn(seed, 15, weights);
        uint256 all;
        for (uint256 i = 0; i < KINDS; ++i) {
            for (uint256 j = 0; j < 16; ++j) {
                votes.points[i][j] = 6;
            }
            // Four points are left: to whom is all they differ in.
            votes.points[i][(seed >> (8 * i)) % 16] += 3;
            votes.points[i][(near_ + i) % 16] += 1;
            if (i != 0) all += votes.weights[i];
        }
        votes.weights[0] = MOST - all;
        checkRoom(votes);
    }

    /// @notice The same where the last piece is as short as pieces are: 45 x 59,686 = 41 x 65,509 + 1.
    function test_roomWhereTimesAreClose() external view {
        Votes memory votes;
        votes.groups = 16;
        // 59,686 give the first group 41 points or more, 65,509 the second 45, and everybody one point to each of the others.
        votes.weights = [uint256(59_660), 26, 5_849, 0, 0, 0];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 2; j < 16; ++j) {
                votes.points[i][j] = 1;
            }
        }
        (votes.points[0][0], votes.points[0][1]) = (41, 45);
        (votes.points[1][0], votes.points[2][1]) = (86, 86);
        checkRoom(votes);
        uint256 shares = outcomeOf(votes);
        same(shares.get(0, SHARE_BITS), 4_100, "first");
        same(shares.get(1, SHARE_BITS), 4_500, "second");
        for (uint256 j = 2; j < 16; ++j) {
            same(shares.get(j, SHARE_BITS), 100, "others");
        }
    }

    /// @notice A single ballot, and 65,535 of them that give everything to the last group.
    function test_edges() external view {
        Votes memory votes;
        votes.groups = 16;
        votes.points[0][15] = 100;
        for (uint256 i = 0; i < 2; ++i) {
            votes.weights[0] = i == 0 ? 1 : MOST;
            same(outcomeOf(votes), WHOLE << (15 * SHARE_BITS), "all to one");
            checkRoom(votes);
        }
        (votes.groups, votes.points[0][15], votes.points[0][0]) = (1, 0, 100);
        same(outcomeOf(votes), WHOLE, "one group");
    }

    function checkRoom(Votes memory votes) private view {
        uint256[102] memory atLeast = countsOf(votes);
        uint256 left = gasleft();
        uint256 shares = Markets.outcome(atLeast, votes.groups);
        same(left - gasleft() < ROOM, true, "gas");
        uint256 sum;
        for (uint256 j = 0; j < 16; ++j) {
            sum += shares.get(j, SHARE_BITS);
        }
        same(sum, WHOLE, "sum");
    }

    /// @dev Two numbers, each in parts of 10,000 x ONE, differ by no more than a basis point and what the slow time leaves out.
    function near(uint256 given, uint256 expected, string memory what) private pure {
        uint256 apart = given > expected ? given - expected : expected - given;
        if (apart > ONE + WHOLE * MOST) revert Unequal(given, expected, what);
    }

    function outcomeOf(Votes memory votes) private pure returns (uint256) {
        return Markets.outcome(countsOf(votes), votes.groups);
    }

    /// @dev How many ballots give each group so many points or more, in lanes.
    function countsOf(Votes memory votes) private pure returns (uint256[102] memory atLeast) {
        for (uint256 i = 0; i < KINDS; ++i) {
            for (uint256 j = 0; j < votes.groups; ++j) {
                for (uint256 v = 1; v <= votes.points[i][j]; ++v) {
                    atLeast[v] += votes.weights[i].inLane(j, 16);
                }
            }
        }
    }

    /// @dev A time at which the shares come to a whole, or just before: all that time is halved again and again.
    function slowTime(Votes memory votes) private pure returns (uint256 time) {
        uint256 late = ONE + 1;
        while (late - time > 1) {
            uint256 middle = (time + late) / 2;
            uint256 sum;
            for (uint256 j = 0; j < votes.groups; ++j) {
                sum += slowShare(votes, j, middle);
            }
            if (sum <= ONE) time = middle;
            else late = middle;
        }
    }

    /// @dev The rule as it is written: the most of min(time x ballots that give v points or more, v points), over what is given.
    function slowShare(
        Votes memory votes,
        uint256 group,
        uint256 time
    ) private pure returns (uint256 share) {
        for (uint256 i = 0; i < KINDS; ++i) {
            uint256 v = votes.points[i][group];
            uint256 ballots;
            for (uint256 k = 0; k < KINDS; ++k) {
                if (votes.points[k][group] >= v) ballots += votes.weights[k];
            }
            uint256 least = time * ballots < v * POINT ? time * ballots : v * POINT;
            if (votes.weights[i] != 0 && least > share) share = least;
        }
    }

    /// @dev Divisions out of any word: each point of a hundred goes to some group, rather often to a few of them.
    function drawn(
        uint256 seed,
        uint8 groups,
        uint256 weights
    ) private pure returns (Votes memory votes) {
        votes.groups = (groups % 16) + 1;
        for (uint256 i = 0; i < KINDS; ++i) {
            uint256 weight = uint32(weights >> (32 * i));
            votes.weights[i] = weight % 3 == 0 ? weight % 5 : weight % (MOST / KINDS);
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            uint256 left = 100;
            while (left != 0) {
                uint256 some = (uint8(word) % left) + 1;
                votes.points[i][uint8(word >> 8) % votes.groups] += uint8(some);
                (left, word) = (left - some, uint256(keccak256(abi.encode(word))));
            }
        }
        if (votes.weights[0] == 0) votes.weights[0] = 1;
    }
}
