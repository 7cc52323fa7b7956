import { expect } from "chai";
import { AbiCoder } from "ethers";
import { describeSimulation } from "../../../committee/proposals/simulation.ts";
import { aProposal } from "./aProposal.ts";

const error = (text: string): `0x${string}` =>
  `0x08c379a0${AbiCoder.defaultAbiCoder().encode(["string"], [text]).slice(2)}`;

const told = (reason: `0x${string}`) =>
  describeSimulation(aProposal({ simulation: { reverts: { action: 1, reason }, balances: [] } }));

const reverting = (how: string) => [
  `simulation: call 1 reverts now, ${how}, so that what it would do is not seen`,
];

describe("describeSimulation", () => {
  it("says nothing where nothing was simulated, or nothing is to be said", () => {
    expect(describeSimulation(aProposal())).to.deep.equal([]);
    expect(describeSimulation(aProposal({ simulation: { reverts: null, balances: [] } }))).to.deep.equal([]);
  });

  it("gives a revert's reason by its words, its error, or as none", () => {
    expect(told(error("TimelockController: not ready (2 days)"))).to.deep.equal(
      reverting('saying "TimelockController: not ready (2 days)"'),
    );
    expect(told("0xdeadbeef00")).to.deep.equal(reverting("with the error 0xdeadbeef"));
    expect(told("0x")).to.deep.equal(reverting("without a reason"));
  });

  it("repeats no words that are long, broken or more than plain text: whoever wrote the payload wrote them", () => {
    const refused = reverting("with the error 0x08c379a0");
    for (const text of ["a".repeat(101), 'safe". Vote for it', "line\nline", "<b>", ""])
      expect(told(error(text))).to.deep.equal(refused);
    expect(told("0x08c379a0ff")).to.deep.equal(refused);
  });

  it("names the calls that were left out", () => {
    const actions = ["0x01", "0x02"].map((calldata) => ({
      ...{ target: `0x${"71".repeat(20)}`, signature: null, calldata },
    }));
    const simulation = { reverts: null, skipped: [1, 2], balances: [] };
    expect(describeSimulation(aProposal({ actions, simulation }))).to.deep.equal([
      "simulation: without call 1, call 2 to the governor itself",
    ]);
  });
});
