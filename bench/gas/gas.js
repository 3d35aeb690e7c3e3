/**
 * Gas of what members do, with wallets and with passkeys, beside what EAS uses for the same statements, what Governor
 * uses for a yes or no, and the floor:
 * measured on Hardhat's node, written to bench/results/gas.json, printed with what we aim at.
 */
import * as cases from "./cases.js";
import { Eas } from "./eas.js";
import { CHANGED_SLOT, FRESH_SLOT } from "./floor.js";
import { deployGovernor, governorBallots } from "./governor.js";
import { Rows } from "./rows.js";
import { ECDSA, PASSKEYS, PASSKEYS_ALONE } from "./signers.js";
import { printTable } from "./table.js";
import * as will from "./will.js";

const CONTRIBUTION = "contribution and two attestations";
const IMPORT =
  "contribution vouched for by two stewards, each in an import of 100, one signature a steward";
const ATTESTATION = "attestation alone, the first to a contribution";
const ACCEPTING = "attestation alone, with which a contribution is accepted";
const WAYS = { "by itself": cases.carryAlone, relayed: cases.carry };
const BALLOT = "levels ballot over 16 types";
const ANSWER = "yes/no ballot about a proposal, after others";
const SHARES = "shares ballot over 8 groups and 16 types, after others";
const CLOSING = "closing a vote of shares over 16 groups and 60 types, 100 ballots";
const FIRST = "first of its contributor in the epoch";
const LATER = "later in the epoch";
const FIRST_ACTS = "everybody's first act in an epoch";

/** Gas aimed at, by the name of the row. */
const AIMS = {
  [`${CONTRIBUTION}, ${size(1)}, ${FIRST}`]: 140_000,
  [`${CONTRIBUTION}, ${size(1)}, ${LATER}`]: 123_000,
  [`${CONTRIBUTION}, ${size(100)}, ${FIRST}`]: 98_000,
  [IMPORT]: 63_000,
  [`${ATTESTATION}, by itself${PASSKEYS.suffix}`]: 72_000,
  [`${ATTESTATION}, by itself${PASSKEYS_ALONE.suffix}`]: 312_000,
  [`${BALLOT}, each in a batch of 100`]: 45_000,
  [`${ANSWER}, by itself`]: 80_480,
  [CLOSING]: 2_000_000,
};

const rows = new Rows();
for (const kind of [ECDSA, PASSKEYS, PASSKEYS_ALONE]) await measure(kind);
rows.add("make bench-gas", CLOSING, await will.closing(ECDSA));
rows.write("gas.json");
printTable(rows, AIMS);

/** Each case begins in an epoch that is in use, with a vote in which nobody has voted. */
async function measure(kind) {
  const world = await cases.benchWorld(kind);
  await cases.beginEpoch(world);
  const eas = kind === ECDSA ? await Eas.deploy(world) : undefined;
  const back = await world.chain.moment();
  const fresh = (take) => back().then(take);
  const row = (name, ...figures) => rows.add("make bench-gas", name + kind.suffix, ...figures);

  for (const count of [1, 10, 50, 100]) {
    const peer = await fresh(() => eas?.contributions(count));
    const batch = (...how) => cases.batchOfContributions(world, count, ...how);
    const name = `${CONTRIBUTION}, ${size(count)}`;
    row(`${name}, ${FIRST}`, await fresh(() => batch(FRESH_SLOT)), peer);
    row(`${name}, ${LATER}`, await batch(CHANGED_SLOT), peer);
    const epoch = await fresh(() => cases.nextEpoch(world));
    row(`${name}, ${FIRST_ACTS}`, await batch(FRESH_SLOT, epoch), peer);
  }

  const vouched = await fresh(() => eas?.vouchedImport(100));
  row(IMPORT, await fresh(() => cases.vouchedImport(world, 100)), vouched);

  const attested = await fresh(() => eas?.attestation());
  for (const [way, bring] of Object.entries(WAYS)) {
    const { first, accepting } = await fresh(() => cases.oneAttestation(world, bring));
    row(`${ATTESTATION}, ${way}`, first, attested);
    row(`${ACCEPTING}, ${way}`, accepting, attested);
  }

  const ballot = await fresh(() => cases.oneBallot(world));
  row(`${BALLOT}, alone, first of a vote`, ballot.first);
  row(`${BALLOT}, alone, after others`, ballot.later);
  for (const count of [10, 50, 100]) {
    await fresh(() => cases.oneBallot(world));
    row(`${BALLOT}, each in a batch of ${count}`, await cases.batchOfBallots(world, count));
    row(
      `${BALLOT} replaced, each in a batch of ${count}`,
      await cases.batchOfBallots(world, count, 2),
    );
  }

  const governed = await fresh(() => kind === ECDSA && governor(world));
  const answer = await fresh(() => will.oneAnswer(world));
  row(`${ANSWER}, by itself`, answer.alone, governed);
  row(`${ANSWER}, relayed`, answer.relayed, governed);
  for (const count of [10, 100]) {
    const batch = await fresh(() => will.batchOfAnswers(world, count));
    row(`${ANSWER}, each in a batch of ${count}`, batch, governed);
  }
  for (const count of [1, 10, 100]) {
    const { cast, replaced } = await fresh(() => will.batchOfShares(world, count));
    row(`${SHARES}, ${count === 1 ? "alone" : `each in a batch of ${count}`}`, cast);
    row(`${SHARES}, replaced, ${count === 1 ? "alone" : `each in a batch of ${count}`}`, replaced);
  }
  await world.chain.close();
}

/** What the peer uses for a ballot after others. */
async function governor(world) {
  const voters = world.signers.slice(3, 9);
  const vote = await deployGovernor(world.chain, voters);
  await governorBallots(vote, voters.slice(0, -1));
  return governorBallots(vote, voters.slice(-1));
}

function size(count) {
  return count === 1
    ? "one relayed transaction"
    : `each in a batch of ${count} by different people`;
}
