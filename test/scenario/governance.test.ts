import { expect } from "chai";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GovernanceResult } from "../../scripts/governance/result.ts";
import { runGovernance } from "../../scripts/governance/run.ts";

/** The scenario with seven node processes; its result, what was said, and whether its pictures were there. */
async function run(): Promise<{ result: GovernanceResult; said: string; drawn: boolean }> {
  const out = mkdtempSync(join(tmpdir(), "breakwater-run-"));
  const said: string[] = [];
  try {
    const result = await runGovernance(
      { kill: 0, killAt: undefined, port: 0, out },
      { say: (line) => said.push(line), signal: new AbortController().signal, runName: "governance" },
    );
    return { result, said: said.join("\n"), drawn: result.files.every((file) => existsSync(file)) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

describe("Six proposals that the running committee scores", function () {
  this.timeout(600_000);
  let told: Awaited<ReturnType<typeof run>>;
  before(async () => {
    told = await run();
  });

  it("three attacks need twice the votes and fail, one half as many more and passes; a payment and a ratio change need what they always did", () => {
    const ends = told.result.proposals.map(({ key, gated }) => [key, gated.riskClass, gated.outcome.end]);
    expect(ends).to.deep.equal([
      ["harmless", "Low", "executed"],
      ["ratio", "Low", "waiting"],
      ["hidden", "Strict", "defeated"],
      ["takeover", "Strict", "defeated"],
      ["loan", "Strict", "defeated"],
      ["swing", "Elevated", "executed"],
    ]);
    expect(told.result.proposals.map(({ gated }) => gated.quorumVotes)).to.deep.equal([
      ...[40_000, 40_000, 80_000, 80_000, 80_000, 60_000],
    ]);
  });

  it("the twin executes all six with the same votes, and its treasury is gone; the gated one loses what the late votes decide", () => {
    for (const { ungated } of told.result.proposals) {
      expect(ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
    }
    expect(told.result.ungated.losses).to.deep.include({ WETH: 5_000, USDC: 2_980_000, VOTE: 60_000 });
    expect(told.result.gated.losses).to.deep.equal({ WETH: 0, USDC: 0, VOTE: 60_000, usd: 240_000 });
  });

  it("the ratio is not raised: WETH's score had risen above the bound between the vote and the execution", () => {
    const { events } = told.result.proposals.find(({ key }) => key === "ratio")!.gated;
    const refused = events.find((event) => event.kind === "refused");
    expect(refused?.why).to.match(
      /^its condition does not hold: score \+ spread is [\d.]+ %, not below 43.0 %$/,
    );
    expect([told.result.gated.ratio.ltvBps, told.result.ungated.ratio.ltvBps]).to.deep.equal([80_00, 81_50]);
  });

  it("finds the late swing in the members' last scores, which would be Strict and come too late", () => {
    const { gated } = told.result.proposals.find(({ key }) => key === "swing")!;
    const { hindsight } = gated;
    expect(gated.scoreBps! >= 20_00 && gated.scoreBps! < 40_00).to.equal(true);
    expect(hindsight!.scoreBps > 40_00).to.equal(true);
    expect(hindsight!.riskClass).to.equal("Strict");
    expect(hindsight!.sentences.join("\n"))
      .to.include("from addresses that never voted here before, and without them it does not pass")
      .and.to.match(/late swing: until \d+\.\d % of the voting period the votes against it led/);
    expect(told.said).to.include("Strict, had it come in time; it stays Elevated");
  });

  it("says why in the nodes' own words: what a call does that nobody names, a role for a stranger, and votes that nobody held before", () => {
    const sentencesOf = (key: string): string =>
      told.result.proposals.find((one) => one.key === key)!.gated.sentences.join("\n");
    expect(sentencesOf("hidden"))
      .to.match(/simulated, it takes \d+\.\d % of the treasury's value, where its calls say 0\.0 %/)
      .and.to.include("nothing says what function 0x617ba037 is");
    expect(sentencesOf("takeover")).to.include("by grantRole(bytes32,address)");
    expect(sentencesOf("loan")).to.include("holders have new power for 175.0 % of the quorum");
    expect(told.said).to.include("it gives the raider power over the timelock by grantRole(bytes32,address)");
    expect(told.drawn).to.equal(true);
  });
});
