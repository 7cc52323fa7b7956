import { expect } from "chai";
import { network } from "hardhat";
import { LIMIT, POLICY, UNIT, deployRebalancer } from "../fixtures/deployRebalancer.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = async () => deployRebalancer(connection);

type World = Awaited<ReturnType<typeof fixture>>;

const tokens = (units: bigint): string => (Number(units) / Number(UNIT)).toFixed(2);

/** What the treasury could redeem from both vaults, nothing being pushed. */
const worth = async ({ from, refuge, treasury }: World): Promise<bigint> =>
  (await from.previewRedeem(await from.balanceOf(treasury))) +
  (await refuge.previewRedeem(await refuge.balanceOf(treasury)));

/** Somebody else's tokens in a vault. */
const fill = async ({ token, anyone }: World, vault: World["from"], amount: bigint): Promise<void> => {
  await token.mint(anyone, amount);
  await token.connect(anyone).approve(vault, amount);
  await vault.connect(anyone).deposit(amount, anyone);
};

describe("A treasury and those who would live off its moves", () => {
  it("a donation before a move takes nothing from it, and costs whoever delays it a part of all the refuge holds", async () => {
    const world = await fixture();
    const { rebalancer, edgeId, rounds, refuge, from, treasury, token } = world;
    await fill(world, refuge, 1_000n * UNIT);
    await rounds(1, 50_00);
    const before = await worth(world);
    // The least that the move is refused for: half a percent of what the refuge holds, and a little for rounding.
    const donation = (1_000n * UNIT * 51n) / 100_00n;
    await token.mint(refuge, donation);
    await rounds(1, 50_00);
    expect(await from.balanceOf(treasury)).to.equal(1_000n * UNIT);
    expect(await worth(world)).to.equal(before);
    // The gift is in the noted rates a round later, and the move is made.
    await rounds(1, 50_00);
    expect(await refuge.balanceOf(treasury)).to.be.greaterThan(0n);
    expect(await worth(world)).to.be.at.least(before - 2n);
    expect((await rebalancer.stateOf(edgeId)).highRow).to.equal(3n);
    console.info(
      `A donation that delays a move by a round: ${tokens(donation)} of the ${tokens(1_000n * UNIT)} in the refuge; the treasury loses nothing.`,
    );
  });

  it("a first depositor who inflates an empty refuge keeps the treasury out, and takes nothing", async () => {
    const world = await fixture();
    const { rounds, refuge, from, treasury, token } = world;
    await fill(world, refuge, 1n);
    await rounds(1, 50_00);
    await token.mint(refuge, 1_000n * UNIT);
    await rounds(3, 50_00);
    const lost = 1_000n * UNIT - (await worth(world));
    expect(await from.balanceOf(treasury)).to.equal(1_000n * UNIT);
    expect(lost).to.equal(0n);
  });

  it("a sandwich that pushes a rate around the move takes at most the loss that the edge allows", async () => {
    let most = 0n;
    // Ever stronger pushes of either rate, set right again behind the move.
    for (const push of [10, 25, 49, 50, 51, 100, 500]) {
      for (const vault of ["from", "refuge"] as const) {
        const world = await networkHelpers.loadFixture(fixture);
        await fill(world, world.from, 99_000n * UNIT);
        await fill(world, world.refuge, 99_000n * UNIT);
        await world.rounds(1, 50_00);
        const before = await worth(world);
        await world[vault].skew(vault === "from" ? 100_00 - push : 100_00 + push);
        await world.rounds(1, 50_00);
        await world[vault].skew(100_00);
        const lost = before - (await worth(world));
        expect(lost).to.be.at.most((POLICY.dailyCap * BigInt(POLICY.maxLoss)) / 100_00n + 2n);
        if (lost > most) most = lost;
      }
    }
    expect(most).to.be.greaterThan(0n);
    console.info(`A sandwich around one move of ${tokens(POLICY.dailyCap)}: ${tokens(most)} at most.`);
  });

  it("who pushes the rates in the round before too, and is the first to count it, takes what the push takes", async () => {
    const world = await fixture();
    const { from, rounds, treasury, refuge } = world;
    await fill(world, from, 9_000n * UNIT);
    const before = await worth(world);
    await from.skew(90_00);
    await rounds(2, 50_00);
    await from.skew(100_00);
    const lost = before - (await worth(world));
    expect(await refuge.balanceOf(treasury)).to.be.closeTo(400n * UNIT, 2n);
    // A tenth too cheap: 444 worth of shares for 400 assets, less what the treasury's own remaining shares gain by it.
    expect(lost).to.be.closeTo(42n * UNIT, 2n * UNIT);
    console.info(`A rate held a tenth too low through two countings: ${tokens(lost)} of a cap of 400.00.`);
  });

  it("a quorum that swings the score for ten days churns a cap a day, and loses its fees and no more", async () => {
    const world = await fixture();
    const { from, refuge, rounds, rebalancer, treasury, anyone } = world;
    await fill(world, from, 99_000n * UNIT);
    await fill(world, refuge, 99_000n * UNIT);
    await from.setFees(48, 0);
    await refuge.setFees(48, 0);
    const before = await worth(world);
    for (let hour = 0; hour < 10 * 24; hour += 5) {
      await rounds(2, 90_00);
      await rounds(3, 1_00);
    }
    const lost = before - (await worth(world));
    expect(lost).to.be.greaterThan(0n);
    const bound = (10n * (POLICY.dailyCap + 1n) * BigInt(POLICY.maxLoss)) / 100_00n;
    expect(lost).to.be.at.most(bound);
    const moves = await rebalancer.queryFilter(rebalancer.filters.Rebalanced);
    const moved = moves.reduce((sum, { args }) => sum + args.assets, 0n);
    expect(moved).to.be.at.most(10n * POLICY.dailyCap);
    expect(await world.token.balanceOf(anyone)).to.equal(0n);
    expect(await world.token.balanceOf(treasury)).to.equal(0n);
    console.info(
      `Ten days of a quorum that swings the score: ${String(moves.length)} moves, ${tokens(moved)} moved, ${tokens(lost)} lost to fees of 0.48 %, ${tokens(bound)} at most.`,
    );
  });

  it("a refuge that takes little at a time is filled piece by piece, each cut an event", async () => {
    const world = await fixture();
    const { refuge, rounds, edgeId, rebalancer } = world;
    await refuge.setLimits(10n * UNIT, ethers.MaxUint256);
    const tx = await rounds(2, 50_00);
    await expect(tx)
      .to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.vaultIn, 1_000n * UNIT, 10n * UNIT);
    await rounds(3, 50_00);
    expect((await rebalancer.stateOf(edgeId)).outstanding).to.equal(40n * UNIT);
  });
});
