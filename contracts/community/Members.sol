// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Profile, Profiles} from "../lib/Profiles.sol";
import {SignedActs} from "../lib/SignedActs.sol";
import {Calendar} from "./Calendar.sol";

/// @notice Somebody to admit.
/// @param signer ERC-7913 signer bytes; empty for an unclaimed member, who can be credited and cannot act
/// @param managed whether the signer is a key kept by a gateway
/// @param person salted commitment to who this is; may be zero for a member with a signer
struct Admission {
    bytes signer;
    bool managed;
    bytes32 person;
}

/// @notice What is known of a member.
/// @param joined when the member got their first signer (seconds, Unix); 0 for an unclaimed member
/// @param lastEpoch the epoch of the member's last act
/// @param signers how many signers speak for them, 0 to 5
/// @param recognition what the member chose: 0 scored, 1 recorded and not scored, 2 not recorded any more
/// @param active has a signer, is not suspended, has not departed
/// @param departed whether the member left
/// @param steward whether the member is a steward
/// @param managed whether a key kept by a gateway is among the signers
/// @param suspendedUntil until when the member is suspended (seconds, Unix); 0 when they are not
struct Standing {
    uint48 joined;
    uint16 lastEpoch;
    uint8 signers;
    uint8 recognition;
    bool active;
    bool departed;
    bool steward;
    bool managed;
    uint48 suspendedUntil;
}

/// @notice The factory's answer about signers that are no account.
interface IVerifiers {
    /// @notice Whether `verifier` is an ERC-7913 verifier that communities may rely on.
    function isVerifier(address verifier) external view returns (bool);
}

