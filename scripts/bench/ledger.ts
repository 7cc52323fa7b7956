import { pathToFileURL } from "node:url";
import { id } from "ethers";
import { network } from "hardhat";
import {
  aCountedRound,
  aWitnessedRound,
  deployLedger,
  passWindow,
} from "../../test/fixtures/deployLedger.ts";

/** Whole-transaction gas of one round of seven members: a feed that speaks every hour, windows of 24 hours. */
export interface LedgerGasFigures {
  readonly witness: number;
  /** Of one market. */
  readonly settle: number;
  /** A share of `settle`: 26 rounds are read for one market. */
  readonly settlePerFeedRound: number;
  /** Of all markets at once. */
  readonly account: number;
  /** Witness, settle and account, divided by members and markets. */
  readonly perMemberEvent: number;
  readonly closeEpoch: number;
}

const FEED_ROUNDS = 26;

type Sent = Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>;

const gasOf = async (sent: Sent): Promise<number> => Number((await (await sent).wait())?.gasUsed ?? 0n);

/** In steady state: the third round of an epoch, every member's standing written before. */
async function gasWith(markets: number): Promise<LedgerGasFigures> {
  const { ethers } = await network.create();
  const suite = await deployLedger(ethers, { markets });
  const { ledger, keys, marketIds } = suite;
  const entry = (member: number, market: number) => ({ scoreBps: 100 + ((member * 37 + market * 61) % 97) });
  await aCountedRound(ethers, suite, { entry });
  await aCountedRound(ethers, suite, { entry });
  const round = await aWitnessedRound(ethers, suite, { entry });
  const { report, committeeDigest, marketsDigest, startRoundId } = round;
  const witness = await gasOf(ledger.witness(id("another batch, for its gas")));
  await passWindow(ethers, round);
  let settled = 0;
  for (const marketId of marketIds) {
    settled += await gasOf(ledger.settle(marketsDigest, marketId, report.observedAt, startRoundId, 100));
  }
  const account = await gasOf(ledger.account(report, committeeDigest, marketsDigest));
  // The second half of a round, past the epoch's end.
  const closableAt = (Number(report.round) + 24 * 8) * 3_600 + 1_800;
  await ethers.provider.send("evm_setNextBlockTimestamp", [closableAt]);
  return {
    witness,
    settle: Math.round(settled / markets),
    settlePerFeedRound: Math.round(settled / markets / FEED_ROUNDS),
    account,
    perMemberEvent: Math.round((witness + settled + account) / keys.length / markets),
    closeEpoch: await gasOf(ledger.closeEpoch()),
  };
}

export async function measureLedgerGas(): Promise<Readonly<Record<string, LedgerGasFigures>>> {
  return { oneMarket: await gasWith(1), tenMarkets: await gasWith(10) };
}

const launched = process.argv.find((argument) => argument.endsWith("ledger.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  console.log(JSON.stringify(await measureLedgerGas()));
}
