/** Every act refused for every reason, through every door, with nothing changed. The sentences stand in *.tree. */
import { after, before, describe, it } from "node:test";

import { forgeries, newcomers, samples } from "./refusals/signatures.js";
import { tables } from "./refusals/tables.js";
import { batched, doors, signed } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import { electionOpened, handedOver } from "./support/will.js";
import { FEW, sampleRules, sampleWorld } from "./support/world.js";

/** The worlds in which acts are tried: by which rules, and what came before. */
const WORLDS = {
  usual: {},
  managedMayNotVote: { rules: { managedMayVote: false } },
  onlyStewards: { rules: { sponsors: 0 } },
  few: { rules: { admissionCap: FEW } },
  handedOver: { given: handedOver },
  election: { given: electionOpened },
  electionOfOwnKeys: { rules: { managedMayVote: false }, given: electionOpened },
};

describe("refusals", () => {
  const worlds = {};
  before(async () => {
    for (const [name, { rules, given }] of Object.entries(WORLDS)) {
      const world = await sampleWorld({ founding: { rules: sampleRules(rules) } });
      await given?.(world);
      worlds[name] = { world, back: await world.chain.moment() };
    }
  });
  after(() => Promise.all(Object.values(worlds).map(({ world }) => world.chain.close())));

  /** A world as it was in the beginning, and what is given in it. */
  async function started(given, which = "usual") {
    const { world, back } = worlds[which];
    await back();
    await given?.(world);
    return world;
  }

  for (const [name, cases] of Object.entries(tables)) {
    describe(name, () => {
      for (const { error, when, values, given, act, provoke, world: which } of cases) {
        if (provoke) {
          it(`refuses ${error} when ${when}`, async () => {
            const world = await started(given, which);
            await expectRefused(world, () => provoke(world), error, values);
          });
        }
        for (const [how, door] of Object.entries(act ? doors : {})) {
          it(`refuses ${error} when ${when}, ${how}`, async () => {
            const world = await started(given, which);
            const refused = await act(world);
            await expectRefused(world, () => door(world.chain, refused), error, values);
          });
        }
      }
    });
  }

  for (const [name, { given, act: sample }] of Object.entries({ ...samples, ...newcomers })) {
    describe(`${name}, forged`, () => {
      const known = forgeries.filter(({ ofMember }) => !ofMember || name in samples);
      for (const { error, when, values, forge, everyDoor } of known) {
        for (const [how, door] of Object.entries(everyDoor ? doors : { signed, batched })) {
          it(`refuses ${error} when ${when}, ${how}`, async () => {
            const world = await started(given);
            const act = await forge(world, await sample(world));
            await expectRefused(world, () => door(world.chain, act), error, values);
          });
        }
      }
    });
  }
});
