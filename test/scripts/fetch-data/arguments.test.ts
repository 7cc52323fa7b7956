import { expect } from "chai";
import { getAddress } from "ethers";
import { fetchArguments } from "../../../scripts/fetch-data/arguments.ts";
import * as contracts from "../../../scripts/fetch-data/contracts.ts";
import { FetchDataError } from "../../../scripts/fetch-data/errors.ts";
import { hourEnds, monthsOf, parseDay } from "../../../scripts/fetch-data/months.ts";

const DAY = 86_400;
const NOW = Date.UTC(2024, 5, 15, 13, 20) / 1000;

describe("fetchArguments", () => {
  for (const [what, args, part] of [
    ["no --out", [], "--out is missing"],
    ["a date that is none", ["--out", "x", "--from", "2023-02-30"], "--from"],
    ["a start after the end", ["--out", "x", "--from", "2023-03-02", "--to", "2023-03-01"], "not before"],
    ["an unknown task", ["--out", "x", "--only", "klines,weather"], "weather"],
    ["a node that is no address", ["--out", "x", "--rpc", "node"], "--rpc"],
    ["an unknown option", ["--out", "x", "--speed", "9"], "speed"],
  ] as const) {
    it(`refuses ${what} with the usage`, () => {
      const attempt = (): unknown => fetchArguments(args, NOW);
      expect(attempt).to.throw(FetchDataError, part);
      expect(attempt).to.throw(FetchDataError, "usage: npm run fetch-data");
    });
  }

  it("ends today at the latest: a day that is not over has no data", () => {
    const today = Math.floor(NOW / DAY) * DAY;
    for (const args of [
      ["--out", "x"],
      ["--out", "x", "--to", "2030-01-01"],
    ]) {
      expect(fetchArguments(args, NOW)).to.deep.equal({ out: "x", from: parseDay("2018-01-01"), to: today });
    }
    expect(fetchArguments(["--help"], NOW)).to.equal("help");
  });
});

describe("monthsOf", () => {
  it("cuts a span at the months, and names the parts that are not whole", () => {
    const [from, to] = [parseDay("2023-12-30")!, parseDay("2024-02-02")!];
    const months = monthsOf(from, to);
    expect(months.map(({ name }) => name)).to.deep.equal([
      `2023-12_${from}_${parseDay("2024-01-01")!}`,
      "2024-01",
      `2024-02_${parseDay("2024-02-01")!}_${to}`,
    ]);
    expect(hourEnds(months[0]!)).to.have.length(48);
    expect(hourEnds(months[0]!)[0]).to.equal(from + 3600);
    expect(hourEnds(months[0]!).at(-1)).to.equal(months[1]!.from);
  });
});

describe("contracts", () => {
  it("holds addresses with valid checksums only", () => {
    const addresses = JSON.stringify([
      contracts.TOKENS,
      contracts.FEEDS,
      contracts.AAVE,
      contracts.UNISWAP_POOLS,
      contracts.CURVE_POOLS,
    ]).match(/0x[0-9a-fA-F]{40}/g)!;
    expect(addresses.length).to.equal(4 + 6 + 4 + 3 + 5);
    for (const address of addresses) expect(getAddress(address.toLowerCase())).to.equal(address);
  });
});
