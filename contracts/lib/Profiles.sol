// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A member in one storage slot; see `Profiles`.
type Profile is uint256;

using Profiles for Profile global;

/// @title A member, in one storage slot
/// @notice From the lowest bit: key 160, joined 48, last epoch 16, generation 16, signers 3, managed signers 3, recognition 2,
/// then one bit each for known, departed, suspended, steward. One slot, because every act reads its member: with the key in it, most acts
/// find out who speaks, and whether they may, by one read.
///
/// The key is the low 160 bits of the keccak-256 of the member's first signer, 0 when that was removed. An unclaimed member has
/// no signer; there the same bits hold who attested to their work, one bit for each number of a member modulo 160.
library Profiles {
    uint8 internal constant SCORED = 0;
    uint8 internal constant UNSCORED = 1;
    uint8 internal constant UNRECORDED = 2;

    uint256 private constant JOINED = 160;
    uint256 private constant LAST_EPOCH = 208;
    uint256 private constant GENERATION = 224;
    uint256 private constant SIGNERS = 240;
    uint256 private constant MANAGED = 243;
    uint256 private constant RECOGNITION = 246;
    uint256 private constant KNOWN = 1 << 248;
    uint256 private constant DEPARTED = 1 << 249;
    uint256 private constant SUSPENDED = 1 << 250;
    uint256 private constant STEWARD = 1 << 251;
    uint256 private constant ATTESTERS = 160;

    /// @dev Somebody who is credited and has not joined.
    function unclaimed() internal pure returns (Profile) {
        return Profile.wrap(KNOWN);
    }

    /// @dev A member who joins with their first signer; what they chose before, while unclaimed, stays.
    function joinedWith(
        Profile p,
        bytes32 signerHash,
        bool managed,
        uint48 time,
        uint16 epoch
    ) internal pure returns (Profile) {
        uint256 word =
            KNOWN |
                (uint256(p.recognition()) << RECOGNITION) |
                (uint256(time) << JOINED) |
                (uint256(epoch) << LAST_EPOCH);
        return Profile.wrap(word).withOnlySigner(signerHash, managed);
    }

    function isKnown(Profile p) internal pure returns (bool) {
        return Profile.unwrap(p) & KNOWN != 0;
    }

    /// @dev Whether the member has, or had, a signer.
    function isClaimed(Profile p) internal pure returns (bool) {
        return p.generation() != 0;
    }

    /// @dev Has a signer, is not suspended, has not departed. A suspension whose time is over is lifted by the next act.
    function isActive(Profile p) internal pure returns (bool) {
        return p.isClaimed() && Profile.unwrap(p) & (DEPARTED | SUSPENDED) == 0;
    }

    /// @dev Active, with an act in this epoch: the common case, in which an act has nothing to note of its member.
    function isActiveIn(Profile p, uint16 epoch) internal pure returns (bool) {
        return p.lastEpoch() == epoch && p.isActive();
    }

    function isDeparted(Profile p) internal pure returns (bool) {
        return Profile.unwrap(p) & DEPARTED != 0;
    }

    function isSuspended(Profile p) internal pure returns (bool) {
        return Profile.unwrap(p) & SUSPENDED != 0;
    }

    function isSteward(Profile p) internal pure returns (bool) {
        return Profile.unwrap(p) & STEWARD != 0;
    }

    /// @dev A member is managed while any of their signers is a key kept by a gateway.
    function isManaged(Profile p) internal pure returns (bool) {
        return p.managedSigners() != 0;
    }

    function isUnclaimed(Profile p) internal pure returns (bool) {
        return p.isKnown() && !p.isClaimed();
    }

    function joined(Profile p) internal pure returns (uint48) {
        return uint48(Profile.unwrap(p) >> JOINED);
    }

    function lastEpoch(Profile p) internal pure returns (uint16) {
        return uint16(Profile.unwrap(p) >> LAST_EPOCH);
    }

    /// @dev Counts the member's recoveries from 1: signers of an earlier generation no longer speak. 0 for unclaimed members.
    function generation(Profile p) internal pure returns (uint16) {
        return uint16(Profile.unwrap(p) >> GENERATION);
    }

    function signers(Profile p) internal pure returns (uint256) {
        return (Profile.unwrap(p) >> SIGNERS) & 7;
    }

    function managedSigners(Profile p) internal pure returns (uint256) {
        return (Profile.unwrap(p) >> MANAGED) & 7;
    }

    function recognition(Profile p) internal pure returns (uint8) {
        return uint8(Profile.unwrap(p) >> RECOGNITION) & 3;
    }

    /// @dev Whether the key is that of this signer. 160 bits are as many as an address has.
    function hasKey(Profile p, bytes32 signerHash) internal pure returns (bool) {
        return p.isClaimed() && uint160(Profile.unwrap(p)) == uint160(uint256(signerHash));
    }

    function hasAnyKey(Profile p) internal pure returns (bool) {
        return uint160(Profile.unwrap(p)) != 0;
    }

    /// @dev Of an unclaimed member: whether `member`, or another whose number leaves the same rest, attested to their work.
    function hasAttester(Profile p, uint32 member) internal pure returns (bool) {
        return (Profile.unwrap(p) >> (member % ATTESTERS)) & 1 != 0;
    }

    function withAttester(Profile p, uint32 member) internal pure returns (Profile) {
        return Profile.wrap(Profile.unwrap(p) | (1 << (member % ATTESTERS)));
    }

    function withKey(Profile p, bytes32 signerHash) internal pure returns (Profile) {
        uint256 rest = Profile.unwrap(p) & ~uint256(type(uint160).max);
        return Profile.wrap(rest | uint160(uint256(signerHash)));
    }

    /// @dev The first signer of the next generation, in which earlier signers do not speak.
    function withOnlySigner(
        Profile p,
        bytes32 signerHash,
        bool managed
    ) internal pure returns (Profile) {
        // Checked: a member recovers at most 65,535 times.
        uint16 next = p.generation() + 1;
        uint256 word = Profile.unwrap(p) & ~(uint256(type(uint16).max) << GENERATION);
        word &= ~(uint256(63) << SIGNERS);
        word |= (uint256(next) << GENERATION) | (1 << SIGNERS);
        if (managed) word |= 1 << MANAGED;
        return Profile.wrap(word).withKey(signerHash);
    }

    function withSignerMore(Profile p, bool managed) internal pure returns (Profile) {
        return Profile.wrap(Profile.unwrap(p) + _oneSigner(managed));
    }

    function withSignerLess(Profile p, bool managed) internal pure returns (Profile) {
        return Profile.wrap(Profile.unwrap(p) - _oneSigner(managed));
    }

    function withLastEpoch(Profile p, uint16 epoch) internal pure returns (Profile) {
        uint256 rest = Profile.unwrap(p) & ~(uint256(type(uint16).max) << LAST_EPOCH);
        return Profile.wrap(rest | (uint256(epoch) << LAST_EPOCH));
    }

    function withRecognition(Profile p, uint8 chosen) internal pure returns (Profile) {
        uint256 rest = Profile.unwrap(p) & ~(uint256(3) << RECOGNITION);
        return Profile.wrap(rest | (uint256(chosen) << RECOGNITION));
    }

    function asSteward(Profile p, bool yes) internal pure returns (Profile) {
        return _with(p, STEWARD, yes);
    }

    function asDeparted(Profile p, bool yes) internal pure returns (Profile) {
        return _with(p, DEPARTED, yes);
    }

    function asSuspended(Profile p, bool yes) internal pure returns (Profile) {
        return _with(p, SUSPENDED, yes);
    }

    function _with(Profile p, uint256 flag, bool yes) private pure returns (Profile) {
        uint256 word = Profile.unwrap(p);
        return Profile.wrap(yes ? word | flag : word & ~flag);
    }

    function _oneSigner(bool managed) private pure returns (uint256) {
        return managed ? (1 << SIGNERS) | (1 << MANAGED) : 1 << SIGNERS;
    }
}
