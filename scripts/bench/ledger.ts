import { pathToFileURL } from "node:url";
import { network } from "hardhat";
import {
  aCountedRound,
  aWitnessedRound,
  batchHashOf,
  deployLedger,
  passWindow,
} from "../../test/fixtures/deployLedger.ts";
import type { LedgerSuite } from "../../test/fixtures/deployLedger.ts";
import type { Report } from "../../test/fixtures/aReport.ts";

export interface LedgerGasFigures {
  readonly witness: number;
  /** One market, a feed that speaks every hour, a window of 24 hours: 26 rounds read. */
  readonly settle: number;
  /** Seven members, one market. */
  readonly account: number;
  readonly perFeedRound: number;
  readonly perMemberEvent: number;
  readonly closeEpoch: number;
}

type Sent = Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>;

const gasOf = async (sent: Sent): Promise<number> => Number((await (await sent).wait())?.gasUsed ?? 0n);

const withoutOne = (report: Report): Report => ({ ...report, observations: report.observations.slice(1) });

async function gasOfCloseEpoch(
  ethers: Parameters<typeof aCountedRound>[0],
  suite: LedgerSuite,
): Promise<number> {
  await ethers.provider.send("evm_increaseTime", [8 * 86_400]);
  return gasOf(suite.ledger.closeEpoch());
}

/** Whole-transaction gas in steady state: the third round of an epoch, every tally written before. */
export async function measureLedgerGas(): Promise<LedgerGasFigures> {
  const { ethers } = await network.create();
  const suite = await deployLedger(ethers);
  const entry = (member: number) => ({ scoreBps: 100 + member * 37 });
  await aCountedRound(ethers, suite, { entry });
  await aCountedRound(ethers, suite, { entry });
  const round = await aWitnessedRound(ethers, suite, { entry });
  const { report, committeeDigest, marketsDigest, startRoundId } = round;
  const witness = await gasOf(suite.ledger.witness(await batchHashOf(ethers, suite, withoutOne(report))));
  await passWindow(ethers, round);
  const marketId = suite.marketIds[0] ?? "";
  const settle = await gasOf(
    suite.ledger.settle(marketsDigest, marketId, report.observedAt, startRoundId, 100),
  );
  const account = await gasOf(suite.ledger.account(report, committeeDigest, marketsDigest));
  return {
    witness,
    settle,
    account,
    perFeedRound: Math.round(settle / 26),
    perMemberEvent: Math.round((witness + settle + account) / suite.keys.length),
    closeEpoch: await gasOfCloseEpoch(ethers, suite),
  };
}

const launched = process.argv.find((argument) => argument.endsWith("ledger.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  console.log(JSON.stringify(await measureLedgerGas()));
}
