import { expect } from "chai";
import { mutantsOf } from "../../scripts/prove/mutate/mutants.ts";
import { reasonIn, speaksOf } from "../../scripts/prove/mutate/reasoned.ts";

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract C {
    function f(uint256 a) external pure returns (uint256) {
        if (a < 2) return a * 9 + 9;
        return a;
    }
}
`;

const mutants = mutantsOf("C.sol", SOURCE);
const LINE = { file: "C.sol", text: "if (a < 2) return a * 9 + 9;", reason: "None that matters." };
const NINES = { ...LINE, original: "9", replacements: ["(9 + 1)"] };

describe("speaksOf", () => {
  it("means every mutant that reads so, or those that are counted out", () => {
    const meant = (nth?: readonly number[]) =>
      mutants
        .filter((mutant) => speaksOf(nth ? { ...NINES, nth } : NINES, mutant))
        .map(({ original, nth: place }) => [original, place]);
    expect(meant()).to.deep.equal([
      ["9", 0],
      ["9", 1],
    ]);
    expect(meant([1])).to.deep.equal([["9", 1]]);
  });

  it("means nothing once the line, the file or the change is another", () => {
    const others = [
      { ...NINES, text: "if (a < 2) return a * 9 + 8;" },
      { ...NINES, file: "D.sol" },
      { ...NINES, replacements: ["(9 + 2)"] },
    ];
    for (const entry of others) expect(mutants.some((mutant) => speaksOf(entry, mutant))).to.equal(false);
  });
});

describe("reasonIn", () => {
  it("gives the reason of the entry that means a mutant, and none for the others", () => {
    const entry = { ...LINE, original: "<", replacements: ["<="] };
    const reasons = mutants.map((mutant) => [mutant.replacement, reasonIn([NINES, entry], mutant)]);
    expect(reasons).to.deep.include.members([
      ["<=", LINE.reason],
      ["(9 + 1)", LINE.reason],
      [">=", undefined],
      ["true", undefined],
    ]);
  });
});
