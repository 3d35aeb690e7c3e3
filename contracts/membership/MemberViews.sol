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

    /// @notice How many active members are stewards.
    function stewardCount() external view returns (uint32) {
        return _counts.stewards;
    }

    /// @notice How many members could vote now and are not dormant: the base of a quorum.
    function electorate() external view returns (uint32) {
        return _electorate();
    }
}
