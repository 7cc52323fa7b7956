import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { expectNearly } from "../../fixtures/nearly.ts";
import { DemoError, EXIT } from "../../../scripts/demo/errors.ts";
import { HOUR_S } from "../../../scripts/demo/hours.ts";
import { dataPath } from "../../../scripts/replay/data-path.ts";

const FROM = 1_600_000_000 - (1_600_000_000 % HOUR_S);
const WARMUP = 60;
const TO = FROM + 10 * HOUR_S;

interface Files {
  prices: string[];
  stables: string[];
  ratio: string[];
}

/** A made-up, complete data folder: closes of the hours that end from the warm-up's start to a day after the end. */
const aFolder = (): Files => {
  const prices = ["ts,ETH,BTC,LINK"];
  const stables = ["ts,symbol,price_usd,source"];
  for (let hour = FROM - WARMUP * HOUR_S; hour <= TO + 24 * HOUR_S; hour += HOUR_S) {
    prices.push(`${hour - HOUR_S},${200 + prices.length},${8000 + prices.length},4`);
    stables.push(`${hour - 600},USDC,1.001,ochaff`, `${hour - 600},DAI,0.999,ochaff`);
  }
  return { prices, stables, ratio: ["ts,steth_eth_ratio", `${FROM - 30 * HOUR_S - 5},0.98`] };
};

describe("dataPath", () => {
  let folder: string;
  const write = ({ prices, stables, ratio }: Files): void => {
    const file = (name: string, lines: string[]): void => {
      writeFileSync(join(folder, name), gzipSync(`${lines.join("\n")}\n`));
    };
    file("prices_hourly_close.csv.gz", prices);
    file("stable_lst_prices_hourly.csv.gz", stables);
    file("steth_eth_ratio_hourly.csv.gz", ratio);
  };
  const read = () => dataPath({ folder, from: FROM, to: TO, warmupHours: WARMUP });
  const failing = (): DemoError => {
    try {
      read();
    } catch (error) {
      if (error instanceof DemoError) return error;
      throw error;
    }
    throw new Error("The folder was accepted.");
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-data-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("takes the close of the hour that ends at T as the price of T", () => {
    write(aFolder());
    const path = read();
    expect(path.hours[path.from]).to.equal(FROM);
    expect(path.hours[path.to]).to.equal(TO);
    expect(path.usd.WETH[0]).to.equal(201);
    expect(path.usd.WBTC[path.from]).to.equal(8001 + WARMUP);
    expect(path.usd.DAI[path.from]).to.equal(0.999);
    expectNearly(path.usd.wstETH[path.from]! / path.usd.WETH[path.from]!, 0.98, 1e-9);
  });

  it("leaves a missing hour of the warm-up without a price and says so", () => {
    const files = aFolder();
    files.prices.splice(5, 2);
    write(files);
    const path = read();
    expect(path.usd.WETH.slice(3, 7).map((price) => price === null)).to.deep.equal([
      false,
      true,
      true,
      false,
    ]);
    expect(path.notes.join(" ")).to.include("2 hours of the warm-up have no price");
  });

  it("refuses a missing hour that is to be scored", () => {
    const files = aFolder();
    files.prices.splice(WARMUP + 3, 1);
    write(files);
    expect(failing().message).to.match(
      /has no ETH close for .*, which is to be scored; choose --from and --to/,
    );
  });

  it("refuses a warm-up with too many gaps", () => {
    const files = aFolder();
    files.prices.splice(2, 50);
    write(files);
    expect(failing().message).to.match(/lacks 50 of the 60 hours of ETH .* choose a later --from/);
  });

  it("names file and line of a broken row", () => {
    const files = aFolder();
    files.prices[7] = "123,4";
    write(files);
    expect(failing().message).to.match(
      /prices_hourly_close\.csv\.gz, line 8: the row has 2 cells and the header 4/,
    );
  });

  it("names file, line and cell of a price that is none", () => {
    const files = aFolder();
    files.prices[9] = files.prices[9]!.replace(/,4$/, ",oops");
    write(files);
    expect(failing().message).to.match(/line 10: "oops" in column "LINK" is no positive number/);
  });

  it("refuses a header without a needed column", () => {
    const files = aFolder();
    files.prices[0] = "ts,ETH,BTC,UNI";
    write(files);
    expect(failing().message).to.include('has no column "LINK"');
  });

  it("refuses a missing file and one that is no gzip", () => {
    expect(failing().message).to.match(
      /prices_hourly_close\.csv\.gz is not there; --data must name the folder/,
    );
    write(aFolder());
    writeFileSync(join(folder, "prices_hourly_close.csv.gz"), "plain");
    const error = failing();
    expect(error.message).to.include("is no whole gzip file");
    expect(error.exitCode).to.equal(EXIT.badInput);
  });

  it("refuses dates that the stable prices do not cover", () => {
    const files = aFolder();
    files.stables = files.stables.filter((line) => !line.includes("DAI"));
    write(files);
    expect(failing().message).to.match(/has no DAI price in the 6 hours before/);
  });
});
