// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../../contracts/lib/Lanes.sol";
import {Checked} from "./support/Checked.sol";

/// @notice Lanes of every width that the contracts use, in words drawn at random.
contract LanesTest is Checked {
    using Lanes for uint256;

    /// @notice A lane gives back what was set, and no other lane moves.
    function testFuzz_set(uint256 word, uint256 index, uint8 kind, uint256 value) external pure {
        uint256 width = widthOf(kind);
        index %= 256 / width;
        value %= 1 << width;
        uint256 next = word.set(index, width, value);
        same(next.get(index, width), value, "value");
        onlyDiffers(word, next, bits(index * width, width), "another lane");
    }

    /// @notice A number moved into a lane is there alone.
    function testFuzz_inLane(uint256 index, uint8 kind, uint256 value) external pure {
        uint256 width = widthOf(kind);
        index %= 256 / width;
        value %= 1 << width;
        uint256 word = value.inLane(index, width);
        same(word.get(index, width), value, "value");
        onlyDiffers(0, word, bits(index * width, width), "another lane");
    }

    /// @notice Setting every lane of a word writes the word.
    function testFuzz_lanes(uint256 word, uint8 kind) external pure {
        uint256 width = widthOf(kind);
        uint256 copy;
        for (uint256 i = 0; i < 256 / width; ++i) {
            copy = copy.set(i, width, word.get(i, width));
        }
        same(copy, word, "word");
    }

    /// @dev Levels, counts, raw units, totals.
    function widthOf(uint8 kind) private pure returns (uint256) {
        return 4 << [0, 2, 3, 4][kind % 4];
    }
}
