// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Slots, State} from "../../contracts/lib/Slots.sol";
import {Checked} from "./support/Checked.sol";

/// @notice The slot of a contribution against a slow reference, for attesters drawn at random (invariant 2).
contract SlotsTest is Checked {
    using Slots for uint256;

    uint256 private constant STATE_BITS = 0xf;
    uint256 private constant COUNT_BITS = 0x70;
    uint256 private constant ENOUGH = 1 << 253;

    /// @notice Five attesters, or fewer: who attested what on which basis, and who took it back.
    struct Drawn {
        uint16[5] units;
        uint8[5] bases;
        uint32 first;
        uint8 count;
        uint8 retracted;
        uint8 required;
    }

    /// @notice The accepted units are the lower median of those who did not retract, when there are enough.
    function testFuzz_median(Drawn memory d) external pure {
        checkMedian(tidy(d));
    }

    /// @notice The same where many units are equal.
    function testFuzz_medianOfEqualUnits(Drawn memory d, uint8 range) external pure {
        for (uint256 i = 0; i < 5; ++i) {
            d.units[i] %= uint16(range % 4) + 1;
        }
        checkMedian(tidy(d));
    }

    /// @notice The order in which members attest and retract does not matter.
    function testFuzz_order(Drawn memory d, uint256 turns) external pure {
        d = tidy(d);
        uint256 slot = built(d);
        uint8 retracted = d.retracted;
        for (uint256 i = d.count - 1; i > 0; --i) {
            uint256 j = turns % (i + 1);
            turns /= i + 1;
            (d.units[i], d.units[j]) = (d.units[j], d.units[i]);
            bool atI = (retracted >> i) & 1 != 0;
            bool atJ = (retracted >> j) & 1 != 0;
            if (atI != atJ) retracted ^= uint8((1 << i) | (1 << j));
        }
        d.retracted = retracted;
        uint256 other = built(d);
        same(other.acceptedUnits(), slot.acceptedUnits(), "units");
        same(uint256(other.stateOf()), uint256(slot.stateOf()), "state");
    }

    /// @notice Every place holds what was put there, and a retraction takes the units of its place only.
    function testFuzz_places(Drawn memory d) external pure {
        d = tidy(d);
        uint256 slot = built(d);
        same(slot.countOf(), d.count, "count");
        for (uint256 i = 0; i < d.count; ++i) {
            (uint32 member, uint16 units, uint8 basis) = slot.placeOf(i);
            same(member, memberOf(d, i), "member");
            same(units, isRetracted(d, i) ? 0 : d.units[i], "units");
            same(basis, d.bases[i], "basis");
            same(slot.findAttester(member), i, "place");
        }
        for (uint256 bit = 0; bit < 32; ++bit) {
            uint32 neighbour = memberOf(d, 0) ^ uint32(1 << bit);
            same(slot.findAttester(neighbour), placeIn(d, neighbour), "a neighbour's place");
        }
    }

    /// @notice Whatever a slot holds, one more attester changes their place, the count and the verdict, and nothing else.
    function testFuzz_withAttester(uint256 slot, Drawn memory d) external pure {
        d = tidy(d);
        uint256 free = d.count - 1;
        uint256 place = bits(8 + 49 * free, 49);
        slot = (slot & ~(COUNT_BITS | place)) | (free << 4);
        uint256 next = slot.withAttester(d.first, d.units[0], d.bases[0], d.required);
        onlyDiffers(slot, next, COUNT_BITS | place | ENOUGH, "another place");
        same(next.countOf(), d.count, "count");
    }

    /// @notice Whatever a slot holds, a retraction changes the units of one place and the verdict, and nothing else.
    function testFuzz_withoutUnits(uint256 slot, uint8 index, uint8 required) external pure {
        slot = (slot & ~COUNT_BITS) | (5 << 4);
        uint256 place = index % 5;
        uint256 units = bits(8 + 49 * place + 32, 16);
        uint256 next = slot.withoutUnits(place, (required % 5) + 1);
        onlyDiffers(slot, next, units | ENOUGH, "another place");
        same(next & units, 0, "units");
    }

    /// @notice Whatever a slot holds, a state and its flags disturb nothing else.
    function testFuzz_states(uint256 slot, uint8 number, bool kept) external pure {
        State state = State(number % 6);
        onlyDiffers(slot, slot.withState(state), STATE_BITS, "with a state");
        same(slot.withState(state) & STATE_BITS, uint256(state), "state");
        uint256 contested = slot.contested();
        onlyDiffers(slot, contested, STATE_BITS | (1 << 7), "contested");
        same(contested.isContested() && contested.wasContested(), true, "is contested");
        same(contested.withState(state).wasContested(), true, "was contested");
        uint256 withdrawn = slot.withdrawn(kept);
        onlyDiffers(slot, withdrawn, STATE_BITS | (1 << 254), "withdrawn");
        same(withdrawn.isEnded(), true, "ended");
        same(withdrawn & (1 << 254) != 0, kept || slot & (1 << 254) != 0, "kept");
    }

    /// @notice What counts goes on counting while it is contested and when it is kept, and in no other way once it has ended.
    function testFuzz_counting(Drawn memory d) external pure {
        d = tidy(d);
        uint256 slot = built(d);
        uint256 units = slot.acceptedUnits();
        same(slot.contested().acceptedUnits(), units, "contested");
        same(slot.contested().withState(State.Proposed).acceptedUnits(), units, "stands");
        same(slot.withState(State.Struck).acceptedUnits(), 0, "struck");
        same(slot.withdrawn(false).acceptedUnits(), 0, "withdrawn");
        same(slot.withdrawn(true).acceptedUnits(), units, "kept");
        State stands = units == 0 ? State.Proposed : State.Accepted;
        same(uint256(slot.stateOf()), uint256(stands), "state");
        same(
            uint256(slot.contested().withState(State.Proposed).stateOf()),
            uint256(stands),
            "state after a contest"
        );
    }

    function checkMedian(Drawn memory d) private pure {
        uint256 slot = built(d);
        (uint256 expected, uint256 live) = slowMedian(d);
        bool enough = live >= d.required;
        same(slot.acceptedUnits(), enough ? expected : 0, "median");
        State state = enough ? State.Accepted : State.Proposed;
        same(uint256(slot.stateOf()), uint256(state), "state");
    }

    /// @dev The places of a contribution after everybody attested and some retracted.
    function built(Drawn memory d) private pure returns (uint256 slot) {
        slot = uint256(0).withState(State.Proposed);
        for (uint256 i = 0; i < d.count; ++i) {
            slot = slot.withAttester(memberOf(d, i), d.units[i], d.bases[i], d.required);
        }
        for (uint256 i = 0; i < d.count; ++i) {
            if (isRetracted(d, i)) slot = slot.withoutUnits(i, d.required);
        }
    }

    /// @dev The least of the live units that at least half of them do not exceed.
    function slowMedian(Drawn memory d) private pure returns (uint256 median, uint256 live) {
        for (uint256 i = 0; i < d.count; ++i) {
            if (!isRetracted(d, i)) ++live;
        }
        median = type(uint256).max;
        for (uint256 i = 0; i < d.count; ++i) {
            if (isRetracted(d, i)) continue;
            uint256 below;
            for (uint256 j = 0; j < d.count; ++j) {
                if (!isRetracted(d, j) && d.units[j] <= d.units[i]) ++below;
            }
            if (2 * below >= live && d.units[i] < median) median = d.units[i];
        }
    }

    function tidy(Drawn memory d) private pure returns (Drawn memory) {
        d.count = (d.count % 5) + 1;
        d.required = (d.required % 5) + 1;
        for (uint256 i = 0; i < 5; ++i) {
            d.bases[i] = (d.bases[i] % 2) + 1;
            if (d.units[i] == 0) d.units[i] = 1;
        }
        return d;
    }

    function placeIn(Drawn memory d, uint32 member) private pure returns (uint256 place) {
        while (place < d.count && memberOf(d, place) != member) ++place;
        return place < d.count ? place : Slots.PLACES;
    }

    function isRetracted(Drawn memory d, uint256 i) private pure returns (bool) {
        return (d.retracted >> i) & 1 != 0;
    }

    /// @dev Members are numbered from any number on, also around the end of 32 bits.
    function memberOf(Drawn memory d, uint256 i) private pure returns (uint32) {
        unchecked {
            return d.first + uint32(i);
        }
    }
}
