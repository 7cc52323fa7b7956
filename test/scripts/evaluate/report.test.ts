import { expect } from "chai";
import { alarmTables } from "../../../scripts/evaluate/report/alarms.ts";
import type { AlarmReport, EvaluationResult } from "../../../scripts/evaluate/result.ts";
import { headlineOf } from "../../../scripts/evaluate/sections/alarms.ts";
import { START } from "./aSample.ts";

const random = (hours: number): AlarmReport["nulls"]["scattered"] => ({
  crises: 0.5,
  eventHours: 0.061,
  falseAlarmsPerMonth: 9,
  medianWarningHours: hours,
  firstWarningHours: [hours, 0],
});

const aReport = (id: string, firstWarningHours: number | null): AlarmReport => ({
  id,
  thresholdBps: 355,
  limit: "hours",
  crises: [
    { name: "one", troughAt: START, firstWarningHours, beforeFallHours: 3 },
    { name: "two", troughAt: START + 3_600, firstWarningHours: null, beforeFallHours: null },
  ],
  medianWarningHours: 12,
  episodes: 4,
  falseAlarms: 3,
  falseAlarmsPerMonth: 0.75,
  falseAlarmsWithin: { mean: 0.75, lo: 0.25, hi: 1.35 },
  share: 0.061,
  recall: { crises: 0.5, eventHours: 0.085 },
  nulls: { scattered: random(50), shifted: random(4) },
});

const alarms = [1, 2].map((falseAlarmsPerMonth) => ({
  falseAlarmsPerMonth,
  forecasts: [aReport("committee", 24 * falseAlarmsPerMonth), aReport("har", 5)],
}));

describe("alarmTables", () => {
  const text = alarmTables({ alarms } as unknown as EvaluationResult);
  const cells = text.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));

  it("puts each figure beside those of random alarms, with its bounds", () => {
    const [, ...row] = cells.find(([, id]) => id === "committee")!;
    expect(row.slice(0, 4)).to.deep.equal([
      "committee",
      "355 bps",
      "hours",
      "0.75 [0.25, 1.35] (9.00 / 9.00)",
    ]);
    expect(row).to.include.members(["12 h (50 h / 4 h)", "8.5 % (6.1 % / 6.1 %)", "50 % (50 % / 50 %)"]);
  });

  it("has a part for every budget, with every forecast's first warning of every crisis", () => {
    expect(text.match(/### Fixed for [12] false alarm episodes a month/g)).to.have.length(2);
    const ones = cells.filter(([, name]) => name === "one").map((row) => row.slice(2, -1));
    expect(ones).to.deep.equal([
      ["2024-01-01 00h", "24 h (50 / 4)", "3 h", "5 h (50 / 4)"],
      ["2024-01-01 00h", "48 h (50 / 4)", "3 h", "5 h (50 / 4)"],
    ]);
    const two = cells.find(([, name]) => name === "two")!;
    expect(two.slice(3, 6)).to.deep.equal(["none (0 / 0)", "none", "none (0 / 0)"]);
  });
});

describe("headlineOf", () => {
  it("is the committee at two false alarms a month", () => {
    expect(headlineOf(alarms)).to.equal(alarms[1]!.forecasts[0]);
    expect(headlineOf([])).to.equal(undefined);
  });
});
