import type { Reasoned } from "./reasoned.ts";

/** Mutants that a test could kill and none should: each counts as a survivor, with its reason beside it. */
export const ARGUED: readonly Reasoned[] = [
  {
    file: "contracts/simulation/PayloadSimulator.sol",
    text: "if (gasleft() < reserve) revert NotEnoughGas(gasleft(), reserve);",
    original: "<",
    replacements: ["<="],
    reason:
      "One unit of gas: a test that finds the bound a unit later cannot tell whether the contract moved it or the compiler.",
  },
  {
    file: "contracts/simulation/PayloadSimulator.sol",
    text: 'if (left <= reserve) return (false, "");',
    original: "<=",
    replacements: ["<"],
    reason:
      "A call that would get no gas instead of none at all: a test that finds the bound a unit of gas later cannot tell whether the contract moved it or the compiler.",
  },
];
