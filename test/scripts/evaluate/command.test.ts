import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseArguments } from "../../../scripts/evaluate/arguments.ts";
import { EvaluateError } from "../../../scripts/evaluate/errors.ts";
import { BEGIN, END } from "../../../scripts/evaluate/page.ts";
import type { EvaluationResult } from "../../../scripts/evaluate/result.ts";
import { PRICE_FILE } from "../../../scripts/dataset/prices.ts";
import { aPriceTable } from "../forecast/aHistory.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const HOURS = 2_600;

function run(...args: readonly string[]) {
  const command = ["--disable-warning=ExperimentalWarning", join(ROOT, "scripts", "evaluate.ts"), ...args];
  return spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
}

describe("parseArguments", () => {
  const refused = (...argv: string[]): string => {
    try {
      parseArguments(argv);
    } catch (error) {
      if (error instanceof EvaluateError) return error.message;
      throw error;
    }
    return "";
  };

  it("refuses what is missing, misspelt or the wrong way round, each in a sentence", () => {
    expect(refused()).to.contain("--data FOLDER is missing");
    expect(refused("--data", "x", "--form", "2023-07-01")).to.contain("--form");
    expect(refused("--data", "x", "--from", "2023-02-30")).to.contain("--from 2023-02-30 is no day");
    expect(refused("--data", "x", "--from", "2024-07-01", "--to", "2024-07-01")).to.contain("is not after");
    expect(refused("--data", "x", "--every", "0")).to.contain("--every 0");
  });

  it("thins long ranges only", () => {
    expect(parseArguments(["--data", "x"])!.every).to.equal(1);
    expect(parseArguments(["--data", "x", "--from", "2018-01-01"])!.every).to.equal(3);
    expect(parseArguments(["--data", "x", "--from", "2018-01-01", "--every", "2"])!.every).to.equal(2);
    expect(parseArguments(["--help"])).to.equal(null);
  });
});

describe("npm run evaluate", function () {
  this.timeout(240_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-evaluate-"));
    const { closes, firstHour } = aPriceTable(HOURS, 3);
    const symbols = [...closes.keys()];
    const lines = Array.from({ length: HOURS }, (_, h) =>
      [firstHour + (h - 1) * 3600, ...symbols.map((symbol) => closes.get(symbol)![h] ?? "")].join(","),
    );
    // An asset of the panel that is not there, one that has no price, and one that no model knows.
    const text = [["ts", ...symbols, "SOL", "NEW"].join(","), ...lines.map((line) => `${line},,5`)].join(
      "\n",
    );
    writeFileSync(join(folder, PRICE_FILE), gzipSync(text + "\n"));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("ends in a sentence and a code where the folder, the range or the option is wrong", () => {
    const missing = run("--data", join(folder, "nowhere"));
    expect([missing.status, missing.stdout]).to.deep.equal([1, ""]);
    expect(missing.stderr).to.contain("There is no data folder at");
    const late = run("--data", folder, "--from", "2030-01-01", "--to", "2031-01-01");
    expect(late.status).to.equal(1);
    expect(late.stderr).to.contain("No hour from 2030-01-01 to 2031-01-01 can be judged");
    const wrong = run("--data", folder, "--from", "yesterday");
    expect(wrong.status).to.equal(2);
  });

  it("prints one JSON object with every promised field, and writes the page", () => {
    const page = join(folder, "evaluation.md");
    writeFileSync(page, `# Page\n\n${BEGIN}\n${END}\n\nBelow.\n`);
    const args = ["--from", "2020-11-20", "--to", "2020-12-25", "--json", "--markdown", page];
    const { status, stdout, stderr } = run("--data", folder, ...args);
    expect(status, stderr).to.equal(0);
    const result = JSON.parse(stdout) as EvaluationResult;
    expect([result.from, result.to]).to.deep.equal(["2020-11-20", "2020-12-25"]);
    expect(Object.keys(result.thresholds)).to.deep.equal(["0.05", "0.08", "0.12", "0.20"]);
    expect(result.assets).to.deep.equal(["BTC", "ETH", "LINK"]);
    for (const threshold of Object.values(result.thresholds)) {
      const { base, rows, episodes, models, delta } = threshold;
      expect(typeof base).to.equal("number");
      expect(rows > 1_000 && episodes >= 0).to.equal(true);
      expect(models["committee"]!.kind).to.equal("committee");
      expect(Object.values(models).filter(({ kind }) => kind === "member").length >= 1).to.equal(true);
      expect(delta).to.have.keys("brier", "prAuc");
      for (const interval of [delta.brier, delta.prAuc]) expect(interval).to.include.keys("mean", "lo", "hi");
    }
    expect(result.thresholds["0.05"]!.models["committee"]!.prAuc! > 0).to.equal(true);
    expect(result.crises).to.be.an("array");
    expect(typeof result.falseAlarmsPerMonth).to.equal("number");
    expect(result.alarms.map(({ falseAlarmsPerMonth }) => falseAlarmsPerMonth)).to.deep.equal([0.5, 1, 2, 4]);
    for (const { forecasts } of result.alarms) {
      expect(forecasts[0]!.id).to.equal("committee");
      expect(forecasts.length).to.be.greaterThan(10);
      for (const { crises, nulls, falseAlarmsPerMonth, falseAlarmsWithin } of forecasts) {
        expect(falseAlarmsWithin.mean).to.equal(falseAlarmsPerMonth);
        expect(nulls.scattered.firstWarningHours).to.have.length(crises.length);
      }
    }
    const headline = result.alarms[2]!.forecasts[0]!;
    expect([result.crises, result.falseAlarmsPerMonth]).to.deep.equal([
      headline.crises,
      headline.falseAlarmsPerMonth,
    ]);
    expect(result.controls.future.differences).to.deep.equal([]);
    expect(result.notices.some((notice) => notice.includes("in sample"))).to.equal(true);
    expect(result.notices.some((notice) => notice.includes("SOL has no price"))).to.equal(true);
    expect(result.notices.some((notice) => notice.includes("no column MATIC"))).to.equal(true);
    const text = readFileSync(page, "utf8");
    expect(text).to.match(/^# Page\n\n.*\n\n/);
    expect(text).to.contain("## Every forecast").and.to.contain("\n\nBelow.\n");
    expect(readFileSync(join(folder, "pictures", "evaluation-reliability.svg"), "utf8")).to.contain("<svg");
  });

  it("judges challengers when asked to, as what they are", () => {
    const range = ["--from", "2020-12-20", "--to", "2020-12-24"];
    const { status, stdout, stderr } = run("--data", folder, ...range, "--challengers", "--json");
    expect(status, stderr).to.equal(0);
    const result = JSON.parse(stdout) as EvaluationResult;
    for (const { models, bestBaseline } of Object.values(result.thresholds)) {
      expect(models["joint-transformer"]!.kind).to.equal("challenger");
      expect(models["gaf-cnn"]!.kind).to.equal("challenger");
      expect(models[bestBaseline!]!.kind).to.equal("baseline");
    }
    expect(result.controls.future.differences).to.deep.equal([]);
    expect(result.corrections.challengers).to.include("joint-transformer");
  });

  it("refuses a page without markers", () => {
    const page = join(folder, "bare.md");
    writeFileSync(page, "# Bare\n");
    const { status, stderr } = run(
      "--data",
      folder,
      "--from",
      "2020-12-20",
      "--to",
      "2020-12-22",
      "--markdown",
      page,
    );
    expect(status).to.equal(1);
    expect(stderr).to.contain("has lost its markers");
  });
});
