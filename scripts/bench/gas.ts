// Gas of whole report transactions, beside a naive contract that does the same. `--markdown FILE` writes the tables.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { network } from "hardhat";
import { aMirror } from "../../test/fixtures/aMirror.ts";
import { aReport, mineNextRound } from "../../test/fixtures/aReport.ts";
import type { Entry } from "../../test/fixtures/anObservation.ts";
import { aMarket, deployOracle } from "../../test/fixtures/deployOracle.ts";
import type { OracleOptions } from "../../test/fixtures/deployOracle.ts";
import { aNaiveReport, deployNaiveOracle } from "../../test/fixtures/naiveOracle.ts";
import { gasDocument } from "./gas-document.ts";
import type { MarketsGas } from "./gas-document.ts";
import { gasByPurpose } from "./gas-purpose.ts";
import type { GasByPurpose } from "./gas-purpose.ts";

export interface GasFigures {
  readonly oneMarket5of7: number;
  readonly perMarketAt10: number;
  readonly perMarketAt50: number;
  readonly oneMarket21of31: number;
}

/** What a bench report holds, and which contract takes it. */
export interface Input {
  readonly contract: "RiskOracle" | "MirrorOracle" | "NaiveRiskOracle";
  /** `ordinary`: members disagree within a percent. `large`: two bytes other than zero in each entry, both flags, and
   * every member below those before it, which is the longest sort. `abstaining`: all n members report, large, and f of
   * them abstain on each market. */
  readonly scores: "ordinary" | "large" | "abstaining";
}

/** How many members and markets. */
export type Size = keyof GasFigures | "largest";

const SIZES: Readonly<Record<Size, Partial<OracleOptions> & { readonly markets: number }>> = {
  largest: { members: 31, faults: 10, markets: 64 },
  oneMarket5of7: { markets: 1 },
  perMarketAt10: { markets: 10 },
  perMarketAt50: { markets: 50 },
  oneMarket21of31: { members: 31, faults: 10, markets: 1 },
};

const STEADY = 3;
const ORDINARY: Input = { contract: "RiskOracle", scores: "ordinary" };

const entryOf =
  ({ scores }: Input, { members, faults }: OracleOptions, report: number) =>
  (member: number, market: number): Entry => {
    // Members disagree, differently for each market, as they do in life: sorting is part of the price.
    if (scores === "ordinary") return { scoreBps: 100 + ((member * 37 + market * 61 + report * 13) % 97) };
    if (scores === "abstaining" && (member + market) % members < faults) return { scoreBps: "abstain" };
    return { scoreBps: 9_999 - member * 7 - report, outOfDistribution: true, degraded: true };
  };

/** A contract with its suite, ready for reports. */
interface Stage {
  /** Of the chain that takes the reports. */
  readonly ethers: HardhatEthers;
  readonly options: OracleOptions;
  /** Sends the report of a new round. */
  readonly send: (said: Said) => Promise<{ readonly hash: string }>;
}

interface Said {
  readonly members: readonly number[];
  readonly entry: (member: number, market: number) => Entry;
}

async function stageOf(contract: Input["contract"], size: Size): Promise<Stage> {
  const home = await network.create();
  const suite = await deployOracle(home.ethers, SIZES[size]);
  const { options } = suite;
  const report = (said: Said) => aReport(home.ethers, suite, said);
  const begin = () => mineNextRound(home.ethers, suite);
  if (contract === "RiskOracle") {
    const send = async (said: Said) => begin().then(async () => suite.oracle.submit(await report(said)));
    return { ethers: home.ethers, options, send };
  }
  if (contract === "NaiveRiskOracle") {
    const naive = await deployNaiveOracle(home.ethers, suite);
    const send = async (said: Said) =>
      begin().then(async () => naive.submit(await aNaiveReport(home.ethers, suite, naive, said)));
    return { ethers: home.ethers, options, send };
  }
  const away = await network.create({ override: { chainId: 10 } });
  const { chainId } = await home.ethers.provider.getNetwork();
  const mirror = await aMirror(away.ethers, suite, chainId);
  const send = async (said: Said) => {
    await begin();
    const sent = await report(said);
    await away.networkHelpers.time.increaseTo(sent.observedAt);
    return mirror.oracle.submit(sent);
  };
  return { ethers: away.ethers, options, send };
}

