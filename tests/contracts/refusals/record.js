import { hashOf, ZERO } from "../support/acts.js";
import * as r from "../support/records.js";
import * as w from "../support/world.js";

const { CREDIT, HOURS, LATER, MEMBER, ownHours, attesting } = w;
const recording = (changes) => (world) => world.record(MEMBER, ownHours(changes));
const ID = r.idOf(ownHours());
const credit = ownHours({ activity: CREDIT, units: 100 });
const vouched = (changes) => ownHours({ contributor: 4, basis: w.VOUCHED, ...changes });

/** What those who are not active are refused, whatever they do. */
export const inactive = (member, act) => [
  {
    error: "MemberHasDeparted",
    when: "the member has departed",
    values: [member],
    given: (world) => r.departed(world, member),
    act,
  },
  {
    error: "SuspendedUntil",
    when: "the member is suspended",
    values: [member],
    given: (world) => r.suspended(world, member),
    act,
  },
];

/** Hours are in force no more from the epoch on that it is now. */
export const ended = async (world) => {
  await r.decided(world, "decideTerms", HOURS, 2, 1_000, w.NOW_EPOCH + 1, hashOf("ended"));
  await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
};

export const record = [
  {
    error: "MemberUnknown",
    when: "the contributor is no member",
    values: [99],
    act: (world) => world.record(MEMBER, vouched({ contributor: 99 })),
  },
  {
    error: "RecorderMismatch",
    when: "the recorder is another member",
    values: [MEMBER, 4],
    act: recording({ recorder: 4 }),
  },
  {
    error: "ActivityUnknown",
    when: "the activity type is unknown",
    values: [9],
    act: recording({ activity: 9 }),
  },
  {
    error: "ActivityUnknown",
    when: "the activity type is 0",
    values: [0],
    act: recording({ activity: 0 }),
  },
  {
    error: "ActivityNotInForce",
    when: "the activity type is in force only later",
    values: [LATER, 1, 4],
    act: recording({ activity: LATER }),
  },
  {
    error: "ActivityRetired",
    when: "the activity type has ended",
    values: [HOURS, w.NOW_EPOCH + 1],
    given: ended,
    act: recording({ epoch: w.NOW_EPOCH + 1 }),
  },
  { error: "UnitsMissing", when: "the units are zero", act: recording({ units: 0 }) },
  {
    error: "UnitsNotCredit",
    when: "a credit is not exactly one",
    values: [101],
    act: recording({ activity: CREDIT, units: 101 }),
  },
  { error: "ContentMissing", when: "the content is zero", act: recording({ content: ZERO }) },
  {
    error: "BasisInvalid",
    when: "a basis is given for one's own contribution",
    values: [1],
    act: recording({ basis: 1 }),
  },
  {
    error: "BasisInvalid",
    when: "no basis is given for another's contribution",
    values: [0],
    act: (world) => world.record(MEMBER, vouched({ basis: 0 })),
  },
  {
    error: "BasisInvalid",
    when: "the basis is neither present nor vouched",
    values: [3],
    act: (world) => world.record(MEMBER, vouched({ basis: 3 })),
  },
  {
    error: "EpochUnknown",
    when: "the epoch lies before the origin",
    values: [0],
    act: recording({ epoch: 0 }),
  },
  {
    error: "EpochUnknown",
    when: "the epoch is not listed",
    values: [9],
    act: recording({ epoch: 9 }),
  },
  {
    error: "EpochNotStarted",
    when: "the epoch lies in the future",
    values: [6, w.ENDS[4]],
    act: recording({ epoch: 6 }),
  },
  {
    error: "EpochClosed",
    when: "the epoch has closed",
    given: async (world) => world.chain.travelTo(await r.closing(world, 1)),
    act: recording(),
  },
  {
    error: "ContributionExists",
    when: "the contribution is recorded already",
    given: (world) => world.do(world.record(MEMBER, ownHours())),
    act: recording(),
  },
  {
    error: "ContributionExists",
    when: "the contribution was withdrawn before",
    given: r.withdrawn,
    act: recording(),
  },
  {
    error: "MemberNotRecorded",
    when: "the contributor chose not to be recorded any more",
    values: [4],
    given: (world) => r.chosen(world, 4, 2),
    act: (world) => world.record(MEMBER, vouched()),
  },
  {
    error: "MemberNotRecorded",
    when: "the member chose so themselves and records their own",
    values: [MEMBER],
    given: (world) => r.chosen(world, MEMBER, 2),
    act: recording(),
  },
  {
    error: "MemberNotRecorded",
    when: "a steward said so for an unclaimed contributor",
    values: [w.UNCLAIMED],
    given: (world) => r.chosen(world, w.UNCLAIMED, 2, w.STEWARD),
    act: (world) => world.record(MEMBER, vouched({ contributor: w.UNCLAIMED })),
  },
  ...inactive(MEMBER, recording()),
  { error: "ItemsMissing", when: "it names no contribution", act: (world) => world.record(MEMBER) },
];