/// @title Members: ids, signers, activity
/// @notice Holds who is a member, which signers speak for them, and in which epoch they last acted. What members can do about it
/// lies in `Membership`; here is what every act asks. Invariants 2 (who has no voice), 6 and 8 (a signer belongs to one member
/// for ever).
abstract contract Members is SignedActs, Calendar {
    /// A word for a recovery counts for so long, and so long it can be completed once it is ready.
    uint256 internal constant COMPLETION_TIME = 30 days;
    uint256 internal constant LANES = 4;
    uint256 internal constant LANE_BITS = 64;
    uint256 internal constant MANAGED_BIT = 32;

    /// Counts of members, in one slot: what changes at an admission is written at once. `active`, `managed` and `stewards` count members
    /// who are active; `admitted` those who got a first signer in epoch `admittedIn`, admissions apart that the founding made;
    /// `newcomers` those among the active who joined in epoch `newIn`, `managedNewcomers` the managed among these.
    struct Counts {
        uint32 members;
        uint32 active;
        uint32 managed;
        uint32 stewards;
        uint16 admittedIn;
        uint32 admitted;
        uint16 newIn;
        uint32 newcomers;
        uint32 managedNewcomers;
    }

    /// Whom a signer belongs to, for ever; it speaks while its generation is that of the member. A signer that two stewards named for a
    /// recovery is reserved, so that nobody else takes it meanwhile.
    struct Binding {
        uint32 member;
        uint16 generation;
        bool managed;
        bool reserved;
    }

    /// @param until seconds, Unix; 0 for none
    /// @param proposed what `proposer` asks for, and a second steward has not confirmed
    struct Suspension {
        uint48 until;
        uint48 proposed;
        uint32 proposer;
    }

    /// A new signer for a member who lost theirs. `ready` is 0 until a second steward confirms; `granted` when a vote decided so.
    struct Recovery {
        bytes32 signerHash;
        uint48 proposed;
        uint48 ready;
        uint32 proposer;
        bool managed;
        bool frozen;
        bool granted;
    }

    /// Somebody says that they are an unclaimed member. `ready` is 0 for none.
    struct Claim {
        uint48 ready;
        uint32 confirmer;
        bool managed;
    }

    /// All claims of one membership.
    struct ClaimTally {
        uint32 open;
        bool contested;
    }

    address internal _assembly;
    IVerifiers private _verifiers;
    Counts internal _counts;
    mapping(uint32 member => Profile profile) internal _profiles;
    mapping(bytes32 signerHash => Binding binding) internal _bindings;
    // What `Membership` works with is declared here, so that both codes of a community agree on where it lies.
    mapping(uint32 member => Suspension suspension) internal _suspensions;
    mapping(uint32 member => Recovery recovery) internal _recoveries;
    mapping(uint32 member => ClaimTally tally) internal _claimTallies;
    mapping(uint32 member => mapping(bytes32 signerHash => Claim claim)) internal _claimsBySigner;
    /// Up to eight ids of 32 bits.
    mapping(bytes32 admission => uint256 ids) internal _sponsors;
    /// Of active members, in which epoch they last acted: four epochs share a slot, 32 bits for all of them, 32 for the managed.
    mapping(uint256 quarter => uint256 lanes) internal _lastActs;

    /// @notice `member` was admitted by `admitter` (0: by the founding); without a signer they are unclaimed.
    event MemberAdmitted(
        uint32 indexed member,
        uint32 indexed admitter,
        bytes signer,
        bool managed,
        bytes32 person
    );
    /// @notice `member` became a steward.
    event StewardAppointed(uint32 indexed member);
    /// @notice `member` is a steward no longer.
    event StewardDismissed(uint32 indexed member);
    /// @notice `member` acted for the first time in this epoch, which ends a dormancy, and a suspension whose time is over.
    event MemberActed(uint32 indexed member, uint16 epoch);

    /// @notice Notes that a member acts in the assembly, through the signer with this hash (keccak-256 of its bytes). Only the assembly
    /// says so; members who are not active are refused.
    /// @return joined when the member got their first signer (seconds, Unix); 0 when the signer does not speak for them
    /// @return steward whether they are a steward
    /// @return managed whether a key kept by a gateway is among their signers
    function noteAct(
        uint32 id,
        bytes32 signerHash
    ) external returns (uint48 joined, bool steward, bool managed) {
        _requireAssembly();
        Profile p = _profiles[id];
        if (!_isSignerOf(id, p, signerHash)) return (0, false, false);
        p = _noteAct(id, p);
        return (p.joined(), p.isSteward(), p.isManaged());
    }

    /// @dev Founding: the stewards are members 1 to their number.
    function _foundMembers(Admission[] calldata stewards, IVerifiers verifiers) internal {
        _verifiers = verifiers;
        if (stewards.length == 0) revert StewardsMissing();
        for (uint256 i = 0; i < stewards.length; ++i) {
            if (stewards[i].signer.length == 0) revert StewardsMissing();
            uint32 id = _admit(stewards[i], 0);
            _profiles[id] = _profiles[id].asSteward(true);
            ++_counts.stewards;
            emit StewardAppointed(id);
        }
    }

    /// @dev One who has a say: the signer speaks for the member, and the member is active; notes that they acted.
    function _authorise(
        uint32 id,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal returns (Profile) {
        return _noteAct(id, _authorisePerson(id, deadline, structHash, signer, signature));
    }

    /// @dev What concerns a person stays theirs to say, also when they are suspended or have departed.
    function _authorisePerson(
        uint32 id,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal view returns (Profile p) {
        _requireInTime(deadline);
        p = _profiles[id];
        bytes32 signerHash = _hashBytes(signer);
        if (!_isSignerOf(id, p, signerHash)) revert SignerNotOfMember(id, signer);
        _requireSigned(id, structHash, signer, signature);
    }

    /// @dev As `_authorise`, for the acts of stewards.
    function _authoriseSteward(
        uint32 id,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal returns (Profile p) {
        p = _authorise(id, deadline, structHash, signer, signature);
        if (!p.isSteward()) revert StewardRequired(id);
    }

    /// @dev The member acts in this epoch: refuses those who are not active, and notes the first act of an epoch.
    function _noteAct(uint32 id, Profile p) internal returns (Profile) {
        uint16 now_ = _epochNow();
        if (p.isActiveIn(now_)) return p;
        if (p.isDeparted()) revert MemberHasDeparted(id);
        if (_isSuspendedNow(id, p)) revert SuspendedUntil(id, _suspensions[id].until);
        if (p.isSuspended()) {
            p = _enter(p.asSuspended(false).withLastEpoch(now_));
        } else {
            _move(p, p.lastEpoch(), now_);
            p = p.withLastEpoch(now_);
        }
        _profiles[id] = p;
        emit MemberActed(id, now_);
        return p;
    }

    /// @dev As `_noteAct`, for what is also open to those who are not active.
    function _noteIfActive(uint32 id, Profile p) internal returns (Profile) {
        return _isActiveNow(id, p) ? _noteAct(id, p) : p;
    }

    /// @dev A suspension whose time is over is none, also before the next act lifts it.
    function _isActiveNow(uint32 id, Profile p) internal view returns (bool) {
        return p.isClaimed() && !p.isDeparted() && !_isSuspendedNow(id, p);
    }

    function _isSuspendedNow(uint32 id, Profile p) internal view returns (bool) {
        return p.isSuspended() && block.timestamp < _suspensions[id].until;
    }

    /// @dev How many members could vote now and are not dormant: the base of a quorum. After handover who joined in this epoch could not.
    function _electorate() internal view returns (uint32) {
        uint256 counts = _activeSince();
        (uint32 all, uint32 managed) = (uint32(counts), uint32(counts >> MANAGED_BIT));
        (uint16 now_, ) = _epochBegun();
        if (_clock.handedOver != 0 && _counts.newIn == now_) {
            all -= _counts.newcomers;
            managed -= _counts.managedNewcomers;
        }
        return _rules.managedMayVote ? all : all - managed;
    }

    /// @dev A member who becomes active, with the epoch of their last act set, enters the counts.
    function _enter(Profile p) internal returns (Profile) {
        _lastActs[p.lastEpoch() / LANES] += _lane(p, p.lastEpoch());
        ++_counts.active;
        if (p.isManaged()) ++_counts.managed;
        if (p.isSteward()) ++_counts.stewards;
        if (_isNew(p)) {
            ++_counts.newcomers;
            if (p.isManaged()) ++_counts.managedNewcomers;
        }
        return p;
    }

    /// @dev A member who is active no longer leaves the counts.
    function _leave(Profile p) internal {
        _lastActs[p.lastEpoch() / LANES] -= _lane(p, p.lastEpoch());
        --_counts.active;
        if (p.isManaged()) --_counts.managed;
        if (p.isSteward()) --_counts.stewards;
        if (_isNew(p)) {
            --_counts.newcomers;
            if (p.isManaged()) --_counts.managedNewcomers;
        }
    }

    /// @dev Whether a member joined in the epoch it is; begins its count.
    function _isNew(Profile p) private returns (bool) {
        (uint16 now_, uint48 begun) = _epochBegun();
        if (p.joined() < begun) return false;
        if (_counts.newIn != now_)
            (_counts.newIn, _counts.newcomers, _counts.managedNewcomers) = (now_, 0, 0);
        return true;
    }

    /// @dev Admits somebody, with a signer or unclaimed.
    function _admit(Admission calldata a, uint32 admitter) internal returns (uint32 id) {
        id = ++_counts.members;
        if (a.signer.length == 0) {
            if (a.person == 0) revert PersonMissing();
            _profiles[id] = Profiles.unclaimed();
        } else {
            if (admitter != 0) _countAdmission();
            _join(id, a.signer, a.managed);
        }
        emit MemberAdmitted(id, admitter, a.signer, a.managed, a.person);
    }

    /// @dev A member's first signer: from now on they are active.
    function _join(uint32 id, bytes calldata signer, bool managed) internal {
        bytes32 hash = _requireFree(signer, id);
        Profile p = _profiles[id].joinedWith(hash, managed, uint48(block.timestamp), _epochNow());
        _profiles[id] = _enter(p);
        _bindings[hash] = Binding(id, p.generation(), managed, false);
    }

    /// @dev Admissions of one epoch are capped, so that newcomers cannot flood a community.
    function _countAdmission() internal {
        uint16 now_ = _epochNow();
        if (_counts.admittedIn != now_) (_counts.admittedIn, _counts.admitted) = (now_, 0);
        if (_counts.admitted >= _rules.admissionCap)
            revert AdmissionsFull(now_, _rules.admissionCap);
        ++_counts.admitted;
    }

    /// @dev The hash of a signer that may come to speak for member `id`: of a kind we know, and nobody else's.
    function _requireFree(bytes calldata signer, uint32 id) internal view returns (bytes32 hash) {
        _requireSupported(signer);
        hash = keccak256(signer);
        uint32 holder = _holderOf(hash);
        if (holder != 0 && holder != id) revert SignerTaken(signer, holder);
    }

    /// @dev What only a vote decides.
    function _requireAssembly() internal view {
        if (msg.sender != _assembly) revert AssemblyRequired(msg.sender);
    }

    /// @dev Whom a signer belongs to, or for whom it is reserved by a recovery that is still pending; 0 for nobody.
    function _holderOf(bytes32 signerHash) internal view returns (uint32) {
        Binding memory b = _bindings[signerHash];
        if (!b.reserved) return b.member;
        Recovery storage r = _recoveries[b.member];
        return r.signerHash == signerHash && _isPending(r) ? b.member : 0;
    }

    /// @dev Confirmed, and not lapsed; one that waits for a vote does not lapse.
    function _isPending(Recovery storage r) internal view returns (bool) {
        if (r.ready == 0) return false;
        return r.frozen || block.timestamp < uint256(r.ready) + COMPLETION_TIME;
    }

    function _profileOf(uint32 id) internal view returns (Profile p) {
        p = _profiles[id];
        if (!p.isKnown()) revert MemberUnknown(id);
    }

    function _isSignerOf(uint32 id, Profile p, bytes32 signerHash) internal view returns (bool) {
        if (p.hasKey(signerHash)) return true;
        Binding memory b = _bindings[signerHash];
        return id != 0 && b.member == id && p.isClaimed() && b.generation == p.generation();
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

    function _move(Profile p, uint16 from, uint16 to) private {
        if (from / LANES == to / LANES) {
            _lastActs[to / LANES] = _lastActs[to / LANES] - _lane(p, from) + _lane(p, to);
        } else {
            _lastActs[from / LANES] -= _lane(p, from);
            _lastActs[to / LANES] += _lane(p, to);
        }
    }

    /// @dev One member, in the lane of an epoch.
    function _lane(Profile p, uint16 epochId) private pure returns (uint256) {
        uint256 one = p.isManaged() ? (1 << MANAGED_BIT) | 1 : 1;
        return one << ((epochId % LANES) * LANE_BITS);
    }

    /// @dev A verifier decides about signatures, so only those that the factory names are trusted.
    function _requireSupported(bytes calldata signer) private view {
        bool supported = signer.length == 20 ? bytes20(signer) != 0 : signer.length > 20;
        // The assembly decides, and is nobody: it could call by itself what a member signs.
        if (address(bytes20(signer)) == _assembly) supported = false;
        if (supported && signer.length > 20)
            supported = _verifiers.isVerifier(address(bytes20(signer)));
        if (!supported) revert SignerUnsupported(signer);
    }
}
