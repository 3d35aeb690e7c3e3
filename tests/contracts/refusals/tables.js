/** Every table of refusals, by the name of its act or view. */
import * as assembly from "./assembly.js";
import * as ballots from "./ballots.js";
import * as charter from "./charter.js";
import * as closing from "./closing.js";
import * as contests from "./contests.js";
import * as elections from "./elections.js";
import * as founding from "./founding.js";
import * as indicators from "./indicators.js";
import * as members from "./members.js";
import * as proposals from "./proposals.js";
import * as recording from "./record.js";
import * as relayed from "./relayed.js";
import * as shares from "./shares.js";
import * as stewards from "./stewards.js";
import * as views from "./views.js";

const MODULES = [
  recording,
  contests,
  members,
  stewards,
  assembly,
  indicators,
  ballots,
  shares,
  proposals,
  elections,
  closing,
  charter,
  founding,
  relayed,
  views,
];

/** The modules export helpers beside their tables. */
export const tables = Object.fromEntries(
  MODULES.flatMap(Object.entries).filter(([, cases]) => Array.isArray(cases)),
);
