import { parseSnapshot } from "../../../committee/proposals/snapshot.ts";
import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";
import { atlantis } from "./atlantis.ts";
import { audius } from "./audius.ts";
import { beanstalk } from "./beanstalk.ts";
import { buildFinance } from "./build-finance.ts";
import { compound289 } from "./compound-289.ts";
import { fortress } from "./fortress.ts";
import { hiddenSelector } from "./hidden-selector.ts";
import { mango } from "./mango.ts";
import { swerve } from "./swerve.ts";
import { synthetify } from "./synthetify.ts";
import { tornadoCash } from "./tornado-cash.ts";
import { trueSeigniorage } from "./true-seigniorage.ts";
import type { Mechanic } from "./world.ts";
import { yam } from "./yam.ts";

/** Every mechanic, in the order of the attacks; the technique without a date stands last. */
export const MECHANICS: readonly Mechanic[] = [
  trueSeigniorage,
  buildFinance,
  beanstalk,
  fortress,
  yam,
  audius,
  mango,
  swerve,
  tornadoCash,
  atlantis,
  synthetify,
  compound289,
  hiddenSelector,
];

/** From the attack as published to the most patient version of it. */
export const STRENGTHS = [1, 0.8, 0.6, 0.4, 0.2, 0] as const;

/** A mechanic at a strength, read as a member reads a proposal. */
export const drawn = (mechanic: Mechanic, strength: number): ProposalSnapshot =>
  parseSnapshot(mechanic.draw(strength));