export const attest = [
  {
    error: "ContributionUnknown",
    when: "the contribution was never recorded",
    act: (world) => world.attest(4, attesting(ownHours())),
  },
  {
    error: "ContributionUnknown",
    when: "a field differs from what was recorded",
    given: r.recorded,
    act: (world) => world.attest(4, attesting(ownHours({ units: 300 }))),
  },
  {
    error: "AttesterIsContributor",
    when: "the attester is the contributor",
    values: [MEMBER],
    given: r.recorded,
    act: (world) => world.attest(MEMBER, attesting(ownHours())),
  },
  {
    error: "UnitsMissing",
    when: "the units attested are zero",
    given: r.recorded,
    act: (world) => world.attest(4, attesting(ownHours(), { units: 0 })),
  },
  {
    error: "UnitsAboveStated",
    when: "more units are attested than stated",
    values: [250, 251],
    given: r.recorded,
    act: (world) => world.attest(4, attesting(ownHours(), { units: 251 })),
  },
  {
    error: "UnitsNotCredit",
    when: "less than a credit is attested",
    values: [99],
    given: (world) => world.do(world.record(MEMBER, credit)),
    act: (world) => world.attest(4, attesting(credit, { units: 99 })),
  },
  {
    error: "BasisInvalid",
    when: "the attestation has no basis",
    values: [0],
    given: r.recorded,
    act: (world) => world.attest(4, attesting(ownHours(), { basis: 0 })),
  },
  {
    error: "BasisInvalid",
    when: "the basis of the attestation is unknown",
    values: [3],
    given: r.recorded,
    act: (world) => world.attest(4, attesting(ownHours(), { basis: 3 })),
  },
  {
    error: "AttestationExists",
    when: "the same attester comes twice",
    given: async (world) => {
      await r.accepted(world, ownHours(), [4]);
    },
    act: (world) => world.attest(4, attesting(ownHours(), { units: 100, basis: w.VOUCHED })),
  },
  {
    error: "AttestationExists",
    when: "the recorder of another's contribution attests once more",
    given: (world) => world.do(world.record(MEMBER, vouched())),
    act: (world) => world.attest(MEMBER, attesting(vouched())),
  },
  {
    error: "AttestationsFull",
    when: "the five places are taken",
    given: async (world) => {
      await r.accepted(world, ownHours(), [1, 2, 4, 5, 6]);
      await world.do(world.act("admit", 1, { admissions: [w.admission(w.people.stranger)] }));
    },
    act: (world) => ({ ...world.attest(8, attesting(ownHours())), by: w.people.stranger }),
  },
  {
    error: "EpochClosed",
    when: "the epoch of the contribution has closed",
    given: async (world) => {
      await r.recorded(world);
      await world.chain.travelTo(await r.closing(world, 1));
    },
    act: (world) => world.attest(4, attesting(ownHours())),
  },
  {
    error: "UnitsOverflow",
    when: "the member's units of the epoch no longer fit",
    values: [MEMBER, 1, HOURS],
    given: async (world) => {
      await r.accepted(world, ownHours({ content: hashOf("before") }));
      await r.overfill(world);
      await r.recorded(world);
      await world.do(world.attest(4, attesting(ownHours())));
    },
    act: (world) => world.attest(5, attesting(ownHours())),
  },
  {
    error: "AttestationExists",
    when: "the attester has retracted",
    values: [ID, 4],
    given: async (world) => {
      await r.accepted(world);
      await world.do(world.retract(4, ownHours()));
    },
    act: (world) => world.attest(4, attesting(ownHours())),
  },
  {
    error: "AttestationsFull",
    when: "the five places are taken and one of them retracted",
    values: [ID],
    given: async (world) => {
      await r.accepted(world, ownHours(), [1, 2, 4, 5, 6]);
      await world.do(world.retract(6, ownHours()));
      await world.do(world.act("admit", 1, { admissions: [w.admission(w.people.stranger)] }));
    },
    act: (world) => ({ ...world.attest(8, attesting(ownHours())), by: w.people.stranger }),
  },
  {
    error: "ContributionEnded",
    when: "the contribution was struck",
    values: [ID],
    given: (world) => r.resolved(world, true),
    act: (world) => world.attest(2, attesting(ownHours())),
  },
  {
    error: "ContributionEnded",
    when: "the contribution was withdrawn",
    values: [ID],
    given: r.withdrawn,
    act: (world) => world.attest(4, attesting(ownHours())),
  },
  {
    error: "MemberNotRecorded",
    when: "the contributor chose not to be recorded any more since it was recorded",
    values: [MEMBER],
    given: async (world) => {
      await r.recorded(world);
      await r.chosen(world, MEMBER, 2);
    },
    act: (world) => world.attest(4, attesting(ownHours())),
  },
  ...inactive(4, (world) => world.attest(4, attesting(ownHours()))),
  { error: "ItemsMissing", when: "it names no attestation", act: (world) => world.attest(4) },
];
