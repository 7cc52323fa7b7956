import { expect } from "chai";
import { mergeMutants, SWITCH } from "../../scripts/prove/mutate/merged.ts";
import { mutantsOf } from "../../scripts/prove/mutate/mutants.ts";
import { readSwitch } from "../../scripts/prove/mutate/plan.ts";
import { compile } from "../../scripts/prove/solc.ts";

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract C {
    uint256 private constant MOST = 7;
    event Counted(uint256 value);
    modifier once(uint256 a) {
        if (a == 0) revert();
        _;
    }
    function f(uint256 a) external once(1) returns (uint256 b) {
        if (a < 2 && a != 1) revert();
        for (uint256 i = 0; i < a; ++i) b += 1 << i;
        emit Counted(MOST);
        assembly {
            b := add(b, 7)
        }
    }
}
`;

const settings = (contract: string) => ({
  outputSelection: { "C.sol": { "": ["ast"], [contract]: ["abi"] } },
});

function compileC(content: string) {
  const input = { language: "Solidity", sources: { "C.sol": { content } }, settings: settings("C") };
  return compile(input, (path) => (path === SWITCH ? readSwitch() : undefined));
}

const mutants = mutantsOf("C.sol", SOURCE, compileC(SOURCE).sources["C.sol"]?.ast);
const numbers = new Map(mutants.filter(({ holder }) => holder).map(({ id }, index) => [id, index + 1]));
const merged = mergeMutants(SOURCE, mutants, numbers);

describe("mergeMutants", () => {
  it("writes every mutant that has a holder into one source, which compiles", () => {
    for (const number of numbers.values()) expect(merged.text).to.include(`isMutant(${number})`);
    expect(compileC(merged.text).contracts?.["C.sol"]).to.have.property("C");
  });

  it("leaves constants and modifiers to be compiled alone", () => {
    const alone = mutants.filter(({ holder }) => !holder).map(({ original }) => original);
    expect(alone).to.have.members(["7", "once(1)"]);
  });

  it("gives a constant the type that it has where it stands, lest it overflow a smaller one", () => {
    expect(merged.text).to.match(/uint256\(1\)\) << i/);
  });

  it("keeps the source as it is where it has no mutants", () => {
    expect(mergeMutants(SOURCE, mutants, new Map()).text).to.equal(SOURCE);
  });

  it("says where each mutant stands, in bytes", () => {
    const bytes = Buffer.from(merged.text);
    const removal = mutants.find(({ original }) => original.startsWith("emit"))!;
    const span = merged.spans.find(({ ids }) => ids.length === 1 && ids[0] === removal.id)!;
    expect(bytes.subarray(span.start, span.end).toString()).to.include("emit Counted(");
  });
});
