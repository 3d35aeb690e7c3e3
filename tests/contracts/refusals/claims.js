import * as p from "../support/people.js";
import * as r from "../support/records.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";
import { relayed } from "./recoveries.js";

const { MEMBER, STEWARD, UNCLAIMED, people } = w;
const { stranger } = people;
/** Work of the unclaimed member, which its recorder vouches for. */
const credited = (recorder) => w.ownHours({ contributor: UNCLAIMED, recorder, basis: w.VOUCHED });

const claiming = (world) => world.do(p.claim(world, stranger));
const joined = (world) => p.claimed(world, stranger);
const taken = async (world) => {
  await claiming(world);
  await p.admitted(world, stranger);
};

export const claim = [
  {
    error: "MemberUnknown",
    when: "there is no such membership to claim",
    values: [99],
    act: (world) => p.claim(world, stranger, { member: 99 }),
  },
  {
    error: "MemberClaimed",
    when: "the membership is a member's who has joined",
    values: [MEMBER],
    act: (world) => p.claim(world, stranger, { member: MEMBER }),
  },
  {
    error: "MemberClaimed",
    when: "the membership was claimed, and the claim came true",
    values: [UNCLAIMED],
    given: joined,
    act: (world) => p.claim(world, stranger),
  },
  {
    error: "SignerUnsupported",
    when: "the claimer's signer is of no known kind",
    act: (world) =>
      p.claim(world, { ...stranger, signer: `0x${"11".repeat(84)}`, sign: () => "0x" }),
  },
  {
    error: "SignerTaken",
    when: "the claimer is a member",
    values: [people.member4.signer, 4],
    act: (world) => p.claim(world, people.member4),
  },
  {
    error: "ClaimExists",
    when: "the same signer claimed it before",
    values: [UNCLAIMED, stranger.signer],
    given: claiming,
    act: (world) => p.claim(world, stranger, { managed: true }),
  },
];

const confirming =
  (steward = STEWARD, { unclaimed = UNCLAIMED, again } = {}) =>
  (world) =>
    p.confirmClaim(world, steward, stranger, unclaimed, again);

export const confirmClaim = [
  {
    error: "StewardRequired",
    when: "the member who confirms is no steward",
    values: [MEMBER],
    given: claiming,
    act: confirming(MEMBER),
  },
  {
    error: "MemberUnknown",
    when: "there is no such member to confirm",
    values: [99],
    act: confirming(STEWARD, { unclaimed: 99 }),
  },
  {
    error: "MemberClaimed",
    when: "the claim came true already",
    values: [UNCLAIMED],
    given: joined,
    act: confirming(STEWARD, { again: 1 }),
  },
  {
    error: "ClaimUnknown",
    when: "this signer does not claim it",
    values: [UNCLAIMED],
    given: async (world) => {
      const [rival] = await p.wallets(world, "rival");
      await world.do(p.claim(world, rival));
    },
    act: confirming(),
  },
  {
    error: "ConfirmerAttested",
    when: "the steward recorded work of the member",
    values: [STEWARD, UNCLAIMED],
    given: async (world) => {
      await claiming(world);
      await r.recorded(world, credited(STEWARD));
    },
    act: confirming(),
  },
  {
    error: "ConfirmerAttested",
    when: "the steward attested to work of the member",
    values: [STEWARD, UNCLAIMED],
    given: async (world) => {
      await claiming(world);
      await r.accepted(world, credited(MEMBER), [STEWARD]);
    },
    act: confirming(),
  },
  {
    error: "ConfirmerAttested",
    when: "the steward attested to work of the member and retracted",
    values: [STEWARD, UNCLAIMED],
    given: async (world) => {
      await claiming(world);
      await r.accepted(world, credited(MEMBER), [STEWARD]);
      await world.do(world.retract(STEWARD, credited(MEMBER)));
    },
    act: confirming(),
  },
  {
    error: "ConfirmedAlready",
    when: "the steward confirmed this claim before",
    values: [STEWARD],
    given: (world) => p.claimed(world, stranger, { stewards: [STEWARD] }),
    act: confirming(STEWARD, { again: 1 }),
  },
  {
    error: "ActRepeated",
    when: "the very same confirmation comes again",
    given: (world) => p.claimed(world, stranger, { stewards: [STEWARD] }),
    act: confirming(),
  },
  {
    error: "SignerTaken",
    when: "the signer became another member's since it claimed",
    values: [stranger.signer, 8],
    given: async (world) => {
      await p.claimed(world, stranger, { stewards: [2] });
      await p.admitted(world, stranger);
    },
    act: confirming(),
  },
  {
    error: "AdmissionsFull",
    when: "the second steward comes after as many joined in this epoch as the rules allow",
    values: [w.NOW_EPOCH, w.FEW],
    world: "few",
    given: (world) => p.claimed(world, stranger, { stewards: [2] }),
    act: confirming(),
  },
  ...inactive(STEWARD, confirming()),
];

