import { expect } from "chai";
import type { AddressLike } from "ethers";
import { network } from "hardhat";
import { RUNG } from "../../fixtures/deployHooks.ts";
import { deploySafe } from "../../fixtures/deploySafe.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const DAY = 86_400;
const ONLY_PAUSE = 0b10000n;
const ASSET = "0x00000000000000000000000000000000000a55E7";

/** A vault with OpenZeppelin's Pausable, whose one role pauses and unpauses; the adapter holds it. */
const pausable = async () => {
  const [dao, guardian, stranger] = await ethers.getSigners();
  const vault = await ethers.deployContract("PausableVault");
  const adapter = await ethers.deployContract("PausablePauseAdapter", [guardian!]);
  await vault.grantRole(await vault.PAUSER_ROLE(), adapter);
  await vault.grantRole(await vault.PAUSER_ROLE(), dao!);
  return {
    ...{ vault, stranger: stranger!, adapter: adapter.connect(guardian), library: adapter },
    target: await vault.getAddress(),
    paused: () => vault.paused(),
    lift: () => vault.unpause(),
  };
};

/** A vault whose pauses end by themselves; the adapter holds the role, and each of its pauses is three days. */
const timed = async () => {
  const [dao, guardian, stranger] = await ethers.getSigners();
  const vault = await ethers.deployContract("TimedVault");
  const adapter = await ethers.deployContract("TimedPauseAdapter", [guardian!, 3 * DAY]);
  await vault.grantRole(await vault.PAUSE_ROLE(), adapter);
  await vault.grantRole(await vault.PAUSE_ROLE(), dao!);
  return {
    ...{ vault, stranger: stranger!, adapter: adapter.connect(guardian), library: adapter },
    target: await vault.getAddress(),
    paused: () => vault.isPaused(),
    lift: () => vault.resume(),
  };
};

/** A real Safe that holds a vault's pausing role, with the adapter among its modules. */
const safe = async () => {
  const [dao, guardian, stranger] = await ethers.getSigners();
  const { safe, enableModule, disableFirstModule } = await deploySafe(connection, dao!);
  const vault = await ethers.deployContract("PausableVault");
  await vault.grantRole(await vault.PAUSER_ROLE(), safe);
  await vault.grantRole(await vault.PAUSER_ROLE(), dao!);
  const target = await vault.getAddress();
  const call = {
    ...{ target, asset: ASSET, callee: target },
    pause: vault.interface.encodeFunctionData("pause"),
    isPaused: vault.interface.encodeFunctionData("paused"),
  };
  const deploy = (calls: readonly (typeof call)[], of: AddressLike = safe) =>
    ethers.deployContract("SafePauseAdapter", [of, guardian!, [...calls]]);
  const adapter = await deploy([call]);
  await enableModule(await adapter.getAddress());
  return {
    ...{ vault, safe, call, deploy, disableFirstModule, stranger: stranger!, target },
    ...{ adapter: adapter.connect(guardian), library: adapter },
    paused: () => vault.paused(),
    lift: () => vault.unpause(),
  };
};

