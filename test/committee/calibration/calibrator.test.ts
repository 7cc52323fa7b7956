import { expect } from "chai";
import { id } from "ethers";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createCalibrator } from "../../../committee/calibration/calibrator.ts";
import type { MarketCoverage } from "../../../committee/calibration/calibrator.ts";
import { CalibrationError } from "../../../committee/calibration/errors.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { openSqliteStore } from "../../../committee/store/sqlite.ts";
import type { Store } from "../../../committee/store/store.ts";
import { GRID, HOUR, lineForecast } from "./synthetic.ts";

const START = 1_700_002_800 - (1_700_002_800 % HOUR);
const MODEL = id("model") as Hex;
const MARKETS = [id("WETH") as Hex, id("WBTC") as Hex] as const;

const BOTH = { near: lineForecast(40), far: lineForecast(25) };

/** WETH loses 12 % a day for ten days and then stands; WBTC stands all the time. */
const weth = (index: number): number => 100 * Math.exp(-0.12 * (Math.min(Math.max(index - 60, 0), 240) / 24));

function hourOf(index: number) {
  const hours = Array.from({ length: 100 }, (_, back) => index - 99 + back).filter((hour) => hour >= 0);
  const hour = START + index * HOUR;
  return [
    { marketId: MARKETS[0], hour, closes: hours.map(weth), probabilities: BOTH },
    { marketId: MARKETS[1], hour, closes: hours.map(() => 100), probabilities: BOTH },
  ];
}

/** Undoes the store's later steps, which older stores do not know. */
const AS_OF_VERSION_2 =
  "DROP TABLE signed_proposals; DROP TABLE proposal_scores; DROP TABLE kept_rounds; DROP TABLE searched; ALTER TABLE sent DROP COLUMN lane;";

