import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fall, pegPath } from "../../committee/features/peg-synthetic.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** The stablecoins that the synthetic pegs stand for. */
const COINS: Readonly<Record<string, string>> = {
  AAA: "USDC",
  BBB: "USDT",
  CCC: "DAI",
  DDD: "BUSD",
  EEE: "TUSD",
};

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = join(ROOT, "scripts", "evaluate-monitors.ts");
  return spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
}

describe("evaluate-monitors", function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-evaluate-"));
    const path = pegPath({ seed: 7, hours: 600, shift: (a, i) => (a === "AAA" ? fall(400, 20, 600)(i) : 0) });
    const rows = path.flatMap(({ hour, closes }) =>
      Object.entries(closes).map(([asset, ratio]) => `${hour},${COINS[asset]},${ratio ?? ""},synthetic`),
    );
    const text = ["ts,symbol,price_usd,source", ...rows].join("\n");
    writeFileSync(join(folder, "stable_lst_prices_hourly.csv.gz"), gzipSync(text));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["no folder named", [], /--data is missing; usage/],
    ["a folder that is not there", ["--data", "/nowhere"], /There is no data folder at \/nowhere/],
    ["a date that is none", ["--data", ".", "--from", "soon"], /"soon" is no date/],
    [
      "a period turned round",
      ["--data", ".", "--from", "2024-01-01", "--to", "2023-01-01"],
      /must lie before/,
    ],
  ];
  for (const [fault, args, sentence] of refused) {
    it(`refuses ${fault} with a sentence and a non-zero exit`, () => {
      const { status, stderr, stdout } = run(...args);
      expect(status).to.equal(1);
      expect(stderr).to.match(sentence);
      expect(stderr.trim().split("\n").length).to.equal(1);
      expect(stdout).to.equal("");
    });
  }

  it("refuses a broken file with a sentence that names the file and the line", () => {
    const broken = mkdtempSync(join(tmpdir(), "breakwater-evaluate-"));
    const text = "ts,steth_eth_ratio\n1700000000,not a price\n";
    writeFileSync(join(broken, "steth_eth_ratio_hourly.csv.gz"), gzipSync(text));
    const { status, stderr } = run("--data", broken);
    rmSync(broken, { recursive: true });
    expect(status).to.equal(1);
    expect(stderr).to.match(/^\S*steth_eth_ratio_hourly\.csv\.gz, line 2: /);
    expect(stderr.trim().split("\n").length).to.equal(1);
  });

  it("refuses a period without hours", () => {
    const { status, stderr } = run("--data", folder, "--from", "2030-01-01");
    expect(status).to.equal(1);
    expect(stderr).to.contain("no hour to judge");
  });

  it("judges a folder of pegs alone as JSON, and says what it lacks", () => {
    const { status, stdout, stderr } = run("--data", folder, "--from", "2000-01-01", "--json");
    expect(status).to.equal(0);
    expect(stderr).to.contain("no lending monitor").and.to.contain("no liquidity monitor");
    const { monitors } = JSON.parse(stdout) as {
      monitors: {
        id: string;
        series: number;
        skill: { event: string; events: number; onsets: number }[];
        alarms: { budget: number; scores: Record<string, { incidents: number; warned: number }> }[];
      }[];
    };
    expect(monitors.map(({ id }) => id)).to.deep.equal(["peg"]);
    const [peg] = monitors;
    expect(peg!.series).to.equal(5);
    const deep = peg!.skill.find(({ event }) => event === "below200in24h")!;
    expect(deep.onsets).to.equal(1);
    // Of the 24 hours before the onset the last is already beyond 200 bps, for one hour, and not forecast.
    expect(deep.events).to.equal(23);
    const widest = peg!.alarms.find(({ budget }) => budget === 12)!.scores["monitor"]!;
    expect(widest.incidents).to.equal(1);
    expect(widest.warned).to.equal(1);
  });
});