const contesting =
  (unclaimed = UNCLAIMED) =>
  (world) =>
    p.contestClaim(world, MEMBER, unclaimed);

export const contestClaim = [
  {
    error: "MemberUnknown",
    when: "there is no such membership",
    values: [99],
    act: contesting(99),
  },
  {
    error: "MemberClaimed",
    when: "the member has joined",
    values: [4],
    act: contesting(4),
  },
  { error: "ClaimUnknown", when: "nobody claims it", values: [UNCLAIMED], act: contesting() },
  {
    error: "ClaimIsContested",
    when: "somebody contested the claims before",
    values: [UNCLAIMED],
    given: async (world) => {
      await claiming(world);
      await world.do(p.contestClaim(world, 4));
    },
    act: contesting(),
  },
  ...inactive(MEMBER, contesting()),
];

const completing =
  (unclaimed = UNCLAIMED) =>
  (world) =>
    p.completeClaim(world, stranger, unclaimed);
const waited = (world) => p.later(world, w.CLAIM_WAIT);

export const completeClaim = [
  {
    error: "MemberUnknown",
    when: "there is no such member to complete",
    values: [99],
    provoke: completing(99),
  },
  {
    error: "MemberClaimed",
    when: "it came true already",
    values: [UNCLAIMED],
    given: joined,
    provoke: completing(),
  },
  { error: "ClaimUnknown", when: "nobody claims", values: [UNCLAIMED], provoke: completing() },
  {
    error: "ClaimWaiting",
    when: "the wait is not over",
    values: [UNCLAIMED],
    given: async (world) => {
      await claiming(world);
      await world.chain.nextBlockAt((await world.chain.now()) + w.CLAIM_WAIT - 1);
    },
    provoke: completing(),
  },
  {
    error: "ClaimIsContested",
    when: "a member contested the claims",
    values: [UNCLAIMED],
    given: async (world) => {
      await claiming(world);
      await world.do(p.contestClaim(world, MEMBER));
      await waited(world);
    },
    provoke: completing(),
  },
  {
    error: "ClaimIsContested",
    when: "somebody else claims the same membership",
    values: [UNCLAIMED],
    given: async (world) => {
      await claiming(world);
      const [rival] = await p.wallets(world, "rival");
      await world.do(p.claim(world, rival));
      await waited(world);
    },
    provoke: completing(),
  },
  {
    error: "SignerTaken",
    when: "the signer became another member's while it waited",
    values: [stranger.signer, 8],
    given: async (world) => {
      await taken(world);
      await waited(world);
    },
    provoke: completing(),
  },
  {
    error: "AdmissionsFull",
    when: "as many joined meanwhile as the rules allow",
    values: [w.NOW_EPOCH, w.FEW],
    world: "few",
    given: async (world) => {
      await claiming(world);
      await waited(world);
    },
    provoke: completing(),
  },
];

const deciding =
  (from = ({ assembly }) => assembly.address, unclaimed = UNCLAIMED) =>
  async (world) => {
    const address = from(world);
    await world.chain.fund(address);
    const args = [unclaimed, stranger.signer];
    return world.chain.send(world.community, "decideClaim", args, { from: address });
  };

export const decideClaim = [
  {
    error: "AssemblyRequired",
    when: "a steward decides it alone",
    values: [people.steward1.address],
    given: claiming,
    provoke: deciding(() => people.steward1.address),
  },
  {
    error: "AssemblyRequired",
    when: "a relay carries the decision",
    given: claiming,
    provoke: (world) => relayed(world, "decideClaim", [UNCLAIMED, stranger.signer]),
  },
  {
    error: "MemberUnknown",
    when: "there is no such member to decide about",
    values: [99],
    provoke: deciding(undefined, 99),
  },
  {
    error: "MemberClaimed",
    when: "it came true already",
    values: [UNCLAIMED],
    given: joined,
    provoke: deciding(),
  },
  {
    error: "ClaimUnknown",
    when: "another signer claims it",
    values: [UNCLAIMED],
    given: async (world) => {
      const [rival] = await p.wallets(world, "rival");
      await world.do(p.claim(world, rival));
    },
    provoke: deciding(),
  },
  {
    error: "SignerTaken",
    when: "the signer became another member's since it claimed",
    values: [stranger.signer, 8],
    given: taken,
    provoke: deciding(),
  },
  {
    error: "AdmissionsFull",
    when: "as many joined in this epoch as the rules allow",
    values: [w.NOW_EPOCH, w.FEW],
    world: "few",
    given: claiming,
    provoke: deciding(),
  },
];
