import { hashOf, ZERO } from "../support/acts.js";
import { fill } from "../support/slots.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const admitting =
  (...admissions) =>
  (world) =>
    world.act("admit", w.STEWARD, { admissions });
const defining = (changes) => (world) =>
  world.act("defineActivity", w.STEWARD, { activity: w.activity(changes) });
const grouping = (label) => (world) =>
  world.act("defineGroup", w.STEWARD, { document: label ? hashOf(label) : ZERO });
const listing =
  (...ends) =>
  (world) =>
    world.act("listEpochs", w.STEWARD, { ends });
const unclaimed = w.admission(undefined, { person: hashOf("somebody") });
const LAST_END = w.ENDS.at(-1);
const NEXT_END = LAST_END + w.DAY;

export const admit = [
  {
    error: "StewardRequired",
    when: "the member is no steward",
    values: [w.MEMBER],
    act: (world) => world.act("admit", w.MEMBER, { admissions: [w.admission(w.people.stranger)] }),
  },
  {
    error: "SignerTaken",
    when: "every signer belongs to a member already",
    values: [w.people.member3.signer, 3],
    act: admitting(w.admission(w.people.member3)),
  },
  {
    error: "SignerUnsupported",
    when: "the signer is the zero address",
    act: admitting(w.admission(undefined, { signer: `0x${"00".repeat(20)}` })),
  },
  {
    error: "SignerUnsupported",
    when: "the signer is the assembly, which is nobody",
    act: (world) => admitting(w.admission(undefined, { signer: world.assembly.address }))(world),
  },
  {
    error: "SignerUnsupported",
    when: "the signer is shorter than an address",
    act: admitting(w.admission(undefined, { signer: `0x${"11".repeat(19)}` })),
  },
  {
    error: "SignerUnsupported",
    when: "the factory does not name the signer's verifier",
    act: admitting(w.admission(undefined, { signer: `0x${"11".repeat(84)}` })),
  },
  {
    error: "PersonMissing",
    when: "an unclaimed member is nobody",
    act: admitting(w.admission(undefined)),
  },
  {
    error: "AdmissionsFull",
    when: "as many joined in this epoch as the rules allow",
    values: [w.NOW_EPOCH, w.FEW],
    world: "few",
    act: admitting(w.admission(w.people.stranger)),
  },
  { error: "ItemsMissing", when: "it names nobody", act: admitting() },
  {
    error: "ActRepeated",
    when: "the very same admission comes again",
    given: (world) => world.do(admitting(unclaimed)(world)),
    act: admitting(unclaimed),
  },
  ...inactive(w.STEWARD, admitting(unclaimed)),
];

export const defineGroup = [
  {
    error: "StewardRequired",
    when: "the member who defines a group is no steward",
    values: [w.MEMBER],
    act: (world) => world.act("defineGroup", w.MEMBER, { document: hashOf("events") }),
  },
  { error: "DocumentMissing", when: "the group has no document", act: grouping() },
  {
    error: "GroupsFull",
    when: "there are sixteen groups",
    values: [16],
    given: async (world) => {
      for (let i = 3; i <= 16; ++i) await world.do(grouping(`group ${i}`)(world));
    },
    act: grouping("group 17"),
  },
  {
    error: "ActRepeated",
    when: "the very same group is defined again",
    given: (world) => world.do(grouping("events")(world)),
    act: grouping("events"),
  },
  ...inactive(w.STEWARD, grouping("events")),
];

