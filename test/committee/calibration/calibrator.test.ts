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
import { HOUR, lineForecast, SHAPE } from "./synthetic.ts";

const START = 1_700_002_800 - (1_700_002_800 % HOUR);
const MODEL = id("model") as Hex;
const MARKETS = [id("WETH") as Hex, id("WBTC") as Hex] as const;

/** WETH loses 12 % a day for ten days and then stands; WBTC stands all the time. */
const weth = (index: number): number => 100 * Math.exp(-0.12 * (Math.min(Math.max(index - 60, 0), 240) / 24));

function hourOf(index: number) {
  const hours = Array.from({ length: 60 }, (_, back) => index - 59 + back).filter((hour) => hour >= 0);
  const hour = START + index * HOUR;
  return [
    { marketId: MARKETS[0], hour, closes: hours.map(weth), probabilities: lineForecast(40) },
    { marketId: MARKETS[1], hour, closes: hours.map(() => 100), probabilities: lineForecast(40) },
  ];
}

describe("A calibrator", function () {
  // Every write waits for the disk.
  this.timeout(30_000);
  let folder: string;
  let store: Store;
  const open = () => openSqliteStore(join(folder, "node.sqlite"));
  const calibratorOn = (on: Store, changes: MarketCoverage[] = [], model = MODEL) =>
    createCalibrator({ store: on, model, shape: SHAPE, onChange: (coverage) => changes.push(coverage) });

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
    const options = { model: MODEL, shape: SHAPE, onChange: () => undefined };
    const calibrator = createCalibrator({ ...options, store: fragile });
    for (let i = 0; i < 30; i++) calibrator.advance(hourOf(i));
    calibrator.advance(hourOf(29));
    expect(writes).to.equal(30);
    full = true;
    expect(() => calibrator.advance(hourOf(30))).to.throw(/the disk is full/);
    full = false;
    expect(calibrator.advance(hourOf(30))[0]!.judged).to.equal(7);
    expect(writes).to.equal(31);
  });

  it("begins anew with another model and keeps the record of the first", () => {
    const first = calibratorOn(store);
    for (let i = 0; i < 40; i++) first.advance(hourOf(i));
    const other = calibratorOn(store, [], id("another model") as Hex);
    expect(other.advance(hourOf(40))[0]!.judged).to.equal(0);
    expect(calibratorOn(store).advance(hourOf(40))[0]!.judged).to.equal(17);
  });

  it("does not start on a record that it cannot read", () => {
    for (const state of [
      "{",
      '{"hour":null}',
      '{"hour":1,"judged":0,"skipped":0,"levels":[],"pending":[]}',
    ]) {
      store.saveCalibration(MODEL, [{ market: MARKETS[0], state }]);
      expect(() => calibratorOn(store)).to.throw(
        CalibrationError,
        /calibration of market 0x[0-9a-f]{64} cannot be read: restore the store/,
      );
    }
  });

  it("brings a store of the version before up without losing what it holds", () => {
    const file = join(folder, "older.sqlite");
    openSqliteStore(file).close();
    const older = new DatabaseSync(file);
    older.exec("DROP TABLE calibration; PRAGMA user_version = 1");
    older.exec("INSERT INTO observations VALUES (3, 1, 'digest', 'payload')");
    older.close();
    const brought = openSqliteStore(file);
    expect(brought.observationsOf(3n)).to.have.length(1);
    calibratorOn(brought).advance(hourOf(0));
    expect(brought.calibrationOf(MODEL).map(({ market }) => market)).to.have.members([...MARKETS]);
    brought.close();
  });
});
