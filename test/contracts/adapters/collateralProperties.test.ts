import { expect } from "chai";
import { network } from "hardhat";
import type { Random } from "../../../scripts/demo/random.ts";
import { createRandom, seedOf } from "../../../scripts/demo/random.ts";
import { aaveCollateralWorld } from "../../fixtures/adapters/aaveWorld.ts";
import { cometCollateralWorld } from "../../fixtures/adapters/cometWorld.ts";
import { metaMorphoCollateralWorld } from "../../fixtures/adapters/metaMorphoWorld.ts";
import type { Build, CollateralWorld, ParameterName, Parameters } from "../../fixtures/adapters/worlds.ts";
import { differing, PARAMETERS, UNLIMITED } from "../../fixtures/adapters/worlds.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const SEED = 20_261_129;
const TRIES = 24;
const ONE = 100_00n;
/** What a falling threshold needs, and nothing else heeds. */
const GRACE = 3_600;

const WORLDS: Readonly<Record<string, Build<CollateralWorld>>> = {
  "AaveV3CollateralAdapter on Aave v3.6": aaveCollateralWorld,
  "CometV3CollateralAdapter on a Compound v3 double": cometCollateralWorld,
  "MetaMorphoAdapter on Morpho Blue": metaMorphoCollateralWorld,
};

const isRatio = (name: ParameterName): boolean => name.endsWith("Bps");

const parametersOf = async ({ adapter, target, asset }: CollateralWorld): Promise<Parameters> => {
  const { parameters } = await adapter.collateralState(target, asset);
  const [ltvBps, liquidationThresholdBps, supplyCap, borrowCap] = parameters;
  return { ltvBps, liquidationThresholdBps, supplyCap, borrowCap };
};

const quantised = async (
  { adapter, target, asset }: CollateralWorld,
  wanted: Parameters,
  up: boolean,
): Promise<Parameters> => {
  const [ltvBps, liquidationThresholdBps, supplyCap, borrowCap] = await adapter.quantise(
    target,
    asset,
    wanted,
    up,
  );
  return { ltvBps, liquidationThresholdBps, supplyCap, borrowCap };
};

const adjustableOf = async ({
  adapter,
  target,
  asset,
}: CollateralWorld): Promise<readonly ParameterName[]> => {
  const bits = await adapter.adjustable(target, asset);
  return PARAMETERS.filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n);
};

const belowOf = (random: Random, bound: bigint): bigint =>
  1n + BigInt(Math.floor(random.uniform() * Number(bound - 1n)));

/** Any cap that a policy could ask for: near what stands, far from it, and the least. */
const anyCap = (now: bigint, random: Random): bigint => {
  if (random.uniform() < 0.1) return 1n;
  if (now === UNLIMITED) return belowOf(random, 2n ** 100n);
  return 1n + (now * belowOf(random, 2_000_000n)) / 1_000_000n;
};

/** Any bundle of what may be moved, as far as the ratios hang together: LTV below threshold, threshold times bonus at most one. */
const anyBundle = async (world: CollateralWorld, random: Random): Promise<Parameters> => {
  const now = await parametersOf(world);
  const { liquidationBonusBps } = await world.adapter.collateralState(world.target, world.asset);
  const free = (await adjustableOf(world)).filter(() => random.uniform() < 0.7);
  const wanted = { ...now };
  if (free.includes("liquidationThresholdBps")) {
    wanted.liquidationThresholdBps =
      now.ltvBps + belowOf(random, (ONE * ONE) / liquidationBonusBps - now.ltvBps);
  }
  if (free.includes("ltvBps")) wanted.ltvBps = belowOf(random, wanted.liquidationThresholdBps);
  for (const cap of ["supplyCap", "borrowCap"] as const) {
    if (free.includes(cap)) wanted[cap] = anyCap(now[cap], random);
  }
  return wanted;
};

