import { pathToFileURL } from "node:url";
import { network } from "hardhat";
import { aReport, mineNextRound } from "../../test/fixtures/aReport.ts";
import { deployOracle } from "../../test/fixtures/deployOracle.ts";
import type { OracleOptions } from "../../test/fixtures/deployOracle.ts";

export interface GasFigures {
  readonly oneMarket5of7: number;
  readonly perMarketAt10: number;
  readonly perMarketAt50: number;
  readonly oneMarket21of31: number;
}

/** Gas of one whole report transaction in steady state: the third report, every slot written before. */
async function gasOfReport(options: Partial<OracleOptions>): Promise<number> {
  const { ethers } = await network.create();
  const suite = await deployOracle(ethers, options);
  let gasUsed = 0;
  for (let report = 0; report < 3; ++report) {
    await mineNextRound(ethers, suite);
    // Members disagree, differently for each market, as they do in life: sorting is part of the price.
    const entry = (member: number, market: number) => ({
      scoreBps: 100 + ((member * 37 + market * 61 + report * 13) % 97),
    });
    const transaction = await suite.oracle.submit(await aReport(ethers, suite, { entry }));
    gasUsed = Number((await transaction.wait())?.gasUsed ?? 0n);
  }
  return gasUsed;
}

/** Gas figures of a report, whole-transaction gas divided by the markets that it carries. */
export async function measureGas(): Promise<GasFigures> {
  return {
    oneMarket5of7: await gasOfReport({ markets: 1 }),
    perMarketAt10: Math.round((await gasOfReport({ markets: 10 })) / 10),
    perMarketAt50: Math.round((await gasOfReport({ markets: 50 })) / 50),
    oneMarket21of31: await gasOfReport({ members: 31, faults: 10, markets: 1 }),
  };
}

const launched = process.argv.find((argument) => argument.endsWith("gas.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  console.log(JSON.stringify(await measureGas()));
}
