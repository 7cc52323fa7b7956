import { expect } from "chai";
import type { AddressLike } from "ethers";
import { network } from "hardhat";
import { anOrder, signedBy } from "../fixtures/anOrder.ts";
import { aRung, assetAt, GUARDIAN_REASON, RUNG, UNUSED_RUNG } from "../fixtures/deployHooks.ts";
import { deployEmergency, QUORUM } from "../fixtures/deployEmergency.ts";
import { deploySafe } from "../fixtures/deploySafe.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const DAY = 86_400;
const LIQUIDITY = 2;

/** The guardian over a real adapter of a vault: pause from 60 %, two rounds, or on an order. */
const guarding = async () => {
  const setup = await deployEmergency(connection, 1);
  const { guardian, oracle, signing } = setup;
  const asset = assetAt(0);
  const guard = async (target: string, adapter: AddressLike) => {
    const market = {
      ...{ kind: LIQUIDITY, target, subject: ethers.zeroPadValue(asset, 32) },
      ...{ threshold: 5_00, horizon: DAY, referenceFeed: target },
    };
    const id = await oracle.list.staticCall(market);
    await oracle.list(market);
    const given = await setup.policy();
    const policy = {
      ...{ ...given, adapter, target, asset },
      emergency: { ...given.emergency, ceiling: RUNG.pause },
      rungs: [UNUSED_RUNG, UNUSED_RUNG, UNUSED_RUNG, aRung(60_00, 30_00)] as typeof given.rungs,
    };
    await guardian.setPolicy(id, policy);
    const round = async (number: number, score: number) => {
      const observedAt = await networkHelpers.time.latest();
      await oracle.set(
        id,
        {
          ...{ score, spread: 0, contributors: 7, models: 3, blockNumber: 1 },
          ...{ outOfDistribution: false, degraded: false, round: number, observedAt },
        },
        3,
      );
      return guardian.trigger([id]);
    };
    const raise = async () => {
      const order = await anOrder(signing, id, { rung: RUNG.pause });
      return guardian.emergencyRaise(order, await signedBy(signing, order, QUORUM));
    };
    return { id, policy, round, raise };
  };
  return { ...setup, asset, guard };
};

describe("The guardian over a pause that ends by itself", () => {
  it("G2 G4 it ends without the DAO, and the breach that goes on does not bring it back", async () => {
    const { guardian, guard } = await networkHelpers.loadFixture(guarding);
    const vault = await ethers.deployContract("TimedVault");
    const adapter = await ethers.deployContract("TimedPauseAdapter", [guardian, 3 * DAY]);
    await vault.grantRole(await vault.PAUSE_ROLE(), adapter);
    const { id, round } = await guard(await vault.getAddress(), adapter);
    await round(1, 65_00);
    await expect(round(2, 65_00))
      .to.emit(vault, "Paused")
      .withArgs(3 * DAY);
    await networkHelpers.time.increase(3 * DAY);
    expect(await vault.isPaused()).to.equal(false);
    for (const number of [3, 4, 5]) {
      await expect(round(number, 65_00))
        .to.emit(guardian, "MarketSkipped")
        .withArgs(id, GUARDIAN_REASON.noBreach, "0x");
    }
    await round(6, 10_00);
    await round(7, 65_00);
    await expect(round(8, 65_00))
      .to.emit(vault, "Paused")
      .withArgs(3 * DAY);
  });
});

describe("The guardian over OpenZeppelin's Pausable", () => {
  it("G2 refuses a policy with a rung that a Pausable lacks, and pauses on a score", async () => {
    const { guardian, guard } = await networkHelpers.loadFixture(guarding);
    const vault = await ethers.deployContract("PausableVault");
    const adapter = await ethers.deployContract("PausablePauseAdapter", [guardian]);
    await vault.grantRole(await vault.PAUSER_ROLE(), adapter);
    const { id, policy, round } = await guard(await vault.getAddress(), adapter);
    const rungs = [UNUSED_RUNG, UNUSED_RUNG, aRung(50_00, 30_00), UNUSED_RUNG] as typeof policy.rungs;
    await expect(guardian.setPolicy(id, { ...policy, rungs }))
      .to.be.revertedWithCustomError(guardian, "RungUnsupported")
      .withArgs(RUNG.freeze, 0b10000);
    await round(1, 65_00);
    await round(2, 65_00);
    expect(await vault.paused()).to.equal(true);
  });
});

describe("The guardian over a real Safe", () => {
  it("G1 G6 an order of a quorum makes the Safe send the one call that its owners approved", async () => {
    const { guardian, guard, admin, asset } = await networkHelpers.loadFixture(guarding);
    const { safe, enableModule } = await deploySafe(connection, admin);
    const vault = await ethers.deployContract("PausableVault");
    await vault.grantRole(await vault.PAUSER_ROLE(), safe);
    const target = await vault.getAddress();
    const call = {
      ...{ target, asset, callee: target },
      pause: vault.interface.encodeFunctionData("pause"),
      isPaused: vault.interface.encodeFunctionData("paused"),
    };
    const adapter = await ethers.deployContract("SafePauseAdapter", [safe, guardian, [call]]);
    await enableModule(await adapter.getAddress());
    const { raise } = await guard(target, adapter);
    await expect(raise())
      .to.emit(safe, "ExecutionFromModuleSuccess")
      .withArgs(await adapter.getAddress())
      .and.to.emit(vault, "Paused")
      .withArgs(await safe.getAddress());
    expect(await vault.paused()).to.equal(true);
  });
});
