/** The half of the mirror that is about people: members, signers, recoveries, claims. */
import { keccak256 } from "viem";

import { ZERO } from "./acts.js";

const NO_RECOVERY = [ZERO, 0, 0, false, false];

export const blank = () => ({ members: [], holders: {}, claims: {} });

const memberOf = ({ members }, id) => members[id - 1];

/** The epoch in which a time lies: the first before the origin, the last after the last end. */
export function epochAt({ epochs }, time) {
  const later = epochs.findIndex((end) => time < end);
  return later === -1 ? epochs.length : later + 1;
}

function join(state, id, signer, managed, time) {
  const signers = { [signer]: managed };
  Object.assign(memberOf(state, id), { signers, joined: time, lastEpoch: epochAt(state, time) });
  state.holders[signer] = id;
}

export const HANDLERS = {
  MemberAdmitted: (state, { member, signer, managed }, { time }) => {
    state.members.push({
      signers: {},
      joined: 0,
      lastEpoch: 0,
      recognition: 0,
      steward: false,
      departed: false,
      suspended: false,
      until: 0,
      recovery: NO_RECOVERY,
      claims: { open: 0, contested: false },
    });
    if (signer !== "0x") join(state, member, signer, managed, time);
  },
  StewardAppointed: (state, { member }) => (memberOf(state, member).steward = true),
  StewardDismissed: (state, { member }) => (memberOf(state, member).steward = false),
  MemberActed: (state, { member, epoch }) =>
    Object.assign(memberOf(state, member), { lastEpoch: epoch, suspended: false }),
  MemberDeparted: (state, { member }) =>
    Object.assign(memberOf(state, member), { departed: true, steward: false }),
  MemberRejoined: (state, { member }, { time }) => {
    const m = memberOf(state, member);
    m.departed = false;
    if (m.suspended && time < m.until) return;
    Object.assign(m, { suspended: false, lastEpoch: epochAt(state, time) });
  },
  RecognitionChosen: (state, { member, recognition }) =>
    (memberOf(state, member).recognition = recognition),
  SuspensionSet: (state, { member, until }, { time }) => {
    const m = memberOf(state, member);
    Object.assign(m, { suspended: until !== 0, until });
    if (until === 0 && !m.departed) m.lastEpoch = epochAt(state, time);
  },
  SignerAdded: (state, { member, signer, managed }) => {
    memberOf(state, member).signers[signer] = managed;
    state.holders[signer] = member;
  },
  SignerRemoved: (state, { member, signer }) => delete memberOf(state, member).signers[signer],
  RecoveryProposed: (state, { member, steward, signer, managed }) =>
    (memberOf(state, member).recovery = [keccak256(signer), 0, steward, managed, false]),
  RecoveryConfirmed: (state, { member, ready }) => withRecovery(state, member, { ready }),
  RecoveryObjected: (state, { member }) => withRecovery(state, member, { frozen: true }),
  RecoveryDecided: (state, { member, granted }, { time }) => {
    if (granted) withRecovery(state, member, { ready: time, frozen: false });
    else memberOf(state, member).recovery = NO_RECOVERY;
  },
  RecoveryCompleted: (state, { member, signer, managed }) => {
    Object.assign(memberOf(state, member), {
      signers: { [signer]: managed },
      recovery: NO_RECOVERY,
    });
    state.holders[signer] = member;
  },
  MembershipClaimed: (state, { member, signer, managed, ready }) => {
    state.claims[`${member} ${signer}`] = { ready, confirmer: 0, managed };
    ++memberOf(state, member).claims.open;
  },
  ClaimConfirmed: (state, { member, steward, signer }, { transactionHash }) => {
    const claim = state.claims[`${member} ${signer}`];
    // Whether the confirmation completes the claim is told by the event after it.
    Object.assign(claim, { before: claim.confirmer, confirmer: steward, transactionHash });
  },
  ClaimContested: (state, { member }) => (memberOf(state, member).claims.contested = true),
  ClaimCompleted: (state, { member, signer, managed }, { time, transactionHash }) => {
    const claim = state.claims[`${member} ${signer}`];
    if (claim.transactionHash === transactionHash) claim.confirmer = claim.before;
    join(state, member, signer, managed, time);
  },
};

function withRecovery(state, id, changes) {
  const m = memberOf(state, id);
  const [hash, ready, proposer, managed, frozen] = m.recovery;
  const next = { ready, frozen, ...changes };
  m.recovery = [hash, next.ready, proposer, managed, next.frozen];
}

const isManaged = ({ signers }) => Object.values(signers).includes(true);
const hasJoined = ({ joined }) => joined !== 0;

/** Active, as the quorum's base counts: a suspension whose time is over is lifted by the next act only. */
const counts = (m) => hasJoined(m) && !m.departed && !m.suspended;

function standingOf(m, now) {
  const suspended = m.suspended && now < m.until;
  return {
    joined: m.joined,
    lastEpoch: m.lastEpoch,
    signers: Object.keys(m.signers).length,
    recognition: m.recognition,
    active: hasJoined(m) && !m.departed && !suspended,
    departed: m.departed,
    steward: m.steward,
    managed: isManaged(m),
    suspendedUntil: suspended ? m.until : 0,
  };
}

function electorateOf(state, now) {
  const { dormantAfter, managedMayVote } = state.rules;
  const since = dormantAfter ? epochAt(state, now) - dormantAfter : 0;
  const ends = state.epochs.filter((end) => end <= now);
  const begun = ends.at(-1) ?? state.origin;
  const admits = ({ joined }) => !state.handedOver || joined < begun;
  const awake = state.members.filter((m) => counts(m) && m.lastEpoch >= since && admits(m));
  return awake.filter((m) => managedMayVote || !isManaged(m)).length;
}

/** For whom each signer speaks now. */
export function speakersIn(state, signers) {
  return Object.fromEntries(
    signers.map((signer) => {
      const holder = state.holders[signer] ?? 0;
      return [signer, holder && signer in memberOf(state, holder).signers ? holder : 0];
    }),
  );
}

/** What the views answer about people. */
export function pictureOf(state, { now, signers }) {
  return {
    members: state.members.map((m) => standingOf(m, now)),
    stewards: state.members.filter((m) => m.steward && counts(m)).length,
    electorate: electorateOf(state, now),
    speakers: speakersIn(state, signers),
    recoveries: state.members.map(({ recovery }) => recovery),
    claims: state.members.map(({ claims }, i) =>
      signers.map((signer) => {
        const claim = state.claims[`${i + 1} ${signer}`];
        const { ready = 0, confirmer = 0, managed = false } = claim ?? {};
        return [ready, confirmer, managed, claims.contested || claims.open > 1];
      }),
    ),
  };
}
