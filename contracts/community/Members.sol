// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CommunityErrors} from "../lib/Errors.sol";
import {SignedActs, Standing} from "../lib/SignedActs.sol";

/// @notice Somebody to admit.
/// @param signer ERC-7913 signer bytes; empty for an unclaimed member, who can be credited and cannot act
/// @param managed whether the signer is a key kept by a gateway
/// @param person salted commitment to who this is; may be zero for a member with a signer
struct Admission {
    bytes signer;
    bool managed;
    bytes32 person;
}

/// @notice A steward admits members.
struct Admit {
    uint32 member;
    uint48 deadline;
    Admission[] admissions;
}

/// @notice The factory's answer about signers that are no account.
interface IVerifiers {
    /// @notice Whether `verifier` is an ERC-7913 verifier that communities may rely on.
    function isVerifier(address verifier) external view returns (bool);
}

/// @title Members: ids, signers, stewards
/// @notice Holds who is a member and which signer speaks for them. Stewards admit members; until handover these are
/// the founding stewards. Invariants 2 (an unclaimed member has no voice), 6 (a signer belongs to one member for ever).
abstract contract Members is SignedActs, CommunityErrors {
    bytes32 private constant ADMISSION_TYPEHASH = keccak256(
        "Admission(bytes signer,bool managed,bytes32 person)"
    );
    bytes32 private constant ADMIT_TYPEHASH = keccak256(
        "Admit(uint32 member,uint48 deadline,Admission[] admissions)Admission(bytes signer,bool managed,bytes32 person)"
    );

    struct Profile {
        uint48 joined;
        bool steward;
        bool managed;
    }

    IVerifiers private _verifiers;
    mapping(uint32 member => Profile profile) private _profiles;
    mapping(bytes32 signerHash => uint32 member) private _signers;
    /// Who may vote is counted as members come, so that a quorum never needs a loop over them. These counts share a slot
    /// with the first variables of `Activities`: what nearly every act reads is one read.
    uint32 private _members;
    uint32 private _claimed;
    uint32 private _managed;

    /// @notice `member` was admitted by `steward` (0: by the founding); without a signer they are unclaimed.
    event MemberAdmitted(
        uint32 indexed member,
        uint32 indexed steward,
        bytes signer,
        bool managed,
        bytes32 person
    );
    /// @notice `member` became a steward.
    event StewardAppointed(uint32 indexed member);

    /// @notice Admits members, each with a signer or unclaimed. A signer that belongs to a member already is skipped.
    /// @dev Happens once: unclaimed members have nothing else by which a repetition could be known.
    function admit(Admit calldata act, bytes calldata signer, bytes calldata signature) external {
        _authoriseSteward(act.member, act.deadline, _hashAdmit(act), signer, signature);
        bytes memory first;
        uint256 skipped;
        for (uint256 i = 0; i < act.admissions.length; ++i) {
            Admission calldata admission = act.admissions[i];
            uint32 holder = memberOf(admission.signer);
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

    /// @notice The member that `signer` (ERC-7913 bytes) belongs to, 0 for none.
    function memberOf(bytes calldata signer) public view returns (uint32) {
        return signer.length == 0 ? 0 : _signers[keccak256(signer)];
    }

    /// @notice What is known of the member behind a signer, by the keccak-256 of the signer's bytes.
    function standingOf(bytes32 signerHash) external view returns (Standing memory) {
        return _standingOf(signerHash);
    }

    /// @notice A member's standing, by id; `joined` is 0 for an unclaimed member.
    function member(uint32 id) external view returns (Standing memory) {
        _requireMember(id);
        Profile memory profile = _profiles[id];
        return Standing(id, profile.joined, profile.steward, profile.managed);
    }

    /// @notice How many members there are, unclaimed ones included; ids are 1 to this number.
    function memberCount() external view returns (uint32) {
        return _members;
    }

    /// @notice How many members could vote now.
    function electorate() external view returns (uint32) {
        return managedMayVote() ? _claimed : _claimed - _managed;
    }

    /// @notice Whether the community's rules let managed members vote.
    function managedMayVote() public view virtual returns (bool);

    /// @dev Founding: the stewards are members 1 to their number.
    function _foundMembers(Admission[] calldata stewards, IVerifiers verifiers) internal {
        _verifiers = verifiers;
        if (stewards.length == 0) revert StewardsMissing();
        for (uint256 i = 0; i < stewards.length; ++i) {
            if (stewards[i].signer.length == 0) revert StewardsMissing();
            uint32 holder = memberOf(stewards[i].signer);
            if (holder != 0) revert SignerTaken(stewards[i].signer, holder);
            uint32 id = _admit(stewards[i], 0);
            _profiles[id].steward = true;
            emit StewardAppointed(id);
        }
    }

    /// @dev As `_authorise`, for acts that ask nothing of a member but to be one.
    function _authoriseMember(
        uint32 id,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal view {
        _authoriseHolder(_signers[keccak256(signer)], id, deadline, structHash, signer, signature);
    }

    function _requireMember(uint32 id) internal view {
        if (id == 0 || id > _members) revert MemberUnknown(id);
    }

    function _standingOf(bytes32 signerHash) internal view override returns (Standing memory) {
        uint32 id = _signers[signerHash];
        Profile memory profile = _profiles[id];
        return Standing(id, profile.joined, profile.steward, profile.managed);
    }

    function _admit(Admission calldata admission, uint32 steward) private returns (uint32 id) {
        id = ++_members;
        if (admission.signer.length == 0) {
            if (admission.person == 0) revert PersonMissing();
        } else {
            _requireSupported(admission.signer);
            _signers[keccak256(admission.signer)] = id;
            _profiles[id] = Profile(uint48(block.timestamp), false, admission.managed);
            ++_claimed;
            if (admission.managed) ++_managed;
        }
        emit MemberAdmitted(id, steward, admission.signer, admission.managed, admission.person);
    }

    /// @dev A verifier decides about signatures, so only those that the factory names are trusted.
    function _requireSupported(bytes calldata signer) private view {
        bool supported = signer.length == 20 ? bytes20(signer) != 0 : signer.length > 20;
        if (supported && signer.length > 20)
            supported = _verifiers.isVerifier(address(bytes20(signer)));
        if (!supported) revert SignerUnsupported(signer);
    }

    function _hashAdmit(Admit calldata act) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](act.admissions.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            Admission calldata a = act.admissions[i];
            hashes[i] = keccak256(
                abi.encode(ADMISSION_TYPEHASH, keccak256(a.signer), a.managed, a.person)
            );
        }
        return keccak256(abi.encode(ADMIT_TYPEHASH, act.member, act.deadline, _hashArray(hashes)));
    }
}
