// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Profile, Profiles} from "../../contracts/lib/Profiles.sol";
import {Checked} from "./support/Checked.sol";

/// @notice Every setter of a member's slot changes its own field and no other, whatever the slot holds.
contract ProfilesTest is Checked {
    /// Where each field lies, told once more and apart from the library.
    uint256 private constant KEY = (1 << 160) - 1;
    uint256 private constant JOINED = ((1 << 48) - 1) << 160;
    uint256 private constant LAST_EPOCH = ((1 << 16) - 1) << 208;
    uint256 private constant GENERATION = ((1 << 16) - 1) << 224;
    uint256 private constant SIGNERS = 7 << 240;
    uint256 private constant MANAGED = 7 << 243;
    uint256 private constant RECOGNITION = 3 << 246;
    uint256 private constant KNOWN = 1 << 248;
    uint256 private constant DEPARTED = 1 << 249;
    uint256 private constant SUSPENDED = 1 << 250;
    uint256 private constant STEWARD = 1 << 251;

    /// @notice The key.
    function testFuzz_withKey(Profile p, bytes32 signerHash, bytes32 other) external pure {
        Profile next = p.withKey(signerHash);
        only(p, next, KEY);
        same(next.hasKey(signerHash), next.isClaimed(), "key");
        same(next.hasAnyKey(), uint160(uint256(signerHash)) != 0, "any key");
        bool alike = uint160(uint256(other)) == uint160(uint256(signerHash));
        same(next.hasKey(other), alike && next.isClaimed(), "another's key");
    }

    /// @notice The epoch of the last act.
    function testFuzz_withLastEpoch(Profile p, uint16 epoch, uint16 other) external pure {
        Profile next = p.withLastEpoch(epoch);
        only(p, next, LAST_EPOCH);
        same(next.lastEpoch(), epoch, "last epoch");
        same(next.isActiveIn(other), next.isActive() && other == epoch, "active in");
    }

    /// @notice What the member chose.
    function testFuzz_withRecognition(Profile p, uint8 chosen) external pure {
        chosen %= 3;
        Profile next = p.withRecognition(chosen);
        only(p, next, RECOGNITION);
        same(next.recognition(), chosen, "recognition");
    }

    /// @notice The three flags, and what follows from them.
    function testFuzz_flags(Profile p, bool yes) external pure {
        only(p, p.asSteward(yes), STEWARD);
        same(p.asSteward(yes).isSteward(), yes, "steward");
        only(p, p.asDeparted(yes), DEPARTED);
        same(p.asDeparted(yes).isDeparted(), yes, "departed");
        only(p, p.asSuspended(yes), SUSPENDED);
        same(p.asSuspended(yes).isSuspended(), yes, "suspended");
        bool active = p.isClaimed() && !p.isDeparted() && !p.isSuspended();
        same(p.isActive(), active, "active");
        same(p.isUnclaimed(), p.isKnown() && !p.isClaimed(), "unclaimed");
    }

    /// @notice One signer more, and the same one less.
    function testFuzz_signers(Profile p, bool managed) external pure {
        // Of seven that have room at most five are used; a member has no more managed signers than signers.
        p = Profile.wrap(Profile.unwrap(p) & ~(bits(242, 1) | bits(245, 1)));
        Profile next = p.withSignerMore(managed);
        only(p, next, SIGNERS | MANAGED);
        same(next.signers(), p.signers() + 1, "signers");
        same(next.managedSigners(), p.managedSigners() + (managed ? 1 : 0), "managed signers");
        same(next.isManaged(), managed || p.isManaged(), "managed");
        only(p, next.withSignerLess(managed), 0);
    }

    /// @notice A recovery: one signer, of the next generation.
    function testFuzz_withOnlySigner(Profile p, bytes32 signerHash, bool managed) external view {
        if (p.generation() == type(uint16).max) return refusesAnotherGeneration(p, signerHash);
        Profile next = p.withOnlySigner(signerHash, managed);
        only(p, next, KEY | GENERATION | SIGNERS | MANAGED);
        same(next.generation(), uint256(p.generation()) + 1, "generation");
        same(next.signers(), 1, "signers");
        same(next.managedSigners(), managed ? 1 : 0, "managed signers");
        same(next.hasKey(signerHash), true, "key");
    }

    /// @notice Generations do not begin again.
    function testFuzz_lastGeneration(Profile p, bytes32 signerHash) external view {
        refusesAnotherGeneration(Profile.wrap(Profile.unwrap(p) | GENERATION), signerHash);
    }

    /// @notice Somebody joins: nothing is left of before but what was chosen.
    function testFuzz_joinedWith(
        Profile p,
        bytes32 signerHash,
        bool managed,
        uint48 time,
        uint16 epoch
    ) external pure {
        Profile next = p.joinedWith(signerHash, managed, time, epoch);
        same(next.joined(), time, "joined");
        same(next.lastEpoch(), epoch, "last epoch");
        same(next.recognition(), p.recognition(), "recognition");
        same(next.generation(), 1, "generation");
        same(next.signers(), 1, "signers");
        same(next.isManaged(), managed, "managed");
        same(next.hasKey(signerHash), true, "key");
        same(next.isActive() && next.isKnown() && !next.isSteward(), true, "active");
        same(Profile.unwrap(next) >> 252, 0, "above the fields");
    }

    /// @notice Who attested to an unclaimed member's work: nobody is forgotten, and nothing else moves.
    function testFuzz_attesters(uint32[8] memory members, uint32 other) external pure {
        Profile p = Profiles.unclaimed();
        bool alike;
        for (uint256 i = 0; i < members.length; ++i) {
            Profile next = p.withAttester(members[i]);
            only(p, next, KEY);
            p = next;
            alike = alike || members[i] % 160 == other % 160;
        }
        for (uint256 i = 0; i < members.length; ++i) {
            same(p.hasAttester(members[i]), true, "attester");
        }
        same(p.hasAttester(other), alike, "another");
        same(p.isUnclaimed() && !p.isActive() && !p.isClaimed(), true, "unclaimed");
    }

    /// @notice The fields lie beside each other, each where it is read.
    function testFuzz_fields(Profile p) external pure {
        uint256 word = Profile.unwrap(p);
        same(p.joined(), (word & JOINED) >> 160, "joined");
        same(p.lastEpoch(), (word & LAST_EPOCH) >> 208, "last epoch");
        same(p.generation(), (word & GENERATION) >> 224, "generation");
        same(p.signers(), (word & SIGNERS) >> 240, "signers");
        same(p.managedSigners(), (word & MANAGED) >> 243, "managed signers");
        same(p.recognition(), (word & RECOGNITION) >> 246, "recognition");
        same(p.isKnown(), word & KNOWN != 0, "known");
    }

    /// @notice The same as the library does, from outside: so that its refusal can be caught.
    function withOnlySigner(Profile p, bytes32 signerHash) external pure returns (Profile) {
        return p.withOnlySigner(signerHash, false);
    }

    function refusesAnotherGeneration(Profile p, bytes32 signerHash) private view {
        try this.withOnlySigner(p, signerHash) {
            revert Unequal(0, 1, "another generation");
        } catch Panic(uint256 code) {
            same(code, 0x11, "overflow");
        }
    }

    function only(Profile before, Profile afterwards, uint256 mask) private pure {
        onlyDiffers(Profile.unwrap(before), Profile.unwrap(afterwards), mask, "another field");
    }
}
