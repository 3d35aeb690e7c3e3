// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the fuzz tests say when something is not as it should be.
abstract contract Checked {
    /// @notice Two numbers that have to be equal are not.
    error Unequal(uint256 given, uint256 expected, string what);

    function same(uint256 given, uint256 expected, string memory what) internal pure {
        if (given != expected) revert Unequal(given, expected, what);
    }

    function same(bool given, bool expected, string memory what) internal pure {
        same(given ? 1 : 0, expected ? 1 : 0, what);
    }

    /// @dev Nothing differs outside of `mask`.
    function onlyDiffers(
        uint256 before,
        uint256 afterwards,
        uint256 mask,
        string memory what
    ) internal pure {
        same(afterwards & ~mask, before & ~mask, what);
    }

    /// @dev `width` bits from bit `from` on.
    function bits(uint256 from, uint256 width) internal pure returns (uint256) {
        return ((1 << width) - 1) << from;
    }
}
