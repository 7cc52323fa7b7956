import type { Equivalent } from "./equivalents.ts";

/** Of the libraries of weights. */
export const WEIGHT_EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "contracts/libraries/WeightRule.sol",
    text: "for (; sixteenths < GRID; ++sixteenths) {",
    original: "<",
    replacements: ["<="],
    reason: "Sixteen sixteenths of the base are the base, which is what is returned there.",
  },
  {
    file: "contracts/libraries/WeightRule.sol",
    text: "for (uint256 i = 0; i < members.length; ++i) {",
    original: "0",
    replacements: ["(0 + 1)"],
    reason: "Both sum to 100_00: where the first weight is another, so is one behind it.",
  },
  {
    file: "contracts/libraries/WeightRule.sol",
    text: "if (change > most) change = most;",
    original: ">",
    replacements: [">="],
    reason: "At the most, the most is put in its own place.",
  },
  {
    file: "contracts/libraries/WeightRule.sol",
    text: "if (change < -most) change = -most;",
    original: "<",
    replacements: ["<="],
    reason: "At the most, the most is put in its own place.",
  },
  {
    file: "contracts/libraries/WeightedMedian.sol",
    text: "return new uint256[](capacity + 2);",
    original: "2",
    replacements: ["(2 + 1)"],
    reason: "A word more of room than is ever read or written.",
  },
];
