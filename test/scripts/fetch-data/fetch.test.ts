import { expect } from "chai";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fundingSource } from "../../../scripts/dataset/context/funding.ts";
import { onchainSource } from "../../../scripts/dataset/context/onchain.ts";
import { PANEL } from "../../../scripts/dataset/panel.ts";
import { readPrices } from "../../../scripts/dataset/prices.ts";
import type { Fetch } from "../../../scripts/fetch-data/clients/http.ts";
import { FetchDataError } from "../../../scripts/fetch-data/errors.ts";
import { fetchData, TASKS } from "../../../scripts/fetch-data/fetch.ts";
import { parseDay } from "../../../scripts/fetch-data/months.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { answer, aWorld } from "./doubles.ts";

const FROM = parseDay("2024-01-01")!;
const TO = parseDay("2024-01-03")!;

function recorded(name: string): string {
  return readFileSync(new URL(`recorded/${name}.json`, import.meta.url), "utf8");
}

/** Binance and DefiLlama as recorded; FTT is no pair any more. */
const publicApis: Fetch = (url) => {
  const { host, pathname, searchParams } = new URL(url);
  if (pathname === "/api/v3/klines") {
    const symbol = searchParams.get("symbol");
    return Promise.resolve(
      symbol === "FTTUSDT" ? answer(recorded("invalid-symbol"), 400) : answer(recorded("klines")),
    );
  }
  if (pathname === "/fapi/v1/fundingRate") return Promise.resolve(answer(recorded("funding")));
  if (host === "api.llama.fi") return Promise.resolve(answer(recorded("chain-tvl")));
  if (host === "stablecoins.llama.fi") return Promise.resolve(answer(recorded("stablecoin-charts")));
  return Promise.resolve(answer("not here", 404));
};

describe("fetchData from public APIs", () => {
  let out: string;
  const said: string[] = [];

  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), "breakwater-fetch-"));
    said.splice(0);
  });

  afterEach(() => {
    rmSync(out, { recursive: true });
  });

  const run = (fetch: Fetch, only?: string[]): ReturnType<typeof fetchData> =>
    fetchData(
      { out, from: FROM, to: TO, ...(only === undefined ? {} : { only }) },
      { ...aWorld(fetch), say: (sentence) => said.push(sentence) },
    );

  it("writes files that the data set's loaders read, and says what needs a node", async () => {
    const result = await run(publicApis);
    const chainTasks = TASKS.filter(({ needsChain }) => needsChain).map(({ name }) => name);
    expect(result.leftOut).to.deep.equal(chainTasks);
    expect(result.fetched).to.equal(3);
    const prices = await readPrices(out, PANEL);
    expect(prices.hours).to.equal(48);
    expect(prices.firstHour).to.equal(FROM + 3600);
    expect(prices.closes.get("BTC")!.slice(0, 3)).to.deep.equal([100, 101, 102]);
    expect(prices.closes.get("FTT")!.every((close) => close === null)).to.equal(true);
    const funding = fundingSource.load(out);
    expect(funding.series.get("funding:ETH")!.live.map(({ knownAt }) => knownAt - FROM - 300)).to.deep.equal(
      [0, 8, 16, 24, 32, 40].map((hour) => hour * 3600),
    );
    const totals = onchainSource.load(out);
    expect(totals.series.get("onchain:tvl")!.live.map(({ value }) => value)).to.deep.equal([
      3.01e10, 3.02e10,
    ]);
    expectNearly(totals.series.get("onchain:supply")!.live[0]?.value, 3 * 90_010_000_000, 1);
  });

  it("writes highs, lows and volumes beside the closes", async () => {
    await run(publicApis, ["klines"]);
    const lines = (file: string): string[] =>
      gunzipSync(readFileSync(join(out, file)))
        .toString()
        .split("\n");
    expect(lines("prices_hourly_high_low_core.csv.gz").slice(0, 2)).to.deep.equal([
      "ts,symbol,high,low",
      `${FROM},1INCH,102,98`,
    ]);
    const [header, first] = lines("prices_hourly_volume.csv.gz").map((line) => line.split(","));
    expect(first![header!.indexOf("ETH")]).to.equal("10");
    expect(first![header!.indexOf("FTT")]).to.equal("");
  });

  it("goes on where it was stopped and fetches nothing twice", async () => {
    const broken: Fetch = (url) =>
      url.includes("fundingRate") ? Promise.resolve(answer("no", 403)) : publicApis(url);
    const error = await run(broken).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).to.be.instanceOf(FetchDataError);
    expect((error as FetchDataError).message).to.contain("fapi.binance.com answered 403");
    let klines = 0;
    const counting: Fetch = (url) => {
      if (url.includes("klines")) klines++;
      return publicApis(url);
    };
    const result = await run(counting);
    expect([result.fetched, result.kept, klines]).to.deep.equal([2, 1, 0]);
    expect((await run(() => Promise.reject(new Error("offline")))).kept).to.equal(3);
  });

  it("asks DefiLlama for a history once, however many months are asked for", async () => {
    let asked = 0;
    const counting: Fetch = (url) => {
      asked++;
      return publicApis(url);
    };
    await fetchData(
      { out, from: parseDay("2023-11-01")!, to: TO, only: ["totals"] },
      { ...aWorld(counting), say: () => undefined },
    );
    expect(asked).to.equal(4);
  });

  it("refuses an answer of another shape and leaves no part behind", async () => {
    const odd: Fetch = () => Promise.resolve(answer([{ time: 1 }]));
    const error = await run(odd, ["funding"]).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect((error as FetchDataError).code).to.equal("FETCH_BAD_ANSWER");
    expect(existsSync(join(out, ".parts")) ? readdirSync(join(out, ".parts")) : []).to.deep.equal([]);
  });

  it("says that a folder cannot be written", async () => {
    writeFileSync(join(out, "file"), "");
    const error = await fetchData(
      { out: join(out, "file"), from: FROM, to: TO, only: ["funding"] },
      { ...aWorld(publicApis), say: () => undefined },
    ).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect((error as FetchDataError).code).to.equal("FETCH_WRITE_FAILED");
  });
});