export const defineActivity = [
  {
    error: "StewardRequired",
    when: "the member who defines an activity type is no steward",
    values: [w.MEMBER],
    act: (world) => world.act("defineActivity", w.MEMBER, { activity: w.activity() }),
  },
  { error: "DocumentMissing", when: "the type has no document", act: defining({ document: ZERO }) },
  { error: "GroupUnknown", when: "the group is 0", values: [0], act: defining({ group: 0 }) },
  { error: "GroupUnknown", when: "the group is unknown", values: [3], act: defining({ group: 3 }) },
  {
    error: "OrientationUnknown",
    when: "the orientation is 0",
    values: [0],
    act: defining({ orientation: 0 }),
  },
  {
    error: "OrientationUnknown",
    when: "the orientation is above 3",
    values: [4],
    act: defining({ orientation: 4 }),
  },
  { error: "UnitUnknown", when: "the unit is 0", values: [0], act: defining({ unit: 0 }) },
  { error: "UnitUnknown", when: "the unit is above 5", values: [6], act: defining({ unit: 6 }) },
  {
    error: "RequiredOutOfRange",
    when: "no attestation is required",
    values: [0],
    act: defining({ required: 0 }),
  },
  {
    error: "RequiredOutOfRange",
    when: "more than five attestations are required",
    values: [6],
    act: defining({ required: 6 }),
  },
  { error: "CapMissing", when: "the cap is zero", act: defining({ cap: 0 }) },
  {
    error: "EpochUnknown",
    when: "the type is in force since epoch 0",
    values: [0],
    act: defining({ since: 0 }),
  },
  {
    error: "SensitiveExists",
    when: "the group has a sensitive type already",
    values: [1, 4],
    given: (world) => world.do(defining({ sensitive: true })(world)),
    act: defining({ sensitive: true, document: hashOf("other") }),
  },
  {
    error: "ActivitiesFull",
    when: "there are sixty activity types",
    values: [60],
    given: (world) => defineUpTo(world, 60),
    act: defining({ document: hashOf("type 61") }),
  },
  {
    error: "ActRepeated",
    when: "the very same type is defined again",
    given: (world) => world.do(defining({ document: hashOf("new") })(world)),
    act: defining({ document: hashOf("new") }),
  },
  ...inactive(w.STEWARD, defining({ document: hashOf("new") })),
];

export async function defineUpTo(world, count) {
  for (let i = 4; i <= count; ++i) {
    await world.do(defining({ document: hashOf(`type ${i}`) })(world));
  }
}

export const listEpochs = [
  {
    error: "StewardRequired",
    when: "the member who lists epochs is no steward",
    values: [w.MEMBER],
    act: (world) => world.act("listEpochs", w.MEMBER, { ends: [NEXT_END] }),
  },
  { error: "ItemsMissing", when: "it names no end", act: listing() },
  {
    error: "EpochShort",
    when: "an epoch lasts less than a day",
    values: [0, LAST_END, LAST_END + w.DAY - 1],
    act: listing(LAST_END + w.DAY - 1),
  },
  {
    error: "EpochShort",
    when: "an epoch ends before it begins",
    values: [0, LAST_END, LAST_END - 1],
    act: listing(LAST_END - 1),
  },
  {
    error: "EpochShort",
    when: "two ends of the list are out of order",
    values: [1, LAST_END + 2 * w.DAY, LAST_END + w.DAY],
    act: listing(LAST_END + 2 * w.DAY, LAST_END + w.DAY),
  },
  {
    error: "EpochFar",
    when: "an epoch ends in more than ten years",
    values: [1_000 * LAST_END],
    act: listing(1_000 * LAST_END),
  },
  {
    error: "EpochPast",
    when: "an epoch is over already",
    values: [LAST_END + w.DAY],
    given: (world) => world.chain.travelTo(LAST_END + w.DAY - 1),
    act: listing(LAST_END + w.DAY),
  },
  {
    error: "EpochsFull",
    when: "there are 65,535 epochs",
    values: [65_535],
    given: async (world) => {
      await world.do(listing(NEXT_END)(world));
      await fillEpochs(world);
    },
    act: listing(NEXT_END + w.DAY),
  },
  {
    error: "ActRepeated",
    when: "the very same list comes again",
    given: (world) => world.do(listing(NEXT_END)(world)),
    act: listing(NEXT_END),
  },
  ...inactive(w.STEWARD, listing(NEXT_END)),
];

/** The clock's slot counts epochs in 16 bits above founded 48 and origin 48. */
const fillEpochs = (world) =>
  fill(world, world.community, 96n, 16n, () => world.ask("community", "epochCount"));
