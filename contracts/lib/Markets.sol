// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "./Lanes.sol";

/// @title Independent markets: how many members' divisions become one
/// @notice Freeman, Pennock, Peters, Wortman Vaughan, Truthful aggregation of budget proposals, Journal of Economic Theory 193 (2021): each
/// group's share is the median of its ballots and of phantoms that rise together until the shares come to a whole. Pure, exact,
/// equal to `ledger_py.markets` to the last basis point (tests/vectors/markets.json).
///
/// With G_j(v) ballots that give group j at least v points of 100, its share at time t is max over v of min(t x G_j(v), v / 100). Their sum
/// never falls as t grows and is made of straight pieces. We halve the time in which it passes 1 until the piece there says exactly when.
/// That ends: where pieces meet, at a time v / (100 x G), the sum is a whole number over 100 x G, so it is 1 there or differs by as much,
/// which a slope of at most 16 x 65,535 takes more than 2^-43 to rise. A nearer time lies in the piece that passes 1.
library Markets {
    using Lanes for uint256;

    uint256 internal constant POINTS = 100;
    uint256 private constant COUNT_BITS = 16;
    uint256 private constant SHARE_BITS = 14;
    uint256 private constant PER_POINT = 100;
    uint256 private constant WHOLE = 10_000;

    /// The sum of all shares from a time on, in points: `flat` + 100 x `slope` x time, until time `end` / `per` (`per` 0: for ever).
    struct Piece {
        uint256 flat;
        uint256 slope;
        uint256 end;
        uint256 per;
    }

    /// @dev The shares of groups 1 to `groups` in basis points, 10,000 in all, in lanes of 14 bits; rounded by largest remainder, ties to the
    /// lowest group. `atLeast[v]` holds how many ballots give a group v points or more, v being 1 to 100, in a lane of 16 bits per group;
    /// at least one ballot divides.
    function outcome(
        uint256[102] memory atLeast,
        uint256 groups
    ) internal pure returns (uint256 shares) {
        (uint256 time, uint256 per, Piece memory piece) = _settle(atLeast, groups);
        uint256[] memory remainders = new uint256[](groups);
        uint256 left = WHOLE;
        for (uint256 j = 0; j < groups; ++j) {
            (uint256 points, uint256 rising) = _at(atLeast, j, time, per);
            uint256 share = PER_POINT * points;
            if (rising != 0) {
                uint256 exact = PER_POINT * rising * (POINTS - piece.flat);
                (share, remainders[j]) = (exact / piece.slope, exact % piece.slope);
            }
            left -= share;
            shares |= share.inLane(j, SHARE_BITS);
        }
        for (; left != 0; --left) {
            uint256 most;
            for (uint256 j = 1; j < groups; ++j) {
                if (remainders[j] > remainders[most]) most = j;
            }
            remainders[most] = 0;
            shares += uint256(1).inLane(most, SHARE_BITS);
        }
    }

    /// @dev A time before the shares come to a whole, with the piece in which they do.
    function _settle(
        uint256[102] memory atLeast,
        uint256 groups
    ) private pure returns (uint256 time, uint256 per, Piece memory piece) {
        // No share rises faster than all who give it a point: at one over their sum the shares come to a whole at most.
        for (uint256 j = 0; j < groups; ++j) {
            per += atLeast[1].get(j, COUNT_BITS);
        }
        time = 1;
        piece = _pieceFrom(atLeast, groups, time, per);
        uint256 late;
        while (!_settles(piece)) {
            uint256 middle;
            if (late == 0) {
                middle = 2 * time;
            } else {
                (time, late, per) = (2 * time, 2 * late, 2 * per);
                middle = (time + late) / 2;
            }
            Piece memory next = _pieceFrom(atLeast, groups, middle, per);
            if (next.flat * per + POINTS * next.slope * middle > POINTS * per) late = middle;
            else (time, piece) = (middle, next);
        }
    }

    /// @dev Whether the shares come to a whole within the piece.
    function _settles(Piece memory piece) private pure returns (bool) {
        if (piece.slope == 0) return piece.flat == POINTS;
        uint256 missing = POINTS - piece.flat;
        return piece.per == 0 || missing * piece.per <= POINTS * piece.slope * piece.end;
    }

    function _pieceFrom(
        uint256[102] memory atLeast,
        uint256 groups,
        uint256 time,
        uint256 per
    ) private pure returns (Piece memory piece) {
        for (uint256 j = 0; j < groups; ++j) {
            (uint256 points, uint256 rising) = _at(atLeast, j, time, per);
            uint256 next = atLeast[points + 1].get(j, COUNT_BITS);
            if (rising == 0) piece.flat += points;
            else piece.slope += rising;
            if (next == 0) continue;
            // A flat share rises again when more than those points are due; one that rises rests at the next point.
            uint256 end = rising == 0 ? points : points + 1;
            if (piece.per == 0 || end * piece.per < piece.end * POINTS * next)
                (piece.end, piece.per) = (end, POINTS * next);
        }
    }

    /// @dev A share at a time: the points it has reached, and how many ballots lift it above them (0: none yet, it rests there).
    function _at(
        uint256[102] memory atLeast,
        uint256 group,
        uint256 time,
        uint256 per
    ) private pure returns (uint256 points, uint256 rising) {
        uint256 high = POINTS;
        while (points < high) {
            uint256 middle = (points + high + 1) / 2;
            uint256 ballots = atLeast[middle].get(group, COUNT_BITS);
            if (middle * per <= POINTS * time * ballots) points = middle;
            else high = middle - 1;
        }
        rising = atLeast[points + 1].get(group, COUNT_BITS);
        if (POINTS * time * rising < points * per) rising = 0;
    }
}
