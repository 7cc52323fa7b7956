import { expect } from "chai";
import { PANEL_HISTORY_HOURS, PanelEngine } from "../../../committee/features/panel.ts";
import {
  LEADERS,
  PANEL_COLUMNS,
  PANEL_FEATURES,
  PANEL_GROUPS,
  PANEL_SCHEMA_HASH,
} from "../../../committee/features/panel-schema.ts";
import type { HourlySample } from "../../../committee/features/types.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { refusal } from "./refusal.ts";
import { FIRST_HOUR, seededRandom } from "./synthetic.ts";

const ASSETS = ["BTC", "ETH", "A", "B", "C", "D"] as const;
const LAST = PANEL_HISTORY_HOURS + 30;

/** A seeded panel with a common factor; later assets move more. */
function path(hours: number, { seed = 6, missing = 0 } = {}): HourlySample[] {
  const random = seededRandom(seed);
  const levels = ASSETS.map(() => 100);
  return Array.from({ length: hours }, (_, i) => {
    const market = random() - 0.5;
    const closes = ASSETS.map((asset, a): [string, number | null] => {
      levels[a] = levels[a]! * Math.exp(0.01 * (a + 1) * (market + 0.7 * (random() - 0.5)));
      return [asset, random() < missing ? null : levels[a]];
    });
    return { hour: FIRST_HOUR + i * 3600, closes: Object.fromEntries(closes) };
  });
}

function lastRows(history: readonly HourlySample[], assets: readonly string[] = ASSETS): Float32Array[] {
  const engine = new PanelEngine(assets);
  return history.map((sample) => engine.push(sample)).at(-1)!;
}

