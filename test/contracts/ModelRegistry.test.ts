import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash, id } from "ethers";
import { SCHEMA_HASH } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const STAGE = { Unknown: 0n, Shadow: 1n, Active: 2n, Retired: 3n };
const MODEL = id("a model");
const CARD = "ipfs://card";

async function deployRegistry() {
  const signers = await ethers.getSigners();
  const [admin, revoker, stranger] = [signers[0]!, signers[1]!, signers[2]!];
  const registry = await ethers.deployContract("ModelRegistry", [admin, revoker]);
  return { registry, admin, revoker, stranger };
}

const load = () => networkHelpers.loadFixture(deployRegistry);

describe("ModelRegistry", () => {
  describe("constructor", () => {
    it("reverts with ZeroAdmin when there is no admin", async () => {
      const { registry, revoker } = await load();
      await expect(
        ethers.deployContract("ModelRegistry", [ZeroAddress, revoker]),
      ).to.be.revertedWithCustomError(registry, "ZeroAdmin");
    });

    it("C1 gives the admin every role and the revoker only its own", async () => {
      const { registry, admin, revoker } = await load();
      const configurator = await registry.CONFIGURATOR_ROLE();
      const revoking = await registry.REVOKER_ROLE();
      expect(await registry.hasRole(ZeroHash, admin)).to.equal(true);
      expect(await registry.hasRole(configurator, admin)).to.equal(true);
      expect(await registry.hasRole(revoking, admin)).to.equal(true);
      expect(await registry.hasRole(revoking, revoker)).to.equal(true);
      expect(await registry.hasRole(configurator, revoker)).to.equal(false);
      expect(await registry.hasRole(ZeroHash, revoker)).to.equal(false);
    });

    it("C1 needs no revoker besides the admin", async () => {
      const { admin } = await load();
      const registry = await ethers.deployContract("ModelRegistry", [admin, ZeroAddress]);
      expect(await registry.hasRole(await registry.REVOKER_ROLE(), ZeroAddress)).to.equal(false);
    });
  });

  describe("register", () => {
    it("C1 reverts for anyone but the configurator", async () => {
      const { registry, revoker } = await load();
      await expect(registry.connect(revoker).register(MODEL, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "AccessControlUnauthorizedAccount")
        .withArgs(revoker.address, await registry.CONFIGURATOR_ROLE());
    });

    it("reverts with EmptyModelField without a model hash", async () => {
      const { registry } = await load();
      await expect(registry.register(ZeroHash, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "EmptyModelField")
        .withArgs(ZeroHash, SCHEMA_HASH);
    });

    it("reverts with EmptyModelField without a schema hash", async () => {
      const { registry } = await load();
      await expect(registry.register(MODEL, ZeroHash, CARD))
        .to.be.revertedWithCustomError(registry, "EmptyModelField")
        .withArgs(MODEL, ZeroHash);
    });

    it("C2 puts a model in shadow, where it does not count", async () => {
      const { registry } = await load();
      await expect(registry.register(MODEL, SCHEMA_HASH, CARD))
        .to.emit(registry, "ModelRegistered")
        .withArgs(MODEL, SCHEMA_HASH, CARD);
      expect(await registry.modelAt(MODEL)).to.deep.equal([STAGE.Shadow, SCHEMA_HASH, CARD]);
      expect(await registry.isActive(MODEL)).to.equal(false);
    });

    it("reverts with WrongStage the second time", async () => {
      const { registry } = await load();
      await registry.register(MODEL, SCHEMA_HASH, CARD);
      await expect(registry.register(MODEL, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Shadow);
    });
  });

  describe("activate", () => {
    it("C1 reverts for anyone but the configurator", async () => {
      const { registry, stranger } = await load();
      await expect(registry.connect(stranger).activate(MODEL))
        .to.be.revertedWithCustomError(registry, "AccessControlUnauthorizedAccount")
        .withArgs(stranger.address, await registry.CONFIGURATOR_ROLE());
    });

    it("C2 reverts with WrongStage for a model that was never in shadow", async () => {
      const { registry } = await load();
      await expect(registry.activate(MODEL))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Unknown);
    });

    it("C2 lets a shadow model count", async () => {
      const { registry } = await load();
      await registry.register(MODEL, SCHEMA_HASH, CARD);
      await expect(registry.activate(MODEL)).to.emit(registry, "ModelActivated").withArgs(MODEL);
      expect(await registry.isActive(MODEL)).to.equal(true);
      expect((await registry.modelAt(MODEL)).stage).to.equal(STAGE.Active);
    });

    it("reverts with WrongStage the second time", async () => {
      const { registry } = await load();
      await registry.register(MODEL, SCHEMA_HASH, CARD);
      await registry.activate(MODEL);
      await expect(registry.activate(MODEL))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Active);
    });
  });

  describe("retire", () => {
    it("C1 reverts for anyone but a revoker", async () => {
      const { registry, stranger } = await load();
      await expect(registry.connect(stranger).retire(MODEL))
        .to.be.revertedWithCustomError(registry, "AccessControlUnauthorizedAccount")
        .withArgs(stranger.address, await registry.REVOKER_ROLE());
    });

    it("reverts with WrongStage for a model that is not registered", async () => {
      const { registry } = await load();
      await expect(registry.retire(MODEL))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Unknown);
    });

    it("C1 stops a shadow model at once", async () => {
      const { registry, revoker } = await load();
      await registry.register(MODEL, SCHEMA_HASH, CARD);
      await expect(registry.connect(revoker).retire(MODEL)).to.emit(registry, "ModelRetired").withArgs(MODEL);
      expect((await registry.modelAt(MODEL)).stage).to.equal(STAGE.Retired);
    });

    it("C2 stops an active model for good: it is neither registered nor activated again", async () => {
      const { registry, revoker } = await load();
      await registry.register(MODEL, SCHEMA_HASH, CARD);
      await registry.activate(MODEL);
      await expect(registry.connect(revoker).retire(MODEL)).to.emit(registry, "ModelRetired").withArgs(MODEL);
      expect(await registry.isActive(MODEL)).to.equal(false);
      expect(await registry.retirements()).to.equal(1n);
      for (const again of [
        registry.register(MODEL, SCHEMA_HASH, CARD),
        registry.activate(MODEL),
        registry.retire(MODEL),
      ]) {
        await expect(again)
          .to.be.revertedWithCustomError(registry, "WrongStage")
          .withArgs(MODEL, STAGE.Retired);
      }
    });
  });
});
