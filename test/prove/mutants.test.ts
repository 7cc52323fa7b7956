import { expect } from "chai";
import { applyTo, mutantsOf, sampleOf } from "../../scripts/prove/mutate/mutants.ts";

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract C {
    uint256[3] private _room; // \u00e4
    function f(uint256 a) external onlyRole(1) returns (uint256 b) {
        if (a < 2 && !g()) revert();
        for (uint256 i = 0; i < a; ++i) b += i;
        assembly {
            b := add(b, 7)
        }
    }
}
`;

const mutants = mutantsOf("C.sol", SOURCE);
const changes = mutants.map(({ original, replacement }) => `${original} -> ${replacement}`);

describe("mutantsOf", () => {
  it("changes comparisons, boolean operators, arithmetic, constants and conditions", () => {
    expect(changes).to.include.members([
      "< -> <=",
      "< -> >=",
      "&& -> ||",
      "!g() -> g()",
      "2 -> (2 + 1)",
      "+= -> -=",
      "a < 2 && !g() -> false",
      "a < 2 && !g() -> true",
    ]);
  });

  it("takes modifiers and statements away, and leaves the head of a loop and the room of an array", () => {
    expect(changes).to.include.members(["onlyRole(1) -> ", "b += i; -> {}"]);
    expect(changes).to.not.include("++i) b += i; -> {}");
    expect(changes).to.not.include("3 -> (3 + 1)");
  });

  it("changes assembly too", () => {
    expect(changes).to.include.members(["add -> sub", "7 -> 0x8", "b := add(b, 7) -> {}"]);
  });

  it("counts bytes as the compiler does: the change stands where it was meant, behind a letter of two bytes", () => {
    const removal = mutants.find(({ operator }) => operator === "modifier")!;
    expect(applyTo(SOURCE, removal)).to.equal(SOURCE.replace("onlyRole(1) ", " "));
    expect(removal.line).to.equal(6);
  });

  it("names each mutant once, and by what stands in its line, not by where the line stands", () => {
    expect(new Set(mutants.map(({ id }) => id)).size).to.equal(mutants.length);
    const moved = mutantsOf("C.sol", SOURCE.replace("contract C", "\n\ncontract C"));
    expect(moved.map(({ id }) => id)).to.deep.equal(mutants.map(({ id }) => id));
  });

  it("counts those of a line that read the same", () => {
    const twice = mutantsOf("D.sol", SOURCE.replace("b += i;", "b += i * 9 + 9;"));
    const nines = twice.filter(({ original }) => original === "9");
    expect(nines.map(({ nth }) => nth)).to.deep.equal([0, 1]);
  });
});

describe("sampleOf", () => {
  it("draws the same mutants for the same seed, and others for another", () => {
    const ids = (seed: number) => sampleOf(mutants, 5, seed).map(({ id }) => id);
    expect(ids(1)).to.deep.equal(ids(1));
    expect(ids(1)).to.not.deep.equal(ids(2));
  });
});
