import { Person } from "../support/acts.js";
import { signed } from "../support/doors.js";
import * as p from "../support/people.js";
import * as r from "../support/records.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const { MANAGED, MEMBER, STEWARD, people } = w;
const { stranger } = people;
/** The one-time key of an invitation, and a key that is none. */
const key = new Person("key of an invitation");
const thief = new Person("who saw the invitation pass");

const sponsoring =
  (person, { member = MEMBER, ...changes } = {}) =>
  (world) =>
    p.sponsor(world, member, person, changes);

export const sponsor = [
  {
    error: "SponsorsOff",
    when: "only stewards admit",
    world: "onlyStewards",
    act: sponsoring(stranger),
  },
  {
    error: "ManagedMayNotSponsor",
    when: "managed members have no vote",
    values: [MANAGED],
    world: "managedMayNotVote",
    act: sponsoring(stranger, { member: MANAGED }),
  },
  {
    error: "SignerMissing",
    when: "whoever is sponsored has no signer",
    act: sponsoring(undefined, { person: `0x${"11".repeat(32)}` }),
  },
  {
    error: "SignerUnsupported",
    when: "the signer of whoever is sponsored is of no known kind",
    act: sponsoring({ signer: `0x${"11".repeat(84)}` }),
  },
  {
    error: "SignerTaken",
    when: "the signer belongs to a member",
    values: [people.member4.signer, 4],
    act: sponsoring(people.member4),
  },
  {
    error: "SignerTaken",
    when: "enough sponsors admitted them before",
    values: [stranger.signer, 8],
    given: async (world) => {
      for (const member of [4, 5]) await world.do(p.sponsor(world, member, stranger));
    },
    act: sponsoring(stranger),
  },
  {
    error: "SponsoredAlready",
    when: "the member stands for them already",
    given: (world) => world.do(sponsoring(stranger)(world)),
    act: sponsoring(stranger, { again: 1 }),
  },
  {
    error: "ActRepeated",
    when: "the very same word for them comes again",
    given: (world) => world.do(sponsoring(stranger)(world)),
    act: sponsoring(stranger),
  },
  {
    error: "AdmissionsFull",
    when: "the last sponsor comes after as many joined in this epoch as the rules allow",
    values: [w.NOW_EPOCH, w.FEW],
    world: "few",
    given: (world) => world.do(p.sponsor(world, 4, stranger)),
    act: sponsoring(stranger),
  },
  ...inactive(MEMBER, sponsoring(stranger)),
];

const inviting = (world, deadline) => world.invitation(STEWARD, key, deadline);

/** The stranger joins by an invitation of the first steward; `change` is what is wrong about it. */
const joining =
  (changes = {}, change = (invitation) => invitation) =>
  async (world) =>
    world.join(stranger, await change(await inviting(world), world), changes);

export const join = [
  {
    error: "SignerNotOfMember",
    when: "whoever joins says they have an id already",
    values: [8, stranger.signer],
    act: joining({ member: 8 }),
  },
  {
    error: "SignerNotOfMember",
    when: "the signer is another than the one to be admitted",
    values: [0, stranger.signer],
    act: joining({ admission: w.admission(thief) }),
  },
  {
    error: "SignerUnsupported",
    when: "the signer is of no known kind",
    act: async (world) => {
      const signer = `0x${"11".repeat(84)}`;
      const act = await joining({ admission: { ...w.admission(stranger), signer } })(world);
      return { ...act, by: { ...stranger, signer, sign: (digest) => stranger.sign(digest) } };
    },
  },
  {
    error: "SignerTaken",
    when: "whoever joins is a member",
    values: [people.member4.signer, 4],
    act: async (world) => world.join(people.member4, await inviting(world)),
  },
  {
    error: "SignatureInvalid",
    when: "the answer to the invitation is made by another key",
    act: joining({}, (invitation) => ({
      ...invitation,
      key: { ...key, sign: (digest) => thief.sign(digest) },
    })),
  },
  {
    error: "SignatureLengthInvalid",
    when: "the invitation is not answered",
    values: [0],
    act: joining({}, (invitation) => ({ ...invitation, key: { sign: () => "0x" } })),
  },
  {
    error: "SignatureInvalid",
    when: "the invitation is for another key",
    act: joining({}, async (invitation, world) => {
      const { invite } = await world.invitation(STEWARD, thief);
      return { ...invitation, invite, key: thief };
    }),
  },
  {
    error: "SignatureInvalid",
    when: "the invitation is signed by another steward",
    act: joining({}, async (invitation, world) => {
      const { signed } = await world.invitation(2, key);
      return { ...invitation, signed };
    }),
  },
  {
    error: "SignerNotOfMember",
    when: "the inviter is another member's signer",
    values: [STEWARD, people.steward2.signer],
    act: joining({}, (invitation) => ({ ...invitation, inviter: people.steward2.signer })),
  },
  {
    error: "SignerNotOfMember",
    when: "the inviter's signer was removed since",
    values: [STEWARD, people.steward1.signer],
    given: async (world) => {
      const [other] = await p.wallets(world, "other");
      await p.withSigners(world, STEWARD, other);
      await world.do(p.removeSigner(world, STEWARD, people.steward1));
    },
    act: joining(),
  },
  {
    error: "StewardRequired",
    when: "the inviter is no steward",
    values: [MEMBER],
    act: async (world) => world.join(stranger, await world.invitation(MEMBER, key)),
  },
  {
    error: "StewardRequired",
    when: "the inviter has departed since",
    values: [STEWARD],
    given: (world) => r.departed(world, STEWARD),
    act: joining(),
  },
  {
    error: "StewardRequired",
    when: "the inviter is suspended",
    values: [STEWARD],
    given: (world) => r.suspended(world, STEWARD),
    act: joining(),
  },
  {
    error: "DeadlinePassed",
    when: "the invitation has expired",
    act: async (world) => {
      const deadline = (await world.chain.now()) - 1;
      return world.join(stranger, await inviting(world, deadline));
    },
  },
  {
    error: "ActRepeated",
    when: "the invitation was used",
    given: async (world) => world.do(await world.join(thief, await inviting(world)), signed),
    act: joining(),
  },
  {
    error: "ActRepeated",
    when: "the invitation was taken back",
    given: async (world) => world.do(p.uninvite(world, 2, await inviting(world))),
    act: joining(),
  },
  {
    error: "AdmissionsFull",
    when: "as many joined in this epoch as the rules allow",
    values: [w.NOW_EPOCH, w.FEW],
    world: "few",
    act: joining(),
  },
];

const uninviting = async (world) => p.uninvite(world, STEWARD, await inviting(world));

export const uninvite = [
  {
    error: "StewardRequired",
    when: "the member who takes it back is no steward",
    values: [MEMBER],
    act: async (world) => p.uninvite(world, MEMBER, await inviting(world)),
  },
  {
    error: "ActRepeated",
    when: "the invitation was used already",
    given: async (world) => world.do(await joining()(world)),
    act: uninviting,
  },
  {
    error: "ActRepeated",
    when: "it was taken back already",
    given: async (world) => world.do(await p.uninvite(world, 2, await inviting(world))),
    act: uninviting,
  },
  ...inactive(STEWARD, uninviting),
];
