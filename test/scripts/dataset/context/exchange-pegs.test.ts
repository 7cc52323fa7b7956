import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXCHANGE_FILE, readExchangePegs } from "../../../../scripts/dataset/context/exchange-pegs.ts";
import { writeCsv } from "./write-csv.ts";

const HOUR = 3600;
const T0 = Date.UTC(2022, 4, 31, 20) / 1000;

describe("readExchangePegs", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-exchange-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("gives none without the file, and none without a stablecoin in it", async () => {
    expect((await readExchangePegs(folder)).size).to.equal(0);
    writeCsv(folder, EXCHANGE_FILE, "ts,BTC", [[T0, 1]]);
    expect((await readExchangePegs(folder)).size).to.equal(0);
  });

  it("knows a close at the hour's end, holds a jump back, takes a lone tick out and ends UST in June 2022", async () => {
    const usdc = [1, 0.9, 1, 0.95, 0.94];
    writeCsv(
      folder,
      EXCHANGE_FILE,
      "ts,BTC,USDC,UST",
      usdc.map((close, i) => [T0 + i * HOUR, 30_000, close, 1]),
    );
    const series = await readExchangePegs(folder);
    const at = (i: number): number => T0 + (i + 1) * HOUR;
    expect(series.get("exchange:USDC")!.live).to.deep.equal([
      { knownAt: at(0), value: 1 },
      { knownAt: at(2), value: 1 },
      { knownAt: at(4), value: 0.94 },
    ]);
    expect(series.get("exchange:USDC")!.settled.map(({ value }) => value)).to.deep.equal([
      1,
      null,
      1,
      0.95,
      0.94,
    ]);
    expect(series.get("exchange:UST")!.live).to.have.length(3);
  });
});
