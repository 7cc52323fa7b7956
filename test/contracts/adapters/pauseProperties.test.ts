import { expect } from "chai";
import { network } from "hardhat";
import { createRandom, seedOf } from "../../../scripts/demo/random.ts";
import { aavePauseWorld } from "../../fixtures/adapters/aaveWorld.ts";
import { cometPauseWorld } from "../../fixtures/adapters/cometWorld.ts";
import { pausableWorld, safeWorld, timedWorld } from "../../fixtures/adapters/pausableWorlds.ts";
import { metaMorphoPauseWorld } from "../../fixtures/adapters/metaMorphoWorld.ts";
import type { Build, PauseWorld } from "../../fixtures/adapters/worlds.ts";
import { differing } from "../../fixtures/adapters/worlds.ts";
import { RUNG } from "../../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const SEED = 20_261_129;
const STEPS = 40;

const LENDING: Readonly<Record<string, Build<PauseWorld>>> = {
  "AaveV3PauseAdapter on Aave v3.6": aavePauseWorld,
  "CometV3PauseAdapter on a Compound v3 double": cometPauseWorld,
  "MetaMorphoAdapter on Morpho Blue": metaMorphoPauseWorld,
};

/** One switch on any target: nobody to repay or to liquidate, and no target that is not the adapter's. */
const SWITCHES: Readonly<Record<string, Build<PauseWorld>>> = {
  "PausablePauseAdapter on OpenZeppelin's Pausable": pausableWorld,
  "TimedPauseAdapter on a pause that ends by itself": timedWorld,
};

/** One switch for each call that was approved, and for nothing else. */
const APPROVED: Readonly<Record<string, Build<PauseWorld>>> = {
  "SafePauseAdapter on a real Safe": safeWorld,
};

const RUNGS = [RUNG.borrowOff, RUNG.ltvZero, RUNG.freeze, RUNG.pause] as const;

/** The rungs of each adapter's ladder, by its name's first word. */
const LADDERS: Readonly<Record<string, readonly bigint[]>> = {
  AaveV3PauseAdapter: RUNGS,
  CometV3PauseAdapter: [RUNG.freeze, RUNG.pause],
  MetaMorphoAdapter: [RUNG.freeze],
  PausablePauseAdapter: [RUNG.pause],
  TimedPauseAdapter: [RUNG.pause],
  SafePauseAdapter: [RUNG.pause],
};

const rungOf = ({ adapter, target, asset }: PauseWorld): Promise<bigint> => adapter.rungOf(target, asset);

const supportedOf = async ({ adapter, target, asset }: PauseWorld): Promise<readonly bigint[]> => {
  const bits = await adapter.supportedRungs(target, asset);
  expect(bits & 1n, "bit 0 is no rung").to.equal(0n);
  return RUNGS.filter((rung) => ((bits >> rung) & 1n) === 1n);
};

