import { control, hiddenCall, issuance, outflow, strangeCode } from "./actions.ts";
import { newProposer, timeToReact } from "./circumstances.ts";
import { borrowedPower, freshPower, unknownDeciders } from "./power.ts";
import type { Rule } from "./rule.ts";
import { concentration, lateSwing, thinTurnout, unusualVote } from "./vote.ts";
import { undisclosed } from "./words.ts";

/** Every rule, in the order of a score's contributions. */
export const RULES: readonly Rule[] = [
  freshPower,
  borrowedPower,
  unknownDeciders,
  concentration,
  lateSwing,
  thinTurnout,
  unusualVote,
  control,
  strangeCode,
  hiddenCall,
  outflow,
  issuance,
  undisclosed,
  timeToReact,
  newProposer,
];
