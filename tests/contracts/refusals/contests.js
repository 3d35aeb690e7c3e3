import { hashOf } from "../support/acts.js";
import * as r from "../support/records.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

export { correct } from "./corrections.js";
export { retract, withdraw } from "./withdrawals.js";

const { MEMBER, ownHours, attesting } = w;
const ID = r.idOf(ownHours());

const contesting =
  (member, contribution = ownHours()) =>
  (world) =>
    world.contest(member, contribution);

export const contest = [
  {
    error: "ContributionUnknown",
    when: "the contribution to contest was never recorded",
    values: [ID],
    act: contesting(6),
  },
  {
    error: "ContributionEnded",
    when: "the contribution to contest was withdrawn",
    values: [ID],
    given: r.withdrawn,
    act: contesting(6),
  },
  {
    error: "ContributionEnded",
    when: "the contribution to contest was struck",
    values: [ID],
    given: (world) => r.resolved(world, true),
    act: contesting(2),
  },
  {
    error: "ContestExists",
    when: "it is contested",
    values: [ID],
    given: r.contested,
    act: contesting(2),
  },
  {
    error: "ContestExists",
    when: "it was contested, and stands",
    values: [ID],
    given: (world) => r.resolved(world, false),
    act: contesting(2),
  },
  {
    error: "ContestExists",
    when: "it was contested, and the contest lapsed",
    values: [ID],
    given: lapsed,
    act: contesting(2),
  },
  {
    error: "PartyMayNot",
    when: "the contributor contests it",
    values: [MEMBER],
    given: r.recorded,
    act: contesting(MEMBER),
  },
  {
    error: "ContestLate",
    when: "the contest window is over",
    values: [ID],
    given: async (world) => {
      await r.recorded(world);
      await world.chain.travelTo(await r.windowEnd(world, 1));
    },
    act: contesting(6),
  },
  {
    error: "ContestsFull",
    when: "the member raised as many contests as the rules allow",
    values: [6, w.NOW_EPOCH, 2],
    given: async (world) => {
      await r.recorded(world);
      for (const content of ["one", "two"])
        await r.contested(world, ownHours({ content: hashOf(content) }), 6);
    },
    act: contesting(6),
  },
  ...inactive(6, contesting(6)),
];

const resolving =
  (member, { contribution = ownHours(), strike = true } = {}) =>
  (world) =>
    world.resolve(member, contribution, strike);

/** One way in which a steward is a party. */
const party = (way, given, contribution = ownHours()) => ({
  error: "PartyMayNot",
  when: `the steward ${way}`,
  values: [w.STEWARD],
  given,
  act: resolving(w.STEWARD, { contribution }),
});

const STEWARDS_OWN = ownHours({ contributor: w.STEWARD, basis: w.VOUCHED });
const STEWARD_RECORDED = ownHours({ recorder: w.STEWARD, basis: w.VOUCHED });

export const resolve = [
  {
    error: "StewardRequired",
    when: "the member who resolves is no steward",
    values: [4],
    given: r.contested,
    act: resolving(4),
  },
  {
    error: "ContestUnknown",
    when: "the contested contribution was never recorded",
    values: [ID],
    act: resolving(w.STEWARD),
  },
  {
    error: "ContestUnknown",
    when: "nobody contested it",
    values: [ID],
    given: r.accepted,
    act: resolving(w.STEWARD),
  },
  {
    error: "ContestUnknown",
    when: "it was resolved, and stands",
    given: (world) => r.resolved(world, false),
    act: resolving(2),
  },
  {
    error: "ContestUnknown",
    when: "it was resolved, and is struck",
    given: (world) => r.resolved(world, true),
    act: resolving(2, { strike: false }),
  },
  {
    error: "ContestUnknown",
    when: "it was withdrawn while it was contested",
    given: async (world) => {
      await r.contested(world);
      await world.do(world.withdraw(MEMBER, ownHours()));
    },
    act: resolving(w.STEWARD),
  },
  {
    error: "ContestUnknown",
    when: "the contest has lapsed",
    values: [ID],
    given: lapsed,
    act: resolving(w.STEWARD),
  },
  party("is the contributor", (world) => r.contested(world, STEWARDS_OWN), STEWARDS_OWN),
  party("is the recorder", (world) => r.contested(world, STEWARD_RECORDED), STEWARD_RECORDED),
  party("attested to it", async (world) => {
    await r.contested(world);
    await world.do(world.attest(w.STEWARD, attesting(ownHours())));
  }),
  party("attested to it and retracted", async (world) => {
    await r.contested(world);
    await world.do(world.attest(w.STEWARD, attesting(ownHours())));
    await world.do(world.retract(w.STEWARD, ownHours()));
  }),
  party("contested it", (world) => r.contested(world, ownHours(), w.STEWARD)),
  ...inactive(2, resolving(2)),
];

async function lapsed(world) {
  await r.contested(world);
  const [, lapses] = await world.ask("community", "contestOf", ID);
  await world.chain.travelTo(lapses);
}
