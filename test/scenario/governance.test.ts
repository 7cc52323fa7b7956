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

describe("Four proposals that the running committee scores", function () {
  this.timeout(600_000);
  let told: Awaited<ReturnType<typeof run>>;
  before(async () => {
    told = await run();
  });

  it("two attacks need twice the votes and fail; a payment and a ratio change need what they always did", () => {
    const ends = told.result.proposals.map(({ key, gated }) => [key, gated.riskClass, gated.outcome.end]);
    expect(ends).to.deep.equal([
      ["harmless", "Low", "executed"],
      ["ratio", "Low", "waiting"],
      ["takeover", "Strict", "defeated"],
      ["loan", "Strict", "defeated"],
    ]);
    expect(told.result.proposals.map(({ gated }) => gated.quorumVotes)).to.deep.equal([
      ...[40_000, 40_000, 80_000, 80_000],
    ]);
  });

  it("the twin executes all four with the same votes, and its treasury is gone", () => {
    for (const { ungated } of told.result.proposals) {
      expect(ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
    }
    expect(told.result.ungated.losses).to.deep.include({ USDC: 2_980_000, WETH: 5_000 });
    expect(told.result.gated.losses).to.deep.equal({ USDC: 0, WETH: 0, usd: 0 });
  });

  it("the ratio is not raised: WETH's score had risen above the bound between the vote and the execution", () => {
    const { events } = told.result.proposals.find(({ key }) => key === "ratio")!.gated;
    const refused = events.find((event) => event.kind === "refused");
    expect(refused?.why).to.match(
      /^its condition does not hold: score \+ spread is [\d.]+ %, not below 43.0 %$/,
    );
    expect([told.result.gated.ratio.ltvBps, told.result.ungated.ratio.ltvBps]).to.deep.equal([80_00, 81_50]);
  });

  it("says why in the nodes' own words: a role for a stranger, and votes that nobody held before", () => {
    const sentencesOf = (key: string): string =>
      told.result.proposals.find((one) => one.key === key)!.gated.sentences.join("\n");
    expect(sentencesOf("takeover")).to.include("by grantRole(bytes32,address)");
    expect(sentencesOf("loan")).to.include("holders have new power for 175.0 % of the quorum");
    expect(told.said).to.include("it gives the raider power over the timelock by grantRole(bytes32,address)");
    expect(told.drawn).to.equal(true);
  });
});
