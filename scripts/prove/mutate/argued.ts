import type { Reasoned } from "./reasoned.ts";

/** Mutants that a test could kill and none should: each counts as a survivor, with its reason beside it. */
export const ARGUED: readonly Reasoned[] = [
  {
    file: "contracts/simulation/PayloadSimulator.sol",
    text: "if (gasleft() < reserve) revert NotEnoughGas(gasleft(), reserve);",
    original: "<",
    replacements: ["<="],
    reason:
      "One unit of gas. Where the bound lies to the unit, the compiler decides: a test would have to pin what it makes of the lines before.",
  },
  {
    file: "contracts/simulation/PayloadSimulator.sol",
    text: 'if (left <= reserve) return (false, "");',
    original: "<=",
    replacements: ["<"],
    reason:
      "One unit of gas, with none left for the call. How much is left to the unit, the compiler decides: a test would have to pin what it makes of the lines before.",
  },
];
