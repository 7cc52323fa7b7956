// Gas of the treasury's rebalancer, between OpenZeppelin vaults, and of the cover pool: a whole transaction each.
import { pathToFileURL } from "node:url";
import { network } from "hardhat";
import { DAY, deployCover } from "../../test/fixtures/deployCover.ts";
import { deployRebalancer } from "../../test/fixtures/deployRebalancer.ts";

export interface TreasuryGasFigures {
  /** `rebalance`, one edge, a calm round counted, every slot written before. */
  readonly countCalm: number;
  /** `rebalance`, one edge, nothing new. */
  readonly countNothing: number;
  /** `rebalance`, one edge that moves out, for the first time. */
  readonly moveOut: number;
  /** `rebalance`, one edge that moves back. */
  readonly moveBack: number;
  /** `deposit` into the pool, by who has shares already. */
  readonly deposit: number;
  /** `buy`, on a market that has cover. */
  readonly buy: number;
  /** `settle`, where the first round within the term is the fall. */
  readonly settleOne: number;
  /** What each further round of the feed adds. */
  readonly settleFurther: number;
  /** `collect`. */
  readonly collect: number;
  readonly requestExit: number;
  readonly redeem: number;
}

interface Mined {
  wait(): Promise<{ gasUsed: bigint } | null>;
}

const gasOf = async (sent: Promise<Mined>): Promise<number> =>
  Number((await (await sent).wait())?.gasUsed ?? 0n);

async function measureEdge() {
  const { rounds, rebalancer, edgeId } = await deployRebalancer(await network.create());
  await rounds(3, 1_00);
  const countCalm = await gasOf(rounds(1, 30_00));
  const countNothing = await gasOf(rebalancer.rebalance([edgeId]));
  await rounds(1, 90_00);
  const moveOut = await gasOf(rounds(1, 90_00));
  await rounds(27, 30_00);
  await rounds(2, 1_00);
  return { countCalm, countNothing, moveOut, moveBack: await gasOf(rounds(1, 1_00)) };
}

/** Gas of settling one cover over so many rounds of the feed, and of paying it where the last one is a fall. */
async function measureSettlement(rounds: number) {
  const { covered, hours, pool, price, holder } = await deployCover(await network.create());
  const start = await covered();
  await hours(rounds - 2);
  await price(1n);
  const settle = await gasOf(pool.settle(0n, start, 100n));
  return { settle, collect: await gasOf(pool.collect(holder)) };
}

async function measurePool() {
  const connection = await network.create();
  const { pool, alice, asBuyer, purchase } = await deployCover(connection);
  const deposit = await gasOf(pool.connect(alice).deposit(1_000_000n, alice));
  await asBuyer.buy(purchase);
  const buy = await gasOf(asBuyer.buy(purchase));
  const requestExit = await gasOf(pool.connect(alice).requestExit(1_000_000n));
  await connection.networkHelpers.time.increase(8 * DAY);
  return {
    deposit,
    buy,
    requestExit,
    redeem: await gasOf(pool.connect(alice).redeem(500_000n, alice, alice)),
  };
}

export async function measureTreasuryGas(): Promise<TreasuryGasFigures> {
  const [short, long] = [await measureSettlement(2), await measureSettlement(22)];
  const settleFurther = Math.round((long.settle - short.settle) / 20);
  return {
    ...(await measureEdge()),
    ...(await measurePool()),
    settleOne: short.settle - settleFurther,
    settleFurther,
    collect: short.collect,
  };
}

const launched = process.argv.find((argument) => argument.endsWith("treasury.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  console.log(JSON.stringify(await measureTreasuryGas()));
}