/** One whole report transaction, the third unless told, which is steady state: every slot was written before. */
export async function gasOfReport(
  size: Size,
  input: Input = ORDINARY,
  reports = STEADY,
): Promise<GasByPurpose> {
  const { ethers, options, send } = await stageOf(input.contract, size);
  const { members: n, faults } = options;
  const count = input.scores === "abstaining" || size === "largest" ? n : 2 * faults + 1;
  const members = Array.from({ length: count }, (_, member) => member);
  let hash = "";
  for (let report = 0; report < reports; ++report) {
    ({ hash } = await send({ members, entry: entryOf(input, options, report) }));
  }
  return gasByPurpose(ethers, hash, count);
}

/** Whole-transaction gas divided by the markets that it carries. */
export async function measureGas(input: Input = ORDINARY): Promise<GasFigures> {
  const perMarket = async (size: Size): Promise<number> =>
    Math.round((await gasOfReport(size, input)).whole / SIZES[size].markets);
  return {
    oneMarket5of7: await perMarket("oneMarket5of7"),
    perMarketAt10: await perMarket("perMarketAt10"),
    perMarketAt50: await perMarket("perMarketAt50"),
    oneMarket21of31: await perMarket("oneMarket21of31"),
  };
}

/** Gas of listing 64 markets, and of replacing all of them once each has a score. */
async function gasOfMarkets(): Promise<MarketsGas> {
  const { ethers } = await network.create();
  const suite = await deployOracle(ethers, { markets: 0 });
  const gasOf = async (first: number): Promise<number> => {
    const markets = Array.from({ length: 64 }, (_, i) => aMarket(first + i));
    const receipt = await (await suite.oracle.configureMarkets(markets)).wait();
    return Number(receipt?.gasUsed ?? 0n);
  };
  const listed = await gasOf(0);
  await mineNextRound(ethers, suite);
  const scored = { ...suite, options: { ...suite.options, markets: 64 } };
  await suite.oracle.submit(await aReport(ethers, scored));
  return { listed, replaced: await gasOf(64) };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { markdown: { type: "string" } }, strict: false });
  const figures = {
    ...(await measureGas()),
    large: await measureGas({ contract: "RiskOracle", scores: "large" }),
    abstaining: await measureGas({ contract: "RiskOracle", scores: "abstaining" }),
    mirror: await measureGas({ contract: "MirrorOracle", scores: "ordinary" }),
    naive: await measureGas({ contract: "NaiveRiskOracle", scores: "ordinary" }),
  };
  console.log(JSON.stringify(figures));
  if (typeof values.markdown !== "string") return;
  const purposes = {
    one: await gasOfReport("oneMarket5of7"),
    fifty: await gasOfReport("perMarketAt50"),
    members: await gasOfReport("oneMarket21of31"),
    naive: await gasOfReport("oneMarket5of7", { contract: "NaiveRiskOracle", scores: "ordinary" }),
    naiveFifty: await gasOfReport("perMarketAt50", { contract: "NaiveRiskOracle", scores: "ordinary" }),
  };
  const dear: Input = { contract: "RiskOracle", scores: "large" };
  const extremes = {
    first: (await gasOfReport("largest", dear, 1)).whole,
    steady: (await gasOfReport("largest", dear)).whole,
    ...(await gasOfMarkets()),
  };
  writeFileSync(values.markdown, gasDocument(figures, purposes, extremes));
}

const launched = process.argv.find((argument) => argument.endsWith("gas.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  await main();
  // The chain's threads would keep the process for some seconds more.
  process.exit();
}
