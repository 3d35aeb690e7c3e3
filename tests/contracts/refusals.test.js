/** Every act refused for every reason, through every door, with nothing changed. The sentences stand in *.tree. */
import { after, before, beforeEach, describe, it } from "node:test";

import * as assembly from "./refusals/assembly.js";
import * as founding from "./refusals/founding.js";
import * as recording from "./refusals/record.js";
import { forgeries, samples } from "./refusals/signatures.js";
import * as stewards from "./refusals/stewards.js";
import { batched, doors, signed } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import { LATE_WINDOW, sampleWorld } from "./support/world.js";

const ACTS = { ...recording, ...stewards, ...assembly };
const CALLS = { ...founding };
const WORLDS = {
  usual: {},
  managedMayNotVote: {
    founding: { rules: { lateWindow: LATE_WINDOW, quorum: 2_000, managedMayVote: false } },
  },
};

describe("refusals", () => {
  const worlds = {};
  before(async () => {
    for (const [name, options] of Object.entries(WORLDS)) {
      const world = await sampleWorld(options);
      worlds[name] = { world, back: await world.chain.moment() };
    }
  });
  after(() => Promise.all(Object.values(worlds).map(({ world }) => world.chain.close())));
  beforeEach(() => Promise.all(Object.values(worlds).map(({ back }) => back())));

  for (const [name, cases] of Object.entries(ACTS).filter(([, cases]) => Array.isArray(cases))) {
    describe(name, () => {
      for (const { error, when, values, given, act, world: which = "usual" } of cases) {
        for (const [how, door] of Object.entries(doors)) {
          it(`refuses ${error} when ${when}, ${how}`, async () => {
            const { world } = worlds[which];
            await given?.(world);
            const refused = await act(world);
            await expectRefused(world, () => door(world.chain, refused), error, values);
          });
        }
      }
    });
  }

  for (const [name, cases] of Object.entries(CALLS)) {
    describe(name, () => {
      for (const { error, when, values, given, provoke } of cases) {
        it(`refuses ${error} when ${when}`, async () => {
          const { world } = worlds.usual;
          await given?.(world);
          await expectRefused(world, () => provoke(world), error, values);
        });
      }
    });
  }

  for (const [name, sample] of Object.entries(samples)) {
    describe(`${name}, forged`, () => {
      for (const { error, when, values, forge, everyDoor } of forgeries) {
        for (const [how, door] of Object.entries(everyDoor ? doors : { signed, batched })) {
          it(`refuses ${error} when ${when}, ${how}`, async () => {
            const { world } = worlds.usual;
            const act = await forge(world, sample(world));
            await expectRefused(world, () => door(world.chain, act), error, values);
          });
        }
      }
    });
  }
});
