// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Members, Standing} from "../community/Members.sol";
import {Profile} from "../lib/Profiles.sol";

/// @title MemberViews: what can be asked about members
/// @notice Holds and changes nothing. Invariants 8, 10.
abstract contract MemberViews is Members {
    /// @notice The member for whom `signer` (ERC-7913 bytes) speaks, 0 for none.
    function memberOf(bytes calldata signer) external view returns (uint32) {
        Binding memory b = _bindings[keccak256(signer)];
        return b.member != 0 && _profiles[b.member].generation() == b.generation ? b.member : 0;
    }

    /// @notice The contract in which this community decides.
    function assemblyAddress() external view returns (address) {
        return _assembly;
    }

    /// @notice A member's standing, by id.
    function member(uint32 id) public view returns (Standing memory) {
        Profile p = _profileOf(id);
        uint48 until = p.isSuspended() ? _suspensions[id].until : 0;
        bool suspended = block.timestamp < until;
        return
            Standing({
                joined: p.joined(),
                lastEpoch: p.lastEpoch(),
                signers: uint8(p.signers()),
                recognition: p.recognition(),
                active: p.isClaimed() && !p.isDeparted() && !suspended,
                departed: p.isDeparted(),
                steward: p.isSteward(),
                managed: p.isManaged(),
                suspendedUntil: suspended ? until : 0
            });
    }

    /// @notice A member's standing when the signer with this hash (keccak-256 of its bytes) speaks for them, otherwise nobody's:
    /// all of it zero.
    function standingOf(
        uint32 id,
        bytes32 signerHash
    ) external view returns (Standing memory standing) {
        if (!_isSignerOf(id, _profiles[id], signerHash)) return standing;
        return member(id);
    }

    /// @notice How many members there are, unclaimed ones included; ids are 1 to this number.
    function memberCount() external view returns (uint32) {
        return _counts.members;
    }

    /// @notice How many members are stewards.
    function stewardCount() external view returns (uint32) {
        return _counts.stewards;
    }

    /// @notice How many members could vote now and are not dormant: the base of a quorum.
    function electorate() external view returns (uint32) {
        uint256 counts = _activeSince();
        uint32 all = uint32(counts);
        return _rules.managedMayVote ? all : all - uint32(counts >> MANAGED_BIT);
    }

    /// @dev Active members who acted lately enough not to be dormant; in bits 32 to 63 those of them who are managed.
    function _activeSince() private view returns (uint256 counts) {
        uint256 whole = _rules.dormantAfter;
        if (whole == 0) return _counts.active | (uint256(_counts.managed) << MANAGED_BIT);
        uint256 now_ = _epochSeen();
        for (uint256 e = now_ > whole ? now_ - whole : 1; e <= now_; ++e) {
            // Two lanes are added at once: neither sum exceeds 32 bits, since each member is counted in one epoch.
            counts += uint64(_lastActs[e / LANES] >> ((e % LANES) * LANE_BITS));
        }
    }
}