function named(row: Float32Array | undefined): Record<string, number> {
  return Object.fromEntries(PANEL_COLUMNS.map((name, i) => [name, row?.[i] ?? NaN]));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The definitions, from whole columns of prices. */
function definitions(history: readonly HourlySample[]) {
  const price = (asset: string, ago = 0): number => history.at(-1 - ago)!.closes[asset]!;
  const change = (asset: string, hours: number, ago = 0): number =>
    Math.log(price(asset, ago) / price(asset, ago + hours));
  const vol = (asset: string, ago = 0): number =>
    Math.sqrt(mean(range(168).map((i) => change(asset, 1, ago + i) ** 2)));
  const median = (values: readonly number[]): number => {
    const sorted = values.toSorted((a, b) => a - b);
    return mean([sorted[2]!, sorted[3]!]);
  };
  const each = (of: (asset: string) => number): number[] => ASSETS.map(of);
  const ahead = (hours: number): number =>
    (median(each((a) => change(a, hours))) - mean(Object.keys(LEADERS).map((a) => change(a, hours)))) /
    (median(each((a) => vol(a))) * Math.sqrt(hours));
  const correlation = (): number => {
    const shocks = range(168).map((ago) => each((a) => change(a, 1, ago) / vol(a, ago + 1)));
    const [pairs, squares] = [0, 1].map((same) =>
      mean(
        shocks.flatMap((row) =>
          row.flatMap((x, i) => row.filter((_, k) => (k === i) === (same === 1)).map((y) => x * y)),
        ),
      ),
    );
    return pairs! / squares!;
  };
  return { price, change, vol, median, each, ahead, correlation };
}

describe("PanelEngine", () => {
  it("refuses a panel without a leader, an hour that does not follow, and a close that is no price", () => {
    expect(refusal(() => new PanelEngine(["BTC", "A"])).code).to.equal("FEATURE_UNKNOWN_ASSET");
    const engine = new PanelEngine(ASSETS);
    engine.push({ hour: FIRST_HOUR, closes: {} });
    const next = FIRST_HOUR + 3600;
    expect(refusal(() => engine.push({ hour: next + 3600, closes: {} })).code).to.equal("FEATURE_BAD_HOUR");
    expect(refusal(() => engine.push({ hour: next, closes: { A: 0 } })).code).to.equal("FEATURE_BAD_CLOSE");
  });

  it("puts every feature's group among the flags and names each column once", () => {
    expect([...new Set(PANEL_FEATURES.map(({ group }) => group))]).to.deep.equal([...PANEL_GROUPS]);
    expect(new Set(PANEL_COLUMNS).size).to.equal(PANEL_COLUMNS.length);
    expect(PANEL_SCHEMA_HASH).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("computes the cross-section from its definitions", () => {
    const history = path(LAST);
    const { price, change, vol, median, each, ahead, correlation } = definitions(history);
    const returns = each((a) => change(a, 24));
    const high = (a: string): number => Math.max(...range(24).map((ago) => price(a, ago)));
    const common = {
      downShare24: mean(each((a) => (price(a) < 0.95 * high(a) ? 1 : 0))),
      dispersion24: Math.log(
        Math.sqrt(mean(returns.map((r) => (r - mean(returns)) ** 2))) /
          (median(each((a) => vol(a))) * Math.sqrt(24)),
      ),
      medianReturn6: ahead(6),
      medianReturn24: ahead(24),
      correlation168: correlation(),
    };
    expect(common.downShare24).to.satisfy((share: number) => share > 0 && share < 1);
    lastRows(history).forEach((row, i) => {
      const values = named(row);
      expect(values["missing_crossSection"]).to.equal(0);
      for (const [name, value] of Object.entries(common)) expectNearly(values[name], value, 1e-4);
      expectNearly(values["volRank168"], i / (ASSETS.length - 1), 1e-6);
      const lower = returns.filter((other) => other < returns[i]!).length;
      expectNearly(values["returnRank24"], lower / (ASSETS.length - 1), 1e-6);
    });
  });

  it("computes beta, the leader's move and what the asset still lags from their definitions", () => {
    const history = path(LAST);
    const { change, vol } = definitions(history);
    const values = named(lastRows(history)[4]);
    expect(values["missing_leadLag"]).to.equal(0);
    for (const [leader, prefix] of Object.entries(LEADERS)) {
      const month = range(720);
      const beta =
        mean(month.map((ago) => change("C", 1, ago) * change(leader, 1, ago))) /
        mean(month.map((ago) => change(leader, 1, ago) ** 2));
      expectNearly(values[`${prefix}Beta720`], beta, 1e-4);
      for (const hours of [1, 3, 6]) {
        const [leads, root] = [change(leader, hours), Math.sqrt(hours)];
        expectNearly(values[`${prefix}Return${hours}`], leads / (vol(leader) * root), 1e-4);
        const gap = (beta * leads - change("C", hours)) / (vol("C") * root);
        expectNearly(values[`${prefix}Gap${hours}`], gap, 1e-4);
      }
    }
  });

  it("finds no lag of a leader behind itself", () => {
    const values = named(lastRows(path(LAST))[0]);
    expect([values["btcBeta720"], values["btcGap1"], values["btcGap6"]]).to.deep.equal([1, 0, 0]);
    expect(values["ethGap1"]).to.not.equal(0);
  });

  it("flags what is missing and zeroes it: the asset alone, or all where a leader or the panel is gone", () => {
    const history = path(LAST);
    const without = (gone: readonly string[]): Record<string, number>[] => {
      const last = history.at(-1)!;
      const closes = { ...last.closes, ...Object.fromEntries(gone.map((asset) => [asset, null])) };
      return lastRows([...history.slice(0, -1), { ...last, closes }]).map(named);
    };
    const flags = (rows: Record<string, number>[]): number[][] =>
      rows.map((row) => PANEL_GROUPS.map((group) => row[`missing_${group}`]!));
    const [known, lost] = [
      [0, 0],
      [1, 1],
    ];
    expect(flags(without(["A"]))).to.deep.equal([known, known, lost, known, known, known]);
    expect(flags(without(["BTC"]))).to.deep.equal([lost, [0, 1], [0, 1], [0, 1], [0, 1], [0, 1]]);
    const few = without(["A", "B"]);
    expect(flags(few)).to.deep.equal([[1, 0], [1, 0], lost, lost, [1, 0], [1, 0]]);
    for (const { name, group } of PANEL_FEATURES) {
      if (group === "crossSection") expect(few[0]![name], name).to.equal(0);
      expect(few[2]![name], name).to.equal(0);
    }
  });

  it("gives the same bits whenever it was started, with holes in the history", () => {
    const history = path(2 * PANEL_HISTORY_HOURS, { missing: 0.03 });
    const whole = lastRows(history);
    expect(whole.filter((row) => row[0] === 0 && row[1] === 0).length).to.be.greaterThan(2);
    for (const extra of [0, 1, 300]) {
      expect(lastRows(history.slice(-PANEL_HISTORY_HOURS - extra)), String(extra)).to.deep.equal(whole);
    }
  });
});
