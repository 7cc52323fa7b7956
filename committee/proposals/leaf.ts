import { id } from "ethers";
import type { Hex } from "../lib/hex.ts";
import { merkleLeaf } from "../lib/merkle.ts";
import type { Calibration } from "./calibration.ts";
import { RULES } from "./rules/rules.ts";
import type { ProposalScore } from "./score.ts";
import type { UsualVotes } from "./usual/usual-votes.ts";

/** keccak256 of the rules' ids and names, in their order: contributions mean nothing without them. */
export const RULES_HASH: Hex = id(JSON.stringify(RULES.map(({ id: rule, name }) => [rule, name]))) as Hex;

const NOTHING_USUAL: UsualVotes = { centres: [], scales: [], inverse: [], tenth: 0, hundredth: 0 };

/** What stands for the model in the leaf: keccak256 of the rules and their calibration. The rules' code is the release's. */
export function calibrationHash(calibration: Calibration): Hex {
  const rates = RULES.map(({ id: rule }) => [
    rule,
    calibration.rates[rule].severity,
    calibration.rates[rule].judged,
  ]);
  const { centres, scales, inverse, tenth, hundredth } = calibration.usual ?? NOTHING_USUAL;
  return id(JSON.stringify([RULES_HASH, rates, centres, scales, inverse, tenth, hundredth])) as Hex;
}

const TYPES = ["bytes32", "uint64", "bytes32", "bytes32", "uint16", "uint16", "int32[]"] as const;

/**
 * Leaf of an explanation tree, in the form of explain/leaf.ts: market, round, model, groups, score, baseline, attributions.
 * The baseline is 0: a proposal of which no rule says anything.
 */
export function proposalLeaf(
  context: { readonly marketId: Hex; readonly round: bigint },
  score: ProposalScore,
  calibration: Calibration,
): Hex {
  return merkleLeaf(TYPES, [
    context.marketId,
    context.round,
    calibrationHash(calibration),
    RULES_HASH,
    score.scoreBps,
    0,
    score.contributions.map(({ bps }) => bps),
  ]);
}
