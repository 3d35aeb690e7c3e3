// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Admission, Members} from "../community/Members.sol";
import {Profile} from "../lib/Profiles.sol";

/// @notice A steward admits members.
struct Admit {
    uint32 member;
    uint48 deadline;
    Admission[] admissions;
}

/// @notice A member stands for somebody: with enough sponsors they are admitted, without any steward.
struct Sponsor {
    uint32 member;
    uint48 deadline;
    Admission admission;
}

/// @notice A steward's invitation: whoever holds the one-time key `key` may join once, until the deadline.
/// @param key address of the key that is handed over with the invitation
struct Invite {
    uint32 member;
    uint48 deadline;
    address key;
}

/// @notice Somebody joins by an invitation. They have no id yet, so `member` is 0.
struct Join {
    uint32 member;
    uint48 deadline;
    Invite invite;
    Admission admission;
}

/// @notice A steward takes an invitation back.
struct Uninvite {
    uint32 member;
    uint48 deadline;
    Invite invite;
}

/// @title Admissions: how people become members
/// @notice Holds nothing of its own but who stands for whom. By a steward, by an invitation, or by members without any steward.
/// Invariants 6, 9.
abstract contract Admissions is Members {
    bytes32 private constant ADMISSION_TYPEHASH = keccak256(
        "Admission(bytes signer,bool managed,bytes32 person)"
    );
    bytes32 private constant ADMIT_TYPEHASH = keccak256(
        "Admit(uint32 member,uint48 deadline,Admission[] admissions)Admission(bytes signer,bool managed,bytes32 person)"
    );
    bytes32 private constant SPONSOR_TYPEHASH = keccak256(
        "Sponsor(uint32 member,uint48 deadline,Admission admission)Admission(bytes signer,bool managed,bytes32 person)"
    );
    bytes32 private constant INVITE_TYPEHASH = keccak256(
        "Invite(uint32 member,uint48 deadline,address key)"
    );
    bytes32 private constant JOIN_TYPEHASH = keccak256(
        "Join(uint32 member,uint48 deadline,Invite invite,Admission admission)Admission(bytes signer,bool managed,bytes32 person)Invite(uint32 member,uint48 deadline,address key)"
    );
    bytes32 private constant UNINVITE_TYPEHASH = keccak256(
        "Uninvite(uint32 member,uint48 deadline,Invite invite)Invite(uint32 member,uint48 deadline,address key)"
    );
    uint256 private constant ID_BITS = 32;

    /// @notice `sponsor` stands for the admission with this hash, as the one with number `sponsors`.
    event AdmissionSponsored(bytes32 indexed admission, uint32 indexed sponsor, uint8 sponsors);
    /// @notice An invitation of `member` was taken back.
    event InvitationWithdrawn(bytes32 indexed invitation, uint32 indexed member);
    /// @notice `member` joined by an invitation of `inviter`.
    event InvitationUsed(bytes32 indexed invitation, uint32 indexed inviter, uint32 indexed member);

    /// @notice Admits members, each with a signer or unclaimed. A signer that belongs to a member already is skipped.
    /// @dev Happens once: unclaimed members have nothing else by which a repetition could be known.
    function admit(Admit calldata act, bytes calldata signer, bytes calldata signature) external {
        bytes32 hash = _hashAdmit(act);
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < act.admissions.length; ++i) {
            Admission calldata admission = act.admissions[i];
            uint32 holder = _holderOf(keccak256(admission.signer));
            if (holder == 0) {
                _admit(admission, act.member);
            } else {
                ++skipped;
                first = _noteSkipped(
                    i,
                    abi.encodeWithSelector(SignerTaken.selector, admission.signer, holder),
                    first
                );
            }
        }
        _requireProgress(skipped, act.admissions.length, first);
    }

    /// @notice Stands for somebody; the last of as many sponsors as the rules ask for admits them.
    /// @dev Sponsors who are no longer active by then do not count.
    function sponsor(
        Sponsor calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 admission = _hashAdmission(act.admission);
        bytes32 hash = keccak256(abi.encode(SPONSOR_TYPEHASH, act.member, act.deadline, admission));
        Profile p = _authorise(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        uint256 needed = _rules.sponsors;
        if (needed == 0) revert SponsorsOff();
        if (p.isManaged() && !_rules.managedMayVote) revert ManagedMayNotSponsor(act.member);
        if (act.admission.signer.length == 0) revert SignerMissing();
        _requireFree(act.admission.signer, 0);
        uint256 count = _addSponsor(admission, act.member);
        emit AdmissionSponsored(admission, act.member, uint8(count));
        if (count < needed) return;
        delete _sponsors[admission];
        _admit(act.admission, act.member);
    }

    /// @notice Joins by an invitation.
    /// @param act what the newcomer states
    /// @param signer the newcomer's signer, the same as in the act
    /// @param signature of that signer over the act: nobody is made a member by somebody else's invitation
    /// @param answer signature of the invitation's key over the act: whoever sees it pass cannot use it for themselves
    /// @param inviter the steward's signer
    /// @param invitation the steward's signature over the invitation
    function join(
        Join calldata act,
        bytes calldata signer,
        bytes calldata signature,
        bytes calldata answer,
        bytes calldata inviter,
        bytes calldata invitation
    ) external {
        _requireInTime(act.deadline);
        if (act.member != 0 || keccak256(signer) != keccak256(act.admission.signer))
            revert SignerNotOfMember(act.member, signer);
        _requireFree(signer, 0);
        bytes32 invite = _hashInvite(act.invite);
        bytes32 hash = keccak256(
            abi.encode(
                JOIN_TYPEHASH,
                act.member,
                act.deadline,
                invite,
                _hashAdmission(act.admission)
            )
        );
        _requireSigned(0, hash, signer, signature);
        _requireSignedBy(act.invite.key, hash, answer);
        _requireInvited(act.invite, invite, inviter, invitation);
        _burn(invite);
        uint32 id = _admit(act.admission, act.invite.member);
        emit InvitationUsed(invite, act.invite.member, id);
    }

    /// @notice Takes an invitation back before it is used.
    function uninvite(
        Uninvite calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 inviteHash = _hashInvite(act.invite);
        bytes32 hash = keccak256(
            abi.encode(UNINVITE_TYPEHASH, act.member, act.deadline, inviteHash)
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(inviteHash);
        emit InvitationWithdrawn(inviteHash, act.invite.member);
    }

    /// @dev The inviter is a steward now, and signed the invitation, which has not expired.
    function _requireInvited(
        Invite calldata invite,
        bytes32 inviteHash,
        bytes calldata inviter,
        bytes calldata invitation
    ) private view {
        Profile p = _authorisePerson(
            invite.member,
            invite.deadline,
            inviteHash,
            inviter,
            invitation
        );
        if (!p.isSteward() || !_isActiveNow(invite.member, p))
            revert StewardRequired(invite.member);
    }

    /// @dev Adds a sponsor to those of an admission, and drops those who are no longer active.
    function _addSponsor(bytes32 admission, uint32 member_) private returns (uint256 count) {
        uint256 kept;
        for (uint256 ids = _sponsors[admission]; ids != 0; ids >>= ID_BITS) {
            uint32 id = uint32(ids);
            if (id == member_) revert SponsoredAlready(admission, member_);
            if (!_isActiveNow(id, _profiles[id])) continue;
            kept |= uint256(id) << (ID_BITS * count);
            ++count;
        }
        _sponsors[admission] = kept | (uint256(member_) << (ID_BITS * count));
        return count + 1;
    }

    function _hashAdmit(Admit calldata act) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](act.admissions.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = _hashAdmission(act.admissions[i]);
        }
        return keccak256(abi.encode(ADMIT_TYPEHASH, act.member, act.deadline, _hashArray(hashes)));
    }

    function _hashAdmission(Admission calldata a) private pure returns (bytes32) {
        return keccak256(abi.encode(ADMISSION_TYPEHASH, keccak256(a.signer), a.managed, a.person));
    }

    function _hashInvite(Invite calldata invite) private pure returns (bytes32) {
        return keccak256(abi.encode(INVITE_TYPEHASH, invite));
    }
}
