import { expect } from "chai";
import { network } from "hardhat";
import { ETHER, deployHookedPool } from "../fixtures/deployPool.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

/** A trade small against a million of liquidity, so that the fee shows and the price hardly moves. */
const SIZE = 1_000n * ETHER;
const PIPS = 1_000_000n;

const fixture = () => deployHookedPool(connection);
type World = Awaited<ReturnType<typeof fixture>>;

/** Sends everything into one block, in this order. */
async function inOneBlock(sends: readonly (() => Promise<unknown>)[]): Promise<void> {
  await ethers.provider.send("evm_setAutomine", [false]);
  try {
    for (const send of sends) await send();
    await networkHelpers.mine();
  } finally {
    await ethers.provider.send("evm_setAutomine", [true]);
  }
}

async function holdings({ desk, currency0, currency1 }: World): Promise<readonly [bigint, bigint]> {
  const [token0, token1] = await Promise.all(
    [currency0, currency1].map((address) => ethers.getContractAt("DemoToken", address)),
  );
  return [await token0!.balanceOf(desk), await token1!.balanceOf(desk)];
}

async function feesOfLastBlock({ manager }: World): Promise<readonly bigint[]> {
  const swaps = await manager.queryFilter(manager.filters.Swap(), "latest");
  return swaps.map(({ args }) => args.fee);
}

describe("A fee that changes under traders", () => {
  it("two swaps in one block around a report pay each the fee of its moment", async () => {
    const world = await networkHelpers.loadFixture(fixture);
    const { key, send, score } = world;
    await inOneBlock([() => send(key, -SIZE), () => score(90_00), () => send(key, -SIZE)]);
    expect(await feesOfLastBlock(world)).to.deep.equal([500n, 10_000n]);
  });

  it("a sandwich around a fee change pays both fees and gains nothing, up or down", async () => {
    for (const [before, after] of [
      [1_00, 90_00],
      [90_00, 1_00],
    ] as const) {
      const world = await networkHelpers.loadFixture(fixture);
      const { key, send, score } = world;
      await score(before);
      const start = await holdings(world);
      await inOneBlock([() => send(key, -SIZE), () => score(after)]);
      const middle = await holdings(world);
      await send(key, -(middle[1] - start[1]), false);
      const end = await holdings(world);
      expect(end[1]).to.equal(start[1]);
      const lost = start[0] - end[0];
      // Both fees, 10,500 of a million, of a price that the first swap itself moved by a tenth of a percent.
      const feeBoth = (SIZE * (500n + 10_000n)) / PIPS;
      expect(lost > (feeBoth * 99n) / 100n && lost < (feeBoth * 101n) / 100n, `lost ${lost}`).to.equal(true);
    }
  });

  it("whoever trades in front of a rise saves the difference of the fees and no more", async () => {
    const world = await networkHelpers.loadFixture(fixture);
    const { key, swap, score } = world;
    const inFront = await networkHelpers.takeSnapshot();
    const cheap = (await swap(key, -SIZE)).amount1;
    await inFront.restore();
    await score(90_00);
    const dear = (await swap(key, -SIZE)).amount1;
    const saved = ((cheap - dear) * PIPS) / SIZE;
    console.log(`      saved in front of the steepest rise: ${saved} of 1,000,000 of what is traded`);
    expect(saved <= 10_000n - 500n && saved > 9_450n, `saved ${saved}`).to.equal(true);
  });

  it("liquidity that comes in front of a rise earns its share of the fees of those who trade, and no more", async () => {
    const world = await networkHelpers.loadFixture(fixture);
    const { key, manager, liquidity, swap, score } = world;
    const other = await ethers.deployContract("PoolDesk", [manager]);
    const [token0, token1] = await Promise.all(
      [world.currency0, world.currency1].map((address) => ethers.getContractAt("DemoToken", address)),
    );
    for (const token of [token0!, token1!]) await token.mint(other, 10n ** 7n * ETHER);
    const before = [await token0!.balanceOf(other), await token1!.balanceOf(other)] as const;
    await liquidity(key, 10n ** 6n * ETHER, other);
    await score(90_00);
    await swap(key, -SIZE);
    await swap(key, SIZE / 2n, false);
    await liquidity(key, -(10n ** 6n) * ETHER, other);
    const gained =
      (await token0!.balanceOf(other)) + (await token1!.balanceOf(other)) - before[0] - before[1];
    // Half of the liquidity earns half of 1 % of what was traded, less what it lost on the price that moved.
    const most = ((SIZE + SIZE) * 10_000n) / PIPS / 2n;
    expect(gained > 0n && gained <= most, `gained ${gained} of at most ${most}`).to.equal(true);
  });
});
