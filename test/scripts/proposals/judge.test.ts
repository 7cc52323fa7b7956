import { expect } from "chai";
import { rmSync } from "node:fs";
import { rebuild } from "../../../scripts/proposals/benign.ts";
import type { BenignProposal } from "../../../scripts/proposals/benign.ts";
import { percentileOf } from "../../../scripts/proposals/judge/attacks.ts";
import { leaveOneDaoOut } from "../../../scripts/proposals/judge/leave-out.ts";
import { calibrationOf, catching, sampleOf, scoreOf } from "../../../scripts/proposals/judge/sample.ts";
import type { Sample } from "../../../scripts/proposals/judge/sample.ts";
import { stressOf } from "../../../scripts/proposals/judge/stress.ts";
import { thresholdTable, thresholdWithin } from "../../../scripts/proposals/judge/thresholds.ts";
import { VIEWS } from "../../../scripts/proposals/judge/views.ts";
import { readRecords } from "../../../scripts/proposals/records.ts";
import { aGovernanceFolder } from "./aFolder.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

describe("Judging proposals", () => {
  let benign: BenignProposal[];
  let samples: Sample[];
  before(async () => {
    const folder = aGovernanceFolder();
    benign = rebuild(await readRecords(folder));
    rmSync(folder, { recursive: true });
    samples = VIEWS.map((view) => sampleOf(benign, view));
  });

  it("shows an attack no field in the recorded view that the benign data lack", () => {
    const blind = samples[1]!.attacks.map(({ proposal }) => proposal.snapshot);
    for (const { description, treasury, contracts, actions, votes, proposer } of blind) {
      expect([description, treasury, contracts, proposer.ageDays]).to.deep.equal([null, null, {}, null]);
      expect(actions?.every(({ calldata, value }) => calldata === null && value === 0n)).to.equal(true);
      expect(
        votes?.every(({ weightBefore, weightAfter }) => weightBefore === null && weightAfter === null),
      ).to.equal(true);
    }
    const swerve = blind.find(({ dao }) => dao === "Swerve");
    expect(swerve?.actions?.[0]?.signature).to.equal("forward(bytes)");
  });

  it("changes no benign score between the first two views: what is hidden was never there", () => {
    const scores = samples.slice(0, 2).map((sample) => {
      const calibration = calibrationOf(sample.benign);
      return sample.benign.map((one) => scoreOf(one, calibration).scoreBps);
    });
    expect(scores[0]).to.deep.equal(scores[1]);
  });

  it("judges a DAO by rates and a threshold that its own proposals and its own mechanic had no part in", () => {
    const sample = samples[0]!;
    const [before] = leaveOneDaoOut(sample, [0]);
    const spoiled: Sample = {
      ...sample,
      benign: sample.benign.map((one) =>
        one.dao === "Compound"
          ? { ...one, findings: { ...one.findings, control: { severity: 1, sentence: "" } } }
          : one,
      ),
      attacks: sample.attacks.map((attack) =>
        attack.mechanic.dao === "Compound"
          ? { ...attack, findings: samples[3]!.attacks[0]!.findings }
          : attack,
      ),
    };
    const [after] = leaveOneDaoOut(spoiled, [0]);
    const of = (alarms: typeof before) => alarms?.daos.find(({ dao }) => dao === "Compound")?.threshold;
    expect(of(after)).to.equal(of(before));
    expect(before?.daos.find(({ dao }) => dao === "Compound")?.ownCaught).to.be.a("boolean");
    expect(before?.daos.find(({ dao }) => dao === "Aave")?.ownCaught).to.equal(null);
  });

  it("counts alarms and months over all DAOs, and never less with fewer misses", () => {
    const results = leaveOneDaoOut(samples[1]!, [0, 1, 2, 3, 4, 5]);
    expect(results.map(({ caught }) => caught)).to.deep.equal([13, 12, 11, 10, 9, 8]);
    for (const result of results) {
      expect(result.proposals).to.equal(160);
      expect(result.alarms).to.equal(result.daos.reduce((sum, { alarms }) => sum + alarms, 0));
      expectNearly(result.perMonth, result.alarms / result.months, 1e-12);
      expect(result.perMonth).to.be.within(result.bounds.lower, result.bounds.upper);
    }
    const alarms = results.map((result) => result.alarms);
    expect(alarms).to.deep.equal(alarms.toSorted((a, b) => b - a));
  });

  it("shows the half-way view no later vote, and weighs every view by the rates of the close", () => {
    const [all, , half, before] = samples as [Sample, Sample, Sample, Sample];
    for (const { proposal } of [...half.benign, ...half.attacks]) {
      const { votes, timing, observedAt } = proposal.snapshot;
      expect(observedAt).to.equal(timing.voteStart + Math.floor((timing.voteEnd - timing.voteStart) / 2));
      expect(Math.max(0, ...(votes ?? []).map(({ castAt }) => castAt))).to.be.at.most(observedAt);
    }
    for (const sample of [half, before])
      expect(calibrationOf(sample.benign)).to.deep.equal(calibrationOf(all.benign));
  });

  it("takes the highest threshold that still catches as many", () => {
    expect([1, 2, 3].map((count) => catching([30, 10, 20], count))).to.deep.equal([30, 20, 10]);
    expect(percentileOf(5, [1, 5, 5, 9])).to.equal(0.5);
  });

  it("keeps a threshold within its budget, and no hundred lower would", () => {
    const sample = samples[1]!;
    const calibration = calibrationOf(sample.benign);
    const scores = sample.benign.map((one) => scoreOf(one, calibration).scoreBps);
    const threshold = thresholdWithin(sample, 0.25);
    const [row] = thresholdTable(sample);
    const months = row!.alarms / row!.perMonth;
    const above = (bps: number): number => scores.filter((score) => score >= bps).length;
    expect(above(threshold)).to.be.at.most(0.25 * months);
    expect(above(threshold - 100)).to.be.greaterThan(Math.floor(0.25 * months));
  });

  it("sums the rules that the data cannot measure over all their combinations", () => {
    const { rows, rules } = stressOf(samples[0]!);
    expect(rules).to.include("fresh voting power").and.not.include("late swing");
    const rates = rows.map(({ perMonth }) => perMonth);
    expect(rates).to.deep.equal(rates.toSorted((a, b) => a - b));
    expect(rates.at(-1)).to.be.greaterThan(rates[0]!);
  });
});