for (const [name, fixture] of Object.entries({
  PausablePauseAdapter: pausable,
  TimedPauseAdapter: timed,
  SafePauseAdapter: safe,
})) {
  describe(name, () => {
    const load = () => networkHelpers.loadFixture<Awaited<ReturnType<typeof pausable>>>(fixture as never);

    it("reverts with OnlyGuardian for anyone else", async () => {
      const { adapter, stranger, target } = await load();
      await expect(adapter.connect(stranger).raise(target, ASSET, RUNG.pause))
        .to.be.revertedWithCustomError(adapter, "OnlyGuardian")
        .withArgs(stranger.address, await adapter.guardian());
    });

    it("G1 G2 reverts with RungUnsupported on each rung below Pause, which such a contract lacks", async () => {
      const { adapter, target, paused } = await load();
      expect(await adapter.supportedRungs(target, ASSET)).to.equal(ONLY_PAUSE);
      for (const rung of [RUNG.borrowOff, RUNG.ltvZero, RUNG.freeze]) {
        await expect(adapter.raise(target, ASSET, rung))
          .to.be.revertedWithCustomError(adapter, "RungUnsupported")
          .withArgs(rung, ONLY_PAUSE);
      }
      expect(await paused()).to.equal(false);
    });

    it("G1 pauses, and reads the rung from the protocol, whoever paused it", async () => {
      const { adapter, target, paused, lift } = await load();
      expect(await adapter.rungOf(target, ASSET)).to.equal(RUNG.none);
      await adapter.raise(target, ASSET, RUNG.pause);
      expect([await adapter.rungOf(target, ASSET), await paused()]).to.deep.equal([RUNG.pause, true]);
      await lift();
      expect(await adapter.rungOf(target, ASSET)).to.equal(RUNG.none);
    });

    for (const [what, rung] of Object.entries(RUNG)) {
      it(`G3 raising to ${what} while paused changes nothing and never reverts`, async () => {
        const { adapter, vault, target } = await load();
        await adapter.raise(target, ASSET, RUNG.pause);
        await expect(adapter.raise(target, ASSET, rung)).not.to.emit(vault, "Paused");
        expect(await adapter.rungOf(target, ASSET)).to.equal(RUNG.pause);
      });
    }

    it("G1 raising to None does nothing", async () => {
      const { adapter, vault, target } = await load();
      await expect(adapter.raise(target, ASSET, RUNG.none)).not.to.emit(vault, "Paused");
    });

    it("G1 has one function that is no view, though its role could unpause", async () => {
      const { library } = await load();
      const writes = library.interface.fragments.filter(
        (fragment) => fragment.type === "function" && !("constant" in fragment && fragment.constant === true),
      );
      expect(writes.map((fragment) => (fragment as { name?: string }).name)).to.deep.equal(["raise"]);
    });
  });
}

for (const [name, fixture] of Object.entries({ PausablePauseAdapter: pausable, TimedPauseAdapter: timed })) {
  describe(`${name}, its targets`, () => {
    it("G1 names no rung of a target that does not say whether it is paused", async () => {
      const { adapter, stranger, target } = await networkHelpers.loadFixture<
        Awaited<ReturnType<typeof pausable>>
      >(fixture as never);
      const token = await ethers.deployContract("DemoToken", ["T", "T", 18]);
      expect(await adapter.supportedRungs(target, ASSET)).to.equal(ONLY_PAUSE);
      for (const other of [stranger, token]) {
        await expect(adapter.supportedRungs(other, ASSET)).to.be.revertedWithoutReason(ethers);
        await expect(adapter.rungOf(other, ASSET)).to.be.revertedWithoutReason(ethers);
      }
    });
  });
}

describe("TimedPauseAdapter, its time", () => {
  for (const seconds of [3_599, 30 * DAY + 1]) {
    it(`G2 reverts with ValueOutOfRange on a pause of ${seconds} s`, async () => {
      const { library, stranger } = await networkHelpers.loadFixture(timed);
      await expect(ethers.deployContract("TimedPauseAdapter", [stranger, seconds]))
        .to.be.revertedWithCustomError(library, "ValueOutOfRange")
        .withArgs(ethers.encodeBytes32String("pauseTime"), seconds, 3_600, 30 * DAY);
    });
  }

  it("G2 ends by itself after its time, which nobody lengthens meanwhile", async () => {
    const { adapter, vault, target } = await networkHelpers.loadFixture(timed);
    await adapter.raise(target, ASSET, RUNG.pause);
    const until = BigInt((await networkHelpers.time.latest()) + 3 * DAY);
    expect(await vault.getResumeSinceTimestamp()).to.equal(until);
    await networkHelpers.time.increase(2 * DAY);
    await adapter.raise(target, ASSET, RUNG.pause);
    expect(await vault.getResumeSinceTimestamp()).to.equal(until);
    await networkHelpers.time.increaseTo(until - 1n);
    expect(await adapter.rungOf(target, ASSET)).to.equal(RUNG.pause);
    await networkHelpers.time.increaseTo(until);
    expect(await adapter.rungOf(target, ASSET)).to.equal(RUNG.none);
  });
});

