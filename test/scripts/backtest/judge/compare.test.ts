import { expect } from "chai";
import type { CrisisResult } from "../../../../scripts/backtest/backtest.ts";
import { compare } from "../../../../scripts/backtest/judge/compare.ts";
import { capacityShares, curveOf, damageOf, mixAt } from "../../../../scripts/backtest/judge/curve.ts";
import { groupsOf } from "../../../../scripts/backtest/judge/groups.ts";
import { SCALES } from "../../../../scripts/backtest/policies.ts";
import type { Outcome } from "../../../../scripts/backtest/replay.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

const anOutcome = (badDebtUsd: number, capacityHoursLost = 0): Outcome => ({
  badDebtUsd,
  peakBadDebtUsd: badDebtUsd,
  liquidatedUsd: badDebtUsd,
  capacityHoursLost,
  leadInCapacityHoursLost: 0,
  calmCapacityHoursLost: 0,
  liquidationsCausedByCommittee: 0,
  liquidatedHereOnly: 0,
});

/** A crisis of 1,000 hours in which each forecaster's policies leave [bad debt, capacity-hours]. */
const aCrisis = (
  control: number,
  forecasters: Record<string, [number, number][]>,
  overrides: Partial<CrisisResult> = {},
): CrisisResult => ({
  ...{ name: "crash", from: 0, to: 1, foundBy: "rule", hours: 1_000, economyOf: "calm" },
  committee: { members: [], inSample: false },
  control: anOutcome(control),
  forecasters: Object.fromEntries(
    Object.entries(forecasters).map(([id, points]) => [
      id,
      points.map(([badDebt, capacity], policy) => ({ policy, actions: 0, ...anOutcome(badDebt, capacity) })),
    ]),
  ),
  ...overrides,
});

const first = aCrisis(100, {
  a: [
    [20, 100],
    [60, 40],
  ],
  b: [
    [40, 100],
    [100, 0],
  ],
});
const second = aCrisis(300, {
  a: [
    [60, 300],
    [180, 120],
  ],
  b: [
    [240, 300],
    [300, 0],
  ],
});

describe("curveOf", () => {
  it("sums damage and capacity over crises", () => {
    expect(curveOf([first, second], "a", "badDebtUsd")).to.deep.equal([
      { policy: 0, capacityShare: 0.2, damageShare: 0.2 },
      { policy: 1, capacityShare: 0.08, damageShare: 0.6 },
    ]);
  });

  it("is undefined where the control lost nothing", () => {
    expect(curveOf([aCrisis(0, { a: [[0, 1]] })], "a", "badDebtUsd")).to.equal(undefined);
  });
});

describe("mixAt", () => {
  it("mixes the neighbours so that exactly the share is withheld", () => {
    const mix = mixAt([0.2, 0.08], 0.14);
    expect(mix).to.deep.include({ lower: 1, upper: 0 });
    expectNearly(mix?.part, 0.5, 1e-12);
  });

  it("mixes the gentlest policy with none at all below it", () => {
    const mix = mixAt([0.2, 0.08], 0.02);
    expect(mix).to.deep.include({ lower: -1, upper: 1 });
    expectNearly(damageOf(first, "a", mix!, "badDebtUsd"), 100 - 0.25 * 40, 1e-9);
  });

  it("extrapolates nothing", () => {
    expect(mixAt([0.2, 0.08], 0.21)).to.equal(undefined);
  });
});

const compareAt = (crises: readonly CrisisResult[], reference: string, share: number, damage: "badDebtUsd") =>
  compare(crises, reference, [share])[damage]?.[0];

describe("compare", function () {
  this.timeout(30_000);

  it("compares at equal capacity lost", () => {
    expect(capacityShares([first, second], "b")).to.deep.equal([0.2, 0]);
    const at = compareAt([first, second], "a", 0.1, "badDebtUsd");
    // a: between 0.6 at 8 % and 0.2 at 20 %; b: halfway between 1 and 0.7.
    expectNearly(at?.damageShare["a"], 0.6 - (0.4 * 0.02) / 0.12, 1e-12);
    expectNearly(at?.damageShare["b"], 0.85, 1e-12);
    expectNearly(at?.less["b"]?.mean, 1 - (0.6 - 0.4 / 6) / 0.85, 1e-12);
    expectNearly(at?.points["b"]?.mean, 0.85 - (0.6 - 0.4 / 6), 1e-12);
  });

  it("has bounds around the mean that narrow to nothing when all crises are alike", () => {
    const mixed = compareAt([first, second, first], "a", 0.1, "badDebtUsd")?.less["b"];
    expect(mixed!.lo! < mixed!.mean && mixed!.mean < mixed!.hi!).to.equal(true);
    const alike = compareAt([first, first, first], "a", 0.1, "badDebtUsd")?.less["b"];
    expectNearly(alike?.lo, alike!.mean, 1e-12);
    expectNearly(alike?.hi, alike!.mean, 1e-12);
  });

  it("gives the same bounds twice", () => {
    expect(compareAt([first, second], "a", 0.1, "badDebtUsd")).to.deep.equal(
      compareAt([first, second], "a", 0.1, "badDebtUsd"),
    );
  });

  it("is null for a damage that the control did not have", () => {
    expect(compare([aCrisis(0, { a: [[0, 1]], b: [[0, 1]] })], "a", [0.0005]).badDebtUsd).to.equal(null);
  });

  it("says nothing of a forecaster whose curve does not reach so far", () => {
    const at = compareAt([aCrisis(10, { a: [[5, 100]], b: [[5, 10]] })], "a", 0.05, "badDebtUsd");
    expect(at?.damageShare["b"]).to.equal(null);
    expect(at?.less["b"]).to.equal(null);
  });
});

describe("groupsOf", function () {
  this.timeout(30_000);

  const policies = SCALES.map((scale): [number, number] => [10 * scale, 20 / scale]);
  const crisis = (name: string, from: number, control = 100) =>
    aCrisis(control, { committee: policies, static: policies }, { name, from });

  it("keeps crises apart that came after the fits, and leaves the worst one out once", () => {
    const groups = groupsOf([crisis("old", 10, 900), crisis("new", 20)], 15);
    expect(groups.map(({ crises }) => crises)).to.deep.equal([["old", "new"], ["new"], ["old"], ["new"]]);
    expect(groups[1]?.name).to.equal("all but old");
    expectNearly(groups[0]?.deployedShare, 0.02, 1e-12);
    expect(groups[0]?.comparisons.badDebtUsd?.[0]?.capacityShare).to.equal(groups[0]?.deployedShare);
  });

  it("is one group where there is one crisis", () => {
    expect(groupsOf([crisis("new", 20)], 15)).to.have.length(1);
  });
});