describe("A calibrator", function () {
  // Every write waits for the disk.
  this.timeout(30_000);
  let folder: string;
  let store: Store;
  const open = () => openSqliteStore(join(folder, "node.sqlite"));
  const calibratorOn = (on: Store, changes: MarketCoverage[] = [], model = MODEL) =>
    createCalibrator({ store: on, model, gridBps: GRID, onChange: (coverage) => changes.push(coverage) });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-calibration-"));
    store = open();
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  it("flags the market whose quantiles are missed, not the other, and says so once for each change", () => {
    const changes: MarketCoverage[] = [];
    const memory = openSqliteStore(":memory:");
    const calibrator = calibratorOn(memory, changes);
    const flags: boolean[] = [];
    for (let i = 0; i < 1_700; i++) flags.push(calibrator.advance(hourOf(i))[0]!.drifting);
    expect(changes.map(({ marketId, drifting }) => [marketId, drifting])).to.deep.equal([
      [MARKETS[0], true],
      [MARKETS[0], false],
    ]);
    expect(flags.indexOf(true)).to.be.within(60 + 24, 60 + 24 + 60);
    expect(flags.at(-1)).to.equal(false);
    memory.close();
  });

  it("goes on after a restart as if there had been none, to the last bit", () => {
    const whole = calibratorOn(openSqliteStore(":memory:"));
    let broken = calibratorOn(store);
    for (let i = 0; i < 150; i++) {
      if (i % 37 === 36) {
        store.close();
        store = open();
        broken = calibratorOn(store);
      }
      expect(broken.advance(hourOf(i))).to.deep.equal(whole.advance(hourOf(i)));
    }
  });

  it("gives the same answer when the hour is run again after a kill", () => {
    const calibrator = calibratorOn(store);
    for (let i = 0; i < 140; i++) calibrator.advance(hourOf(i));
    const first = calibrator.advance(hourOf(140));
    store.close();
    store = open();
    expect(calibratorOn(store).advance(hourOf(140))).to.deep.equal(first);
  });

  it("writes once a round, nothing when nothing changed, and takes the hour again after a failed write", () => {
    let writes = 0;
    let full = false;
    const fragile = {
      calibrationOf: (model: Hex) => store.calibrationOf(model),
      saveCalibration: (...args: Parameters<Store["saveCalibration"]>) => {
        if (full) throw new Error("the disk is full");
        writes++;
        store.saveCalibration(...args);
      },
    };
    const options = { model: MODEL, gridBps: GRID, onChange: () => undefined };
    const calibrator = createCalibrator({ ...options, store: fragile });
    for (let i = 0; i < 30; i++) calibrator.advance(hourOf(i));
    calibrator.advance(hourOf(29));
    expect(writes).to.equal(30);
    full = true;
    expect(() => calibrator.advance(hourOf(30))).to.throw(/the disk is full/);
    full = false;
    expect(calibrator.advance(hourOf(30))[0]!.horizons[0]!.judged).to.equal(7);
    expect(writes).to.equal(31);
  });

  it("begins anew with another model and keeps the record of the first", () => {
    const first = calibratorOn(store);
    for (let i = 0; i < 40; i++) first.advance(hourOf(i));
    const other = calibratorOn(store, [], id("another model") as Hex);
    expect(other.advance(hourOf(40))[0]!.horizons[0]!.judged).to.equal(0);
    expect(calibratorOn(store).advance(hourOf(40))[0]!.horizons[0]!.judged).to.equal(17);
  });

  it("does not start on a record that it cannot read", () => {
    for (const state of [
      "{",
      '{"hour":null}',
      '{"hour":1,"judged":0,"skipped":0,"levels":[],"pending":[]}',
      '{"near":{"hour":1,"judged":0,"skipped":0,"levels":[],"pending":[]},"far":null}',
    ]) {
      store.saveCalibration(MODEL, [{ market: MARKETS[0], state }]);
      expect(() => calibratorOn(store)).to.throw(
        CalibrationError,
        /calibration of market 0x[0-9a-f]{64} cannot be read: restore the store/,
      );
    }
  });

  it("keeps both horizons beside each other, each judged in its own time", () => {
    const calibrator = calibratorOn(openSqliteStore(":memory:"));
    let coverage: MarketCoverage | undefined;
    for (let i = 0; i < 100; i++) [coverage] = calibrator.advance(hourOf(i));
    expect(coverage!.horizons.map(({ horizonHours, judged }) => [horizonHours, judged])).to.deep.equal([
      [24, 76],
      [72, 28],
    ]);
  });

  it("flags a market that drifts at the far horizon alone", () => {
    const changes: MarketCoverage[] = [];
    const calibrator = calibratorOn(openSqliteStore(":memory:"), changes);
    // What is said of a day leaves room for the fall, what is said of three days does not.
    const probabilities = { near: lineForecast(2), far: lineForecast(60) };
    for (let i = 0; i < 300; i++) calibrator.advance(hourOf(i).map((hour) => ({ ...hour, probabilities })));
    expect(changes.map(({ marketId }) => marketId)).to.deep.equal([MARKETS[0]]);
    const [change] = changes;
    expect([change!.drifting, ...change!.horizons.map(({ drifting }) => drifting)]).to.deep.equal([
      true,
      false,
      true,
    ]);
  });

  it("has nothing to judge at a horizon that the model does not forecast", () => {
    const calibrator = calibratorOn(openSqliteStore(":memory:"));
    const probabilities = { near: lineForecast(40), far: null };
    let coverage: MarketCoverage | undefined;
    for (let i = 0; i < 100; i++) {
      [coverage] = calibrator.advance(hourOf(i).map((hour) => ({ ...hour, probabilities })));
    }
    expect(coverage!.horizons.map(({ judged, skipped }) => [judged, skipped])).to.deep.equal([
      [76, 0],
      [0, 0],
    ]);
  });

  it("goes on with the near horizon of a store from before the far one was watched, to the last bit", () => {
    const file = join(folder, "near.sqlite");
    const whole = calibratorOn(openSqliteStore(":memory:"));
    let kept = openSqliteStore(file);
    const first = calibratorOn(kept);
    for (let i = 0; i < 40; i++) [first, whole].forEach((one) => one.advance(hourOf(i)));
    const rows = kept.calibrationOf(MODEL);
    kept.close();
    const older = new DatabaseSync(file);
    const set = older.prepare("UPDATE calibration SET state = ? WHERE market = ?");
    for (const { market, state } of rows) {
      set.run(JSON.stringify((JSON.parse(state) as { near: object }).near), market);
    }
    older.exec(`${AS_OF_VERSION_2} PRAGMA user_version = 2`);
    older.close();
    kept = openSqliteStore(file);
    const [brought] = calibratorOn(kept).advance(hourOf(40));
    const [expected] = whole.advance(hourOf(40));
    kept.close();
    expect(expected!.horizons[0]!.judged).to.equal(17);
    expect(brought!.horizons[0]).to.deep.equal(expected!.horizons[0]);
    expect(brought!.horizons[1]!.judged).to.equal(0);
  });

  it("brings a store from before calibration up without losing what it holds", () => {
    const file = join(folder, "older.sqlite");
    openSqliteStore(file).close();
    const older = new DatabaseSync(file);
    older.exec(`${AS_OF_VERSION_2} DROP TABLE calibration; PRAGMA user_version = 1`);
    older.exec("INSERT INTO observations VALUES (3, 1, 'digest', 'payload')");
    older.close();
    const brought = openSqliteStore(file);
    expect(brought.observationsOf(3n)).to.have.length(1);
    calibratorOn(brought).advance(hourOf(0));
    expect(brought.calibrationOf(MODEL).map(({ market }) => market)).to.have.members([...MARKETS]);
    brought.close();
  });
});