for (const [name, build] of Object.entries(WORLDS)) {
  // A named function of its own, since loadFixture knows a fixture by its function.
  const fixture = () => build(connection);
  const load = () => networkHelpers.loadFixture(fixture);

  describe(`Every collateral adapter: ${name}`, () => {
    it("reverts with OnlySteward for anyone else", async () => {
      const world = await load();
      const { adapter, target, asset, stranger, steward } = world;
      await expect(adapter.connect(stranger).write(target, asset, await parametersOf(world), GRACE))
        .to.be.revertedWithCustomError(adapter, "OnlySteward")
        .withArgs(stranger.address, steward.address);
    });

    it("says by name that a target or an asset is not its own, when it reads and when it writes", async () => {
      const world = await load();
      const { adapter, foreign } = world;
      const now = await parametersOf(world);
      for (const { target, asset, error, args, declaredBy } of foreign) {
        for (const call of [
          adapter.collateralState(target, asset),
          adapter.quantise(target, asset, now, true),
          adapter.write(target, asset, now, GRACE),
        ]) {
          await expect(call)
            .to.be.revertedWithCustomError(declaredBy, error)
            .withArgs(...args);
        }
      }
    });

    it(`H4 what it writes is what was validated, and nothing else changes (seed ${SEED}, ${TRIES} writes)`, async () => {
      const world = await load();
      const { adapter, target, asset, configuration, fieldsOf } = world;
      const random = createRandom(seedOf(SEED, name));
      const free = await adjustableOf(world);
      const moved = new Set<ParameterName>();
      for (let attempt = 0; attempt < TRIES; ++attempt) {
        const now = await parametersOf(world);
        const next = await quantised(world, await anyBundle(world, random), random.uniform() < 0.5);
        const changed = PARAMETERS.filter((parameter) => next[parameter] !== now[parameter]);
        const before = await configuration();
        await adapter.write(target, asset, next, GRACE);
        expect(await parametersOf(world)).to.deep.equal(next);
        expect([...differing(before, await configuration())].sort()).to.deep.equal(
          changed.flatMap((parameter) => fieldsOf[parameter]).sort(),
        );
        for (const parameter of changed) moved.add(parameter);
      }
      expect([...moved].sort(), "a parameter that never moved proves nothing").to.deep.equal(
        [...free].sort(),
      );
    });

    it(`quantises towards the side that was asked for, once and for all (seed ${SEED})`, async () => {
      const world = await load();
      const random = createRandom(seedOf(SEED, `${name} quantise`));
      const free = await adjustableOf(world);
      const now = await parametersOf(world);
      expect(await quantised(world, now, true)).to.deep.equal(now);
      expect(await quantised(world, now, false)).to.deep.equal(now);
      for (let attempt = 0; attempt < TRIES; ++attempt) {
        const wanted = await anyBundle(world, random);
        const down = await quantised(world, wanted, false);
        const up = await quantised(world, wanted, true);
        expect(await quantised(world, down, true)).to.deep.equal(down);
        expect(await quantised(world, up, false)).to.deep.equal(up);
        for (const parameter of free) {
          expect(down[parameter] <= up[parameter]).to.equal(true);
          expect(down[parameter] > 0n).to.equal(true);
          expect(up[parameter] < UNLIMITED || wanted[parameter] === UNLIMITED).to.equal(true);
          // Below the least that can be held, the least is nearest.
          if (up[parameter] > down[parameter]) expect(down[parameter] <= wanted[parameter]).to.equal(true);
        }
      }
    });

    it("reverts with NotRepresentable and the nearest value where the protocol holds only some", async () => {
      const world = await load();
      const { adapter, target, asset } = world;
      const now = await parametersOf(world);
      for (const parameter of await adjustableOf(world)) {
        const next = { ...now, [parameter]: now[parameter] - 1n };
        const nearest = (await quantised(world, next, false))[parameter];
        const write = adapter.write(target, asset, next, GRACE);
        if (nearest === next[parameter]) {
          await expect(write).not.to.be.revert(ethers);
          continue;
        }
        await expect(write)
          .to.be.revertedWithCustomError(adapter, "NotRepresentable")
          .withArgs(asset, PARAMETERS.indexOf(parameter), next[parameter], nearest);
      }
    });

    it("H5 the least cap that can be written is a limit, and the protocol keeps to it", async () => {
      const world = await load();
      const { adapter, target, asset, supplyBeyondCap } = world;
      const now = await parametersOf(world);
      const caps = (await adjustableOf(world)).filter((parameter) => !isRatio(parameter));
      expect(caps).to.include("supplyCap");
      const least = { ...now };
      for (const cap of caps) least[cap] = 1n;
      const next = await quantised(world, least, false);
      await adapter.write(target, asset, next, GRACE);
      const after = await parametersOf(world);
      for (const cap of caps) expect(after[cap] > 0n && after[cap] <= now[cap]).to.equal(true);
      await expect(supplyBeyondCap()).to.be.revert(ethers);
    });

    it("H5 reverts with ZeroRefused: nothing is the guardian's to write", async () => {
      const world = await load();
      const { adapter, target, asset, configuration } = world;
      const now = await parametersOf(world);
      const before = await configuration();
      for (const parameter of await adjustableOf(world)) {
        await expect(adapter.write(target, asset, { ...now, [parameter]: 0n }, GRACE))
          .to.be.revertedWithCustomError(adapter, "ZeroRefused")
          .withArgs(asset, PARAMETERS.indexOf(parameter));
      }
      expect(differing(before, await configuration())).to.deep.equal([]);
    });

    it("reverts with NotAdjustable for each parameter that it does not call adjustable", async () => {
      const world = await load();
      const { adapter, target, asset, configuration } = world;
      const now = await parametersOf(world);
      const before = await configuration();
      const free = await adjustableOf(world);
      for (const parameter of PARAMETERS.filter((candidate) => !free.includes(candidate))) {
        await expect(adapter.write(target, asset, { ...now, [parameter]: now[parameter] - 1n }, GRACE))
          .to.be.revertedWithCustomError(adapter, "NotAdjustable")
          .withArgs(asset, PARAMETERS.indexOf(parameter));
      }
      expect(differing(before, await configuration())).to.deep.equal([]);
    });

    it("writes nothing where everything stands already", async () => {
      const world = await load();
      const { adapter, target, asset, configuration } = world;
      const before = await configuration();
      await adapter.write(target, asset, await parametersOf(world), GRACE);
      expect(differing(before, await configuration())).to.deep.equal([]);
    });

    it("H6 refuses a held market, however it came to be held", async () => {
      for (const reason of Object.keys((await load()).holds)) {
        const world = await load();
        const { adapter, target, asset, configuration } = world;
        expect((await adapter.collateralState(target, asset)).held, reason).to.equal(false);
        await world.holds[reason]!();
        expect((await adapter.collateralState(target, asset)).held, reason).to.equal(true);
        const before = await configuration();
        const now = await parametersOf(world);
        for (const ratio of [now.ltvBps, now.ltvBps + 1n]) {
          await expect(adapter.write(target, asset, { ...now, ltvBps: ratio }, GRACE))
            .to.be.revertedWithCustomError(adapter, "MarketHeld")
            .withArgs(asset);
        }
        expect(differing(before, await configuration()), reason).to.deep.equal([]);
      }
    });

    it("calls nothing adjustable once its role is gone", async () => {
      const world = await load();
      expect(await adjustableOf(world)).not.to.deep.equal([]);
      await world.takeRoleAway();
      expect(await adjustableOf(world)).to.deep.equal([]);
    });

    it("keeps no state, and one write costs less than its bound", async () => {
      const world = await load();
      const { adapter, target, asset, gasBound } = world;
      const now = await parametersOf(world);
      const wanted = { ...now };
      for (const parameter of await adjustableOf(world)) wanted[parameter] = now[parameter] / 2n;
      const next = await quantised(world, wanted, false);
      const receipt = await (await adapter.write(target, asset, next, GRACE)).wait();
      expect(receipt!.gasUsed < gasBound, `used ${receipt!.gasUsed.toString()}`).to.equal(true);
      for (let slot = 0; slot < 8; ++slot) {
        expect(await ethers.provider.getStorage(adapter, slot)).to.equal(ethers.ZeroHash);
      }
    });
  });
}
