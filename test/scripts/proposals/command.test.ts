import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProposalScore } from "../../../committee/proposals/score.ts";
import { aProposalJson } from "../../committee/proposals/aProposal.ts";
import { BEGIN, END } from "../../../scripts/proposals/report/page.ts";
import { aGovernanceFolder } from "./aFolder.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const EXAMPLE = join(ROOT, "committee", "proposals", "proposal.example.json");

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ["--disable-warning=ExperimentalWarning", join(ROOT, "scripts", "evaluate-proposals.ts")];
  return spawnSync(process.execPath, [...command, ...args], {
    encoding: "utf8",
    cwd: ROOT,
    maxBuffer: 1 << 26,
  });
}

describe("npm run proposals", function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-proposal-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  describe("-- --explain", () => {
    it("says what the example hides: score, why, and the call within the call", () => {
      const { status, stdout, stderr } = run("--explain", EXAMPLE);
      expect([status, stderr]).to.deep.equal([0, ""]);
      expect(stdout).to.match(/^Harbour, proposal 42: score 9,\d{3} of 10,000, raised most by /);
      expect(stdout).to.contain("fresh voting power: 95.6 % of the votes for it are power");
      expect(stdout).to.contain("the text says nothing of a change of who is in control");
      expect(stdout).to.contain(
        "1.1. Gives 0x00000000000000000000000000000000000000c1 power over 0x00000000000000000000000000000000000000b1 by transferOwnership(address).",
      );
    });

    it("gives the same score as JSON, summing exactly", () => {
      const { stdout } = run("--explain", EXAMPLE, "--json");
      const { scoreBps, contributions } = JSON.parse(stdout) as ProposalScore;
      expect(contributions.reduce((sum, { bps }) => sum + bps, 0)).to.equal(scoreBps);
    });

    it("says nothing against a harmless proposal, and which rules are blind", () => {
      const json = aProposalJson({ treasury: null });
      const { status, stdout } = run("--explain", file("harmless.json", JSON.stringify(json)));
      expect(status).to.equal(0);
      expect(stdout).to.contain("treasury outflow: the file lacks what this rule needs.");
      expect(stdout).to.contain("1. Calls setReserveFactor(1500) on");
    });

    it("refuses what it cannot read in one sentence, without a stack", () => {
      const cases: readonly [string, RegExp][] = [
        [join(folder, "nowhere.json"), /nowhere\.json cannot be read/],
        [file("broken.json", "{"), /broken\.json is no JSON/],
        [file("empty.json", "{}"), /The proposal cannot be read: dao must be the DAO's name; /],
        [file("null.json", "null"), /The proposal cannot be read: the proposal /],
        [
          file("twice.json", JSON.stringify(aProposalJson({ observedAt: 1 }))),
          /contradicts itself: observedAt lies before timing\.createdAt/,
        ],
      ];
      for (const [path, sentence] of cases) {
        const { status, stderr, stdout } = run("--explain", path);
        expect(stderr).to.match(sentence);
        expect(stderr.trim().split("\n"), path).to.have.lengthOf(1);
        expect([status, stdout]).to.deep.equal([1, ""]);
      }
    });
  });

  it("ends with 2 and the usage for a command line that it does not know", () => {
    for (const args of [["--bogus"], ["--explain", EXAMPLE, "--calibrate"], ["extra"]]) {
      const { status, stderr } = run(...args);
      expect(status, args.join(" ")).to.equal(2);
      expect(stderr).to.contain("usage: npm run proposals");
    }
    expect(run("--help")).to.include({ status: 0, stderr: "" });
  });

  it("ends with 1 where the data are not there", () => {
    const { status, stderr } = run("--data", "/nowhere");
    expect(status).to.equal(1);
    expect(stderr).to.equal(
      "/nowhere/governance_proposals.csv.gz is not there; --data must name the folder that holds it.\n",
    );
  });

  it("writes into a page what it prints, and leaves the rest of the page alone", () => {
    const data = aGovernanceFolder();
    const page = file("page.md", `# Title\n\n${BEGIN}\n\nold\n\n${END}\n\nTail.\n`);
    const { status, stdout, stderr } = run("--data", data, "--markdown", page);
    rmSync(data, { recursive: true });
    expect([status, stderr]).to.deep.equal([0, ""]);
    expect(readFileSync(page, "utf8")).to.equal(
      `# Title\n\n${BEGIN}\n\n${stdout.trimEnd()}\n\n${END}\n\nTail.\n`,
    );
    expect(stdout).to.contain("160 benign proposals over");
  });

  it("ends with 1 where a page has lost its markers", () => {
    const data = aGovernanceFolder();
    const { status, stderr } = run("--data", data, "--markdown", file("bare.md", "# Title\n"));
    rmSync(data, { recursive: true });
    expect(status).to.equal(1);
    expect(stderr).to.contain("has lost its markers");
  });
});