for (const [name, build] of Object.entries({ ...LENDING, ...SWITCHES, ...APPROVED })) {
  // A named function of its own, since loadFixture knows a fixture by its function.
  const fixture = () => build(connection);
  const load = () => networkHelpers.loadFixture(fixture);

  describe(`Every pause adapter: ${name}`, () => {
    it("reverts with OnlyGuardian for anyone else", async () => {
      const { adapter, target, asset, stranger, guardian } = await load();
      for (const rung of [RUNG.none, ...RUNGS]) {
        await expect(adapter.connect(stranger).raise(target, asset, rung))
          .to.be.revertedWithCustomError(adapter, "OnlyGuardian")
          .withArgs(stranger.address, guardian.address);
      }
    });

    it("names the rungs of its ladder, and no others", async () => {
      expect(await supportedOf(await load())).to.deep.equal(LADDERS[name.split(" ")[0]!]);
    });

    it("reverts with RungUnsupported for each rung that it does not name", async () => {
      const world = await load();
      const { adapter, target, asset, configuration } = world;
      const supported = await supportedOf(world);
      const bits = await adapter.supportedRungs(target, asset);
      const before = await configuration();
      for (const rung of RUNGS.filter((candidate) => !supported.includes(candidate))) {
        await expect(adapter.raise(target, asset, rung))
          .to.be.revertedWithCustomError(adapter, "RungUnsupported")
          .withArgs(rung, bits);
      }
      expect(differing(before, await configuration())).to.deep.equal([]);
    });

    it("reaches each rung that it names, and raising to none does nothing", async () => {
      for (const rung of await supportedOf(await load())) {
        const world = await load();
        const { adapter, target, asset, configuration } = world;
        expect(await rungOf(world)).to.equal(RUNG.none);
        const before = await configuration();
        await adapter.raise(target, asset, RUNG.none);
        expect(differing(before, await configuration())).to.deep.equal([]);
        await adapter.raise(target, asset, rung);
        expect(await rungOf(world)).to.equal(rung);
      }
    });

    it("G3 repeating a rung, or raising to a lower one, never reverts and changes nothing", async () => {
      const world = await load();
      const { adapter, target, asset, configuration } = world;
      const supported = await supportedOf(world);
      for (const rung of supported) {
        await adapter.raise(target, asset, rung);
        const before = await configuration();
        for (let lower = rung; lower >= RUNG.none; --lower) await adapter.raise(target, asset, lower);
        expect(differing(before, await configuration())).to.deep.equal([]);
      }
    });

    it(`G1 no order of calls, the DAO's own acts between them, opens what was closed (seed ${SEED}, ${STEPS} steps)`, async () => {
      const world = await load();
      const { adapter, target, asset, closed, daoActs } = world;
      const supported = await supportedOf(world);
      const random = createRandom(seedOf(SEED, name));
      let raises = 0;
      let act = 0;
      for (let step = 0; step < STEPS; ++step) {
        if (random.uniform() < 0.4) {
          await daoActs[act % daoActs.length]!.run().catch(() => undefined);
          ++act;
          continue;
        }
        const before = { rung: await rungOf(world), closed: await closed() };
        const rung = RUNGS[Math.floor(random.uniform() * RUNGS.length)]!;
        const done = await adapter.raise(target, asset, rung).then(
          () => true,
          () => false,
        );
        expect(done).to.equal(supported.includes(rung) || before.rung >= rung);
        expect(await closed()).to.include.members([...before.closed]);
        const after = await rungOf(world);
        expect(after >= before.rung && (!done || after >= rung)).to.equal(true);
        if (done) ++raises;
      }
      expect(raises).to.be.greaterThan(0);
    });

    it("tells the rung truly after each of the DAO's own acts", async () => {
      const world = await load();
      for (const { act, run, rung } of world.daoActs) {
        await run();
        expect(await rungOf(world), act).to.equal(rung);
      }
    });

    it("G3 a raise costs less than its bound", async () => {
      for (const rung of await supportedOf(await load())) {
        const { adapter, target, asset, gasBound } = await load();
        const receipt = await (await adapter.raise(target, asset, rung)).wait();
        expect(receipt!.gasUsed < gasBound, `used ${receipt!.gasUsed.toString()}`).to.equal(true);
      }
    });
  });
}

for (const [name, build] of Object.entries({ ...LENDING, ...APPROVED })) {
  const fixture = () => build(connection);
  const load = () => networkHelpers.loadFixture(fixture);

  describe(`Every pause adapter of targets of its own: ${name}`, () => {
    it("says by name that a target or an asset is not its own, when it reads and when it raises", async () => {
      const world = await load();
      const { adapter, foreign } = world;
      const rung = (await supportedOf(world))[0]!;
      for (const { target, asset, error, args, declaredBy } of foreign) {
        for (const call of [
          adapter.rungOf(target, asset),
          adapter.supportedRungs(target, asset),
          adapter.raise(target, asset, rung),
        ]) {
          await expect(call)
            .to.be.revertedWithCustomError(declaredBy, error)
            .withArgs(...args);
        }
      }
    });
  });
}

for (const [name, build] of Object.entries(LENDING)) {
  const fixture = () => build(connection);
  const load = () => networkHelpers.loadFixture(fixture);

  describe(`Every pause adapter of a lending protocol: ${name}`, () => {
    it("leaves repaying and liquidating open below Pause, which alone stops liquidating", async () => {
      const supported = await supportedOf(await load());
      for (const rung of supported) {
        const { adapter, target, asset, repay, liquidate } = await load();
        await adapter.raise(target, asset, rung);
        if (rung === RUNG.pause) {
          await expect(liquidate!()).to.be.revert(connection.ethers);
          continue;
        }
        await repay!();
        await liquidate!();
      }
    });
  });
}

for (const [name, build] of Object.entries({ ...SWITCHES, ...APPROVED })) {
  const fixture = () => build(connection);

  describe(`Every pause adapter with one switch: ${name}`, () => {
    it("G1 a raise changes the switch and nothing else, of a Safe neither owners, modules, threshold nor nonce", async () => {
      const { adapter, target, asset, configuration } = await networkHelpers.loadFixture(fixture);
      const before = await configuration();
      await adapter.raise(target, asset, RUNG.pause);
      expect(differing(before, await configuration())).to.deep.equal(["paused"]);
    });
  });
}
