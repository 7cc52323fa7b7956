// Gas of a Uniswap v4 swap with and without the hook, on the real PoolManager and the real oracle. `npx hardhat run
// scripts/bench/liquidity.ts` prints the table.
import { pathToFileURL } from "node:url";
import { ZeroHash } from "ethers";
import { network } from "hardhat";
import { aReport, mineNextRound } from "../../test/fixtures/aReport.ts";
import { deployOracle } from "../../test/fixtures/deployOracle.ts";
import { AT_PAR, DYNAMIC_FEE, ETHER, FEES, GATE, deployPools } from "../../test/fixtures/deployPool.ts";
import type { PoolKey } from "../../test/fixtures/deployPool.ts";
import { deployScoreFeeHook } from "../deploy/deployScoreFeeHook.ts";

export interface LiquidityGasFigures {
  /** A whole transaction of one swap: every account and slot is cold. */
  readonly swap: Compared;
  /** What a second swap in the same transaction adds: oracle, hook and score are warm. */
  readonly warmSwap: Compared;
  /** Adding liquidity to a position that is there, a whole transaction. */
  readonly addLiquidity: Compared;
}

export interface Compared {
  /** A pool with a fixed fee and no hook. */
  readonly without: number;
  readonly with: number;
  readonly more: number;
}

const SCORE_BPS = 12_00;

async function deploy() {
  const connection = await network.create();
  const { ethers } = connection;
  const suite = await deployOracle(ethers);
  await mineNextRound(ethers, suite);
  const report = await aReport(ethers, suite, { entry: () => ({ scoreBps: SCORE_BPS }) });
  await suite.oracle.submit(report);
  const { oracle, marketIds } = suite;
  const input = { oracle, marketId: marketIds[0] ?? ZeroHash, feePolicy: FEES, gatePolicy: GATE };
  const hook = await deployScoreFeeHook(connection, input);
  const pools = await deployPools(connection);
  const keys = [await pools.openPool(3_000), await pools.openPool(DYNAMIC_FEE, await hook.getAddress())];
  for (const key of keys) await pools.liquidity(key, 10n ** 6n * ETHER);
  return { ...pools, keys };
}

type Sent = Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>;

const gasOf = async (sent: Sent): Promise<number> => Number((await (await sent).wait())?.gasUsed ?? 0n);

export async function measureLiquidityGas(): Promise<LiquidityGasFigures> {
  const { desk, keys, liquidity } = await deploy();
  const params = { zeroForOne: true, amountSpecified: -ETHER, sqrtPriceLimitX96: AT_PAR / 2n };
  const compare = async (measure: (key: PoolKey) => Promise<number>): Promise<Compared> => {
    const [without = 0, hooked = 0] = await inTurn(keys, measure);
    return { without, with: hooked, more: hooked - without };
  };
  const times = (key: PoolKey, count: number) => gasOf(desk.swapTimes(key, params, count));
  // The first swap of a pool writes slots that stand afterwards.
  await inTurn(keys, (key) => times(key, 1));
  return {
    swap: await compare((key) => gasOf(desk.swap(key, params))),
    warmSwap: await compare(async (key) => (await times(key, 2)) - (await times(key, 1))),
    addLiquidity: await compare((key) => gasOf(liquidity(key, ETHER))),
  };
}

async function inTurn<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}

const launched = process.argv.find((argument) => argument.endsWith("liquidity.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  const figures = await measureLiquidityGas();
  console.table(figures);
  console.log(JSON.stringify(figures));
}
