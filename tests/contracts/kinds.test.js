/** A signer of every kind in every part it can play: acting, consenting, recovering, joining, claiming, inviting. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { NEVER, Person } from "./support/acts.js";
import { signed } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MEMBER, STEWARD, UNCLAIMED, people } = w;
const passkeysOnly = p.ways.filter(({ kind }) => kind === "a passkey");
/** Where P-256 is a precompile of the chain (EIP-7951, since Osaka), and where the verifier computes it. */
const CHAINS = [
  ["with the precompile for P-256", "osaka", p.ways],
  ["without the precompile for P-256", "prague", passkeysOnly],
];

for (const [chain, hardfork, ways] of CHAINS) {
  describe(`every kind of signer, ${chain}`, () => {
    let world, back, views, signers;
    before(async () => {
      world = await w.sampleWorld({ hardfork });
      views = p.viewsOf(world);
      signers = {};
      for (const [kind, make] of Object.entries(p.kinds)) signers[kind] = await make(world, kind);
      back = await world.chain.moment();
    });
    after(() => world.chain.close());
    beforeEach(() => back());

    /** The signer speaks for the member, and what it says counts. */
    async function acts(signer, member, door) {
      assert.deepEqual(await views.speaks(signer), [member]);
      const own = w.ownHours({ contributor: member, recorder: member });
      await world.do({ ...world.record(member, own), by: signer }, door);
      assert.deepEqual(await r.viewsOf(world).seen(own), [r.STATE.proposed, 0, 0]);
    }

    for (const { how, kind, door } of ways) {
      it(`is added, having consented, and acts, ${how}`, async () => {
        const signer = signers[kind];
        const receipt = await world.do(world.addSigner(MEMBER, signer), door);
        const told = r.toldIn(receipt, "SignerAdded");
        assert.deepEqual(told, { member: MEMBER, signer: signer.signer, managed: false });
        assert.equal((await views.standing(MEMBER)).signers, 2);
        await acts(signer, MEMBER, door);
      });

      it(`adds and removes signers, also the member's first, ${how}`, async () => {
        const signer = signers[kind];
        await p.withSigners(world, MEMBER, signer);
        const third = new Person("a third signer");
        await world.do(world.addSigner(MEMBER, third, { by: signer }), door);
        await world.do(p.removeSigner(world, MEMBER, people.member3, { by: signer }), door);
        assert.deepEqual(await views.speaks(third, people.member3), [MEMBER, 0]);
        await acts(signer, MEMBER, door);
      });

      it(`speaks no longer once it is removed, ${how}`, async () => {
        const signer = signers[kind];
        await p.withSigners(world, MEMBER, signer);
        await world.do(p.removeSigner(world, MEMBER, signer, { by: signer }), door);
        const act = { ...world.record(MEMBER, w.ownHours()), by: signer };
        await expectRefused(world, () => door(world.chain, act), "SignerNotOfMember");
      });

      it(`takes over by recovery, ${how}`, async () => {
        const signer = signers[kind];
        await world.chain.travelTo(await p.confirmed(world, MEMBER, signer));
        const receipt = await world.do(p.completeRecovery(world, MEMBER, signer), door);
        const told = r.toldIn(receipt, "RecoveryCompleted");
        assert.deepEqual(told, { member: MEMBER, signer: signer.signer, managed: false });
        assert.deepEqual(await views.speaks(people.member3), [0]);
        await acts(signer, MEMBER, door);
      });

      it(`objects to a recovery, ${how}`, async () => {
        const signer = signers[kind];
        await p.withSigners(world, MEMBER, signer);
        await p.confirmed(world, MEMBER, people.stranger);
        await world.do(p.objectTo(world, MEMBER, { by: signer }), door);
        assert.equal((await views.recovery(MEMBER)).at(-1), true);
      });

      it(`joins by an invitation, ${how}`, async () => {
        const signer = signers[kind];
        const invitation = await world.invitation(STEWARD, new Person("key"));
        await world.do(world.join(signer, invitation), door);
        await acts(signer, 8, door);
      });

      it(`invites as a steward's signer, and takes back, ${how}`, async () => {
        const signer = signers[kind];
        await p.withSigners(world, STEWARD, signer);
        const inviting = (label) => world.invitation(STEWARD, new Person(label), NEVER, signer);
        const [used, unused] = [await inviting("used"), await inviting("unused")];
        await world.do(world.join(people.stranger, used));
        assert.deepEqual(await views.speaks(people.stranger), [8]);
        await world.do({ ...p.uninvite(world, STEWARD, unused), by: signer }, door);
        const late = world.join(new Person("late"), unused);
        await expectRefused(world, () => signed(world.chain, late), "ActRepeated");
      });

      it(`claims an unclaimed membership, ${how}`, async () => {
        const signer = signers[kind];
        await world.do(p.claim(world, signer), door);
        for (const steward of [1, 2]) await world.do(p.confirmClaim(world, steward, signer));
        await acts(signer, UNCLAIMED, door);
      });

      it(`is admitted by a steward, and by members, ${how}`, async () => {
        const signer = signers[kind];
        for (const member of [MEMBER, 4]) await world.do(p.sponsor(world, member, signer));
        await acts(signer, 8, door);
      });
    }
  });
}