describe("SafePauseAdapter, its calls", () => {
  it("G1 reverts with CallToSafe on a call with which the Safe would change itself", async () => {
    const { deploy, call, safe: itself, library } = await networkHelpers.loadFixture(safe);
    await expect(deploy([{ ...call, callee: await itself.getAddress() }]))
      .to.be.revertedWithCustomError(library, "CallToSafe")
      .withArgs(call.target, ASSET);
  });

  it("G1 reverts with CallTwice on a second call for the same target and asset", async () => {
    const { deploy, call, library } = await networkHelpers.loadFixture(safe);
    await expect(deploy([call, call]))
      .to.be.revertedWithCustomError(library, "CallTwice")
      .withArgs(call.target, ASSET);
  });

  it("reverts with StatusUnreadable where the callee does not say whether it is paused", async () => {
    const { deploy, call, vault, library } = await networkHelpers.loadFixture(safe);
    const other = vault.interface.encodeFunctionData("getRoleAdmin", [ethers.ZeroHash]).slice(0, 10);
    for (const isPaused of ["0x", "0xdeadbeef", other]) {
      await expect(deploy([{ ...call, isPaused }]))
        .to.be.revertedWithCustomError(library, "StatusUnreadable")
        .withArgs(call.callee);
    }
  });

  it("reverts with StatusUnreadable where the answer is not one word: none, or more", async () => {
    const { deploy, call, stranger, library } = await networkHelpers.loadFixture(safe);
    const feed = await ethers.deployContract("ReplayFeed", ["A / USD", 8, stranger]);
    await feed.connect(stranger).push([1n], [await networkHelpers.time.latest()]);
    const round = feed.interface.encodeFunctionData("latestRoundData");
    for (const [callee, isPaused] of [
      [stranger.address, call.isPaused],
      [await feed.getAddress(), round],
    ] as const) {
      await expect(deploy([{ ...call, callee, isPaused }]))
        .to.be.revertedWithCustomError(library, "StatusUnreadable")
        .withArgs(callee);
    }
  });

  it("G1 reverts with NoCallFor on anything that was not approved when it was built", async () => {
    const { adapter, stranger, target } = await networkHelpers.loadFixture(safe);
    for (const [where, asset] of [
      [target, stranger.address],
      [stranger.address, ASSET],
    ] as const) {
      await expect(adapter.raise(where, asset, RUNG.pause))
        .to.be.revertedWithCustomError(adapter, "NoCallFor")
        .withArgs(where, asset);
      await expect(adapter.supportedRungs(where, asset))
        .to.be.revertedWithCustomError(adapter, "NoCallFor")
        .withArgs(where, asset);
    }
  });

  it("shows the one call that the owners approve", async () => {
    const { adapter, call, target } = await networkHelpers.loadFixture(safe);
    expect([...(await adapter.callOf(target, ASSET))]).to.deep.equal(Object.values(call));
  });

  it("reverts with PauseCallFailed, and why, where the Safe may not pause", async () => {
    const { adapter, vault, safe: itself, target } = await networkHelpers.loadFixture(safe);
    const role = await vault.PAUSER_ROLE();
    await vault.revokeRole(role, itself);
    const cause = vault.interface.encodeErrorResult("AccessControlUnauthorizedAccount", [
      await itself.getAddress(),
      role,
    ]);
    await expect(adapter.raise(target, ASSET, RUNG.pause))
      .to.be.revertedWithCustomError(adapter, "PauseCallFailed")
      .withArgs(target, cause);
  });

  it("G5 does nothing once the Safe's owners have disabled the module", async () => {
    const { adapter, disableFirstModule, target, paused } = await networkHelpers.loadFixture(safe);
    await disableFirstModule(await adapter.getAddress());
    await expect(adapter.raise(target, ASSET, RUNG.pause)).to.be.revertedWith("GS104");
    expect(await paused()).to.equal(false);
  });
});
