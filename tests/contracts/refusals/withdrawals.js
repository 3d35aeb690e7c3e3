import * as r from "../support/records.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const { MEMBER, UNCLAIMED, ownHours, attesting } = w;
const ID = r.idOf(ownHours());
const VOUCHED = ownHours({ contributor: 4, basis: w.VOUCHED });
const CREDITED = ownHours({ contributor: UNCLAIMED, basis: w.VOUCHED });

const retracting =
  (member, contribution = ownHours()) =>
  (world) =>
    world.retract(member, contribution);

export const retract = [
  {
    error: "ContributionUnknown",
    when: "the contribution to retract from was never recorded",
    values: [ID],
    act: retracting(4),
  },
  {
    error: "ContributionUnknown",
    when: "a field differs from what was attested to",
    given: r.accepted,
    act: retracting(4, ownHours({ units: 251 })),
  },
  {
    error: "AttestationMissing",
    when: "the member did not attest",
    values: [ID, 6],
    given: r.accepted,
    act: retracting(6),
  },
  {
    error: "AttestationMissing",
    when: "the contributor retracts what they recorded themselves",
    values: [ID, MEMBER],
    given: r.accepted,
    act: retracting(MEMBER),
  },
  {
    error: "RetractedAlready",
    when: "the attestation is retracted already",
    values: [ID, 4],
    given: async (world) => {
      await r.accepted(world);
      await world.do(world.retract(4, ownHours()));
    },
    act: retracting(4),
  },
  {
    error: "ContributionEnded",
    when: "the contribution was struck",
    values: [ID],
    given: (world) => r.resolved(world, true),
    act: retracting(4),
  },
  {
    error: "ContributionEnded",
    when: "the contribution was withdrawn",
    values: [ID],
    given: async (world) => {
      await r.accepted(world);
      await world.do(world.withdraw(MEMBER, ownHours()));
    },
    act: retracting(4),
  },
  {
    error: "EpochClosed",
    when: "the epoch of the attestation has closed",
    values: [1],
    given: async (world) => {
      await r.accepted(world);
      await world.chain.travelTo(await r.closing(world, 1));
    },
    act: retracting(4),
  },
  {
    error: "UnitsOverflow",
    when: "the higher median no longer fits",
    values: [MEMBER, 1, w.HOURS],
    given: async (world) => {
      await r.recorded(world);
      for (const [i, member] of [1, 2, 4, 5].entries()) {
        const units = 40 - 10 * i;
        await world.do(world.attest(member, attesting(ownHours(), { units })));
      }
      await r.overfill(world);
    },
    act: retracting(5),
  },
  {
    error: "ItemsMissing",
    when: "it names nothing to retract",
    act: (world) => world.retract(4),
  },
  ...inactive(4, retracting(4)),
];

const withdrawing =
  (member, contribution = ownHours()) =>
  (world) =>
    world.withdraw(member, contribution);

export const withdraw = [
  {
    error: "ContributionUnknown",
    when: "the contribution to withdraw was never recorded",
    values: [ID],
    act: withdrawing(MEMBER),
  },
  {
    error: "WithdrawalForbidden",
    when: "the member is neither contributor nor recorder",
    values: [ID, 5],
    given: r.recorded,
    act: withdrawing(5),
  },
  {
    error: "WithdrawalForbidden",
    when: "an attester withdraws it",
    values: [ID, 4],
    given: r.accepted,
    act: withdrawing(4),
  },
  {
    error: "WithdrawalForbidden",
    when: "the recorder withdraws what is accepted",
    values: [r.idOf(VOUCHED), MEMBER],
    given: (world) => r.accepted(world, VOUCHED, [5]),
    act: withdrawing(MEMBER, VOUCHED),
  },
  {
    error: "WithdrawalForbidden",
    when: "the recorder withdraws what is accepted and contested",
    given: async (world) => {
      await r.accepted(world, VOUCHED, [5]);
      await world.do(world.contest(6, VOUCHED));
    },
    act: withdrawing(MEMBER, VOUCHED),
  },
  {
    error: "WithdrawalForbidden",
    when: "the recorder has departed",
    given: async (world) => {
      await r.recorded(world, VOUCHED);
      await r.departed(world, MEMBER);
    },
    act: withdrawing(MEMBER, VOUCHED),
  },
  {
    error: "WithdrawalForbidden",
    when: "the recorder is suspended",
    given: async (world) => {
      await r.recorded(world, VOUCHED);
      await r.suspended(world, MEMBER);
    },
    act: withdrawing(MEMBER, VOUCHED),
  },
  {
    error: "WithdrawalForbidden",
    when: "a steward withdraws what is credited to a member who joined",
    values: [ID, w.STEWARD],
    given: r.recorded,
    act: withdrawing(w.STEWARD),
  },
  {
    error: "WithdrawalForbidden",
    when: "somebody who is no steward withdraws for an unclaimed member",
    given: (world) => r.recorded(world, CREDITED),
    act: withdrawing(4, CREDITED),
  },
  {
    error: "WithdrawalForbidden",
    when: "a steward who is suspended withdraws for an unclaimed member",
    given: async (world) => {
      await r.recorded(world, CREDITED);
      await r.suspended(world, 1);
    },
    act: withdrawing(1, CREDITED),
  },
  {
    error: "ContributionEnded",
    when: "it was withdrawn before",
    values: [ID],
    given: r.withdrawn,
    act: withdrawing(MEMBER),
  },
  {
    error: "ContributionEnded",
    when: "it was struck before",
    values: [ID],
    given: (world) => r.resolved(world, true),
    act: withdrawing(MEMBER),
  },
  {
    error: "ItemsMissing",
    when: "it names nothing to withdraw",
    act: (world) => world.withdraw(MEMBER),
  },
];
