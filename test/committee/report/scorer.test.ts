import { expect } from "chai";
import { id } from "ethers";
import { createCalibrator } from "../../../committee/calibration/calibrator.ts";
import type { CalibrationInput, Calibrator } from "../../../committee/calibration/calibrator.ts";
import { systemClock } from "../../../committee/lib/clock.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import type { Market } from "../../../committee/market/roster.ts";
import type { Snapshot } from "../../../committee/market/snapshot.ts";
import { createScorer } from "../../../committee/report/scorer.ts";
import { openSqliteStore } from "../../../committee/store/sqlite.ts";
import { aModel } from "../../fixtures/committee/aModel.ts";

const HOUR = 3_600;
const HISTORY = 1_000;
const START = 1_700_002_800 - (1_700_002_800 % HOUR);
const FEEDS = [`0x${"b7".repeat(20)}`, `0x${"e7".repeat(20)}`] as const;
const MARKET: Market = {
  id: id("WETH") as Hex,
  thresholdBps: 500,
  horizonSeconds: 86_400,
  referenceFeed: FEEDS[1],
  subject: `0x${"5e".repeat(20)}`,
};

/** Both feeds swing by half a per cent; from `fallsFrom` on ether loses 1 % an hour. */
function aSnapshot(at: number, fallsFrom = Infinity, missing: readonly number[] = []): Snapshot {
  const closes = (level: number, falling: boolean) =>
    Array.from({ length: HISTORY }, (_, i) => {
      const hour = at - HISTORY + 1 + i;
      if (missing.includes(hour)) return null;
      const fall = falling ? Math.max(0, hour - fallsFrom) : 0;
      return BigInt(Math.round(level * (1 + 0.005 * Math.sin(hour)) * 0.99 ** fall * 1e8));
    });
  const latest = { id: 1n, answer: 1n, updatedAt: BigInt(START + at * HOUR) };
  return {
    block: { number: 1n, hash: "0x01", parentHash: "0x00", timestamp: BigInt(START + at * HOUR) },
    hour: BigInt(START + at * HOUR),
    configDigest: "0x",
    root: "0x",
    feeds: [
      { feed: FEEDS[0], decimals: 8, latest, closes: closes(60_000, false) },
      { feed: FEEDS[1], decimals: 8, latest, closes: closes(3_000, true) },
    ],
  };
}

describe("A scorer", () => {
  const model = aModel(`0x${"11".repeat(32)}`, 0.2);
  const scorerWith = (calibrator: Calibrator) =>
    createScorer({
      model,
      calibrator,
      clock: systemClock,
      panel: FEEDS,
      feedOf: (market) => market.referenceFeed,
    });
  const realCalibrator = () =>
    createCalibrator({
      store: openSqliteStore(":memory:"),
      model: model.sha256 as Hex,
      gridBps: model.manifest.gridBps,
      onChange: () => undefined,
    });
  const says = (drifting: boolean): Calibrator => ({
    advance: (markets) => markets.map(({ marketId }) => ({ marketId, drifting, horizons: [] })),
  });

  it("flags a drifting market as degraded and changes neither its score nor what is explained", async () => {
    const steady = await scorerWith(says(false)).score(aSnapshot(HISTORY), [MARKET], 7n);
    const drifting = await scorerWith(says(true)).score(aSnapshot(HISTORY), [MARKET], 7n);
    expect(steady.markets[0]!.degraded).to.equal(false);
    expect(drifting.markets[0]!.degraded).to.equal(true);
    expect(drifting.markets[0]!.scoreBps).to.equal(steady.markets[0]!.scoreBps);
    expect(drifting.explanationRoot).to.equal(steady.explanationRoot);
    expect(drifting.markets[0]!.explanation).to.equal(steady.markets[0]!.explanation);
  });

  it("gives the calibrator the prices up to the snapshot's hour and the model's probabilities", async () => {
    const seen: CalibrationInput[] = [];
    const spy: Calibrator = { advance: (markets) => (seen.push(...markets), says(false).advance(markets)) };
    await scorerWith(spy).score(aSnapshot(HISTORY), [MARKET], 7n);
    expect(seen).to.have.length(1);
    expect(seen[0]!.hour).to.equal(START + HISTORY * HOUR);
    expect(seen[0]!.closes).to.have.length(HISTORY);
    expect(seen[0]!.closes.at(-1)).to.equal(Math.round(3_000 * (1 + 0.005 * Math.sin(HISTORY)) * 1e8) / 1e8);
    const { near, far } = seen[0]!.probabilities;
    expect([near?.[0], far?.[0]]).to.deep.equal([0.2, 1.5 * 0.2]);
  });

  it("abstains without a price, and tells the calibrator that there was no forecast", async () => {
    const seen: CalibrationInput[] = [];
    const spy: Calibrator = { advance: (markets) => (seen.push(...markets), says(false).advance(markets)) };
    const round = await scorerWith(spy).score(aSnapshot(HISTORY, Infinity, [HISTORY]), [MARKET], 7n);
    expect(round.markets[0]!.scoreBps).to.equal(null);
    expect(seen[0]!.probabilities).to.deep.equal({ near: null, far: null });
  });

  it("finds by itself that a model that never moves has lost its hold in a long fall", async () => {
    const scorer = scorerWith(realCalibrator());
    const flags: boolean[] = [];
    for (let hour = HISTORY; hour < HISTORY + 130; hour++) {
      const round = await scorer.score(aSnapshot(hour, HISTORY + 30), [MARKET], BigInt(hour));
      flags.push(round.markets[0]!.degraded);
    }
    expect(flags.indexOf(true)).to.be.within(30 + 24, 130);
    expect(flags.slice(0, 50)).to.not.include(true);
  });
});
