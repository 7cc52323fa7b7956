import { expect } from "chai";
import { network } from "hardhat";
import { AbiCoder, ZeroAddress, ZeroHash, id, keccak256 } from "ethers";
import type { ModelRegistry } from "../../types/ethers-contracts/index.js";
import { SCHEMA_HASH } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const STAGE = { Unknown: 0n, Proposed: 1n, Shadow: 2n, Active: 3n, Retired: 4n };
const MODEL = id("a model");
const CARD = "ipfs://card";
const DAY = 86_400;

async function deployRegistry() {
  const signers = await ethers.getSigners();
  const [admin, revoker, stranger] = [signers[0]!, signers[1]!, signers[2]!];
  const registry = await ethers.deployContract("ModelRegistry", [admin, revoker]);
  return { registry, admin, revoker, stranger };
}

async function shadow(registry: ModelRegistry): Promise<void> {
  await registry.propose(MODEL, SCHEMA_HASH, CARD);
  await registry.startShadow(MODEL, SCHEMA_HASH, CARD);
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

  describe("propose", () => {
    it("reverts with EmptyModelField without a model hash or without a schema hash", async () => {
      const { registry } = await load();
      for (const [model, schema] of [
        [ZeroHash, SCHEMA_HASH],
        [MODEL, ZeroHash],
      ] as const) {
        await expect(registry.propose(model, schema, CARD))
          .to.be.revertedWithCustomError(registry, "EmptyModelField")
          .withArgs(model, schema);
      }
    });

    it("C2 takes a proposal from anyone, and nothing counts by it", async () => {
      const { registry, stranger } = await load();
      await expect(registry.connect(stranger).propose(MODEL, SCHEMA_HASH, CARD))
        .to.emit(registry, "ModelProposed")
        .withArgs(MODEL, SCHEMA_HASH, CARD, stranger.address);
      const { timestamp } = (await ethers.provider.getBlock("latest"))!;
      expect(await registry.modelAt(MODEL)).to.deep.equal([STAGE.Proposed, 0n, ZeroHash, ""]);
      expect(await registry.proposedAt(MODEL, SCHEMA_HASH, CARD)).to.equal(timestamp);
      expect(await registry.proposedAt(MODEL, SCHEMA_HASH, "another card")).to.equal(0n);
      expect(await registry.isActive(MODEL)).to.equal(false);
      expect(await registry.isShadow(MODEL)).to.equal(false);
    });

    it("reverts with ProposedAlready for the same again, and takes the same file with another card", async () => {
      const { registry, stranger } = await load();
      await registry.propose(MODEL, SCHEMA_HASH, CARD);
      const proposal = keccak256(
        AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "string"], [MODEL, SCHEMA_HASH, CARD]),
      );
      await expect(registry.connect(stranger).propose(MODEL, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "ProposedAlready")
        .withArgs(MODEL, proposal);
      await registry.connect(stranger).propose(MODEL, SCHEMA_HASH, "another card");
    });

    it("reverts with WrongStage from shadow on", async () => {
      const { registry } = await load();
      await shadow(registry);
      await expect(registry.propose(MODEL, SCHEMA_HASH, "another card"))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Shadow);
    });
  });

  describe("startShadow", () => {
    it("C1 reverts for anyone but the configurator", async () => {
      const { registry, revoker } = await load();
      await registry.propose(MODEL, SCHEMA_HASH, CARD);
      await expect(registry.connect(revoker).startShadow(MODEL, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "AccessControlUnauthorizedAccount")
        .withArgs(revoker.address, await registry.CONFIGURATOR_ROLE());
    });

    it("C2 reverts with WrongStage for a model that nobody proposed", async () => {
      const { registry } = await load();
      await expect(registry.startShadow(MODEL, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Unknown);
    });

    it("C2 reverts with NotProposed for what was not proposed to the letter", async () => {
      const { registry } = await load();
      await registry.propose(MODEL, SCHEMA_HASH, CARD);
      for (const [schema, card] of [
        [id("another schema"), CARD],
        [SCHEMA_HASH, "another card"],
      ] as const) {
        const proposal = keccak256(
          AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "string"], [MODEL, schema, card]),
        );
        await expect(registry.startShadow(MODEL, schema, card))
          .to.be.revertedWithCustomError(registry, "NotProposed")
          .withArgs(MODEL, proposal);
      }
    });

    it("C2 puts a model in shadow, where it is scored and does not count, whoever proposed what beside it", async () => {
      const { registry, stranger } = await load();
      await registry.propose(MODEL, SCHEMA_HASH, CARD);
      await registry.connect(stranger).propose(MODEL, SCHEMA_HASH, "a false card");
      await expect(registry.startShadow(MODEL, SCHEMA_HASH, CARD))
        .to.emit(registry, "ModelShadowed")
        .withArgs(MODEL, SCHEMA_HASH, CARD);
      const { timestamp } = (await ethers.provider.getBlock("latest"))!;
      expect(await registry.modelAt(MODEL)).to.deep.equal([
        STAGE.Shadow,
        BigInt(timestamp),
        SCHEMA_HASH,
        CARD,
      ]);
      expect(await registry.isShadow(MODEL)).to.equal(true);
      expect(await registry.isActive(MODEL)).to.equal(false);
    });

    it("reverts with WrongStage the second time", async () => {
      const { registry } = await load();
      await shadow(registry);
      await expect(registry.startShadow(MODEL, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Shadow);
    });
  });

  describe("setShadowTime", () => {
    it("C1 reverts for anyone but the configurator", async () => {
      const { registry, revoker } = await load();
      await expect(registry.connect(revoker).setShadowTime(0))
        .to.be.revertedWithCustomError(registry, "AccessControlUnauthorizedAccount")
        .withArgs(revoker.address, await registry.CONFIGURATOR_ROLE());
    });

    it("reverts with ShadowTimeTooLong above 180 days, and takes 180 days", async () => {
      const { registry } = await load();
      const limit = 180 * 86_400;
      await expect(registry.setShadowTime(limit + 1))
        .to.be.revertedWithCustomError(registry, "ShadowTimeTooLong")
        .withArgs(limit + 1, limit);
      await expect(registry.setShadowTime(limit)).to.emit(registry, "ShadowTimeSet").withArgs(limit);
      expect(await registry.shadowTime()).to.equal(limit);
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

    it("C2 reverts with ShadowTooShort a second before its time, and takes it to the second", async () => {
      const { registry } = await load();
      await registry.setShadowTime(DAY);
      await shadow(registry);
      const earliest = Number((await registry.modelAt(MODEL)).shadowSince) + DAY;
      await networkHelpers.time.setNextBlockTimestamp(earliest - 1);
      await expect(registry.activate(MODEL))
        .to.be.revertedWithCustomError(registry, "ShadowTooShort")
        .withArgs(MODEL, earliest - 1, earliest);
      await networkHelpers.time.setNextBlockTimestamp(earliest);
      await registry.activate(MODEL);
    });

    it("C2 lets a shadow model count", async () => {
      const { registry } = await load();
      await shadow(registry);
      await expect(registry.activate(MODEL)).to.emit(registry, "ModelActivated").withArgs(MODEL);
      expect(await registry.isActive(MODEL)).to.equal(true);
      expect((await registry.modelAt(MODEL)).stage).to.equal(STAGE.Active);
    });

    it("reverts with WrongStage the second time", async () => {
      const { registry } = await load();
      await shadow(registry);
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

    it("reverts with WrongStage for a model that nobody proposed", async () => {
      const { registry } = await load();
      await expect(registry.retire(MODEL))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Unknown);
    });

    it("C1 stops a shadow model at once", async () => {
      const { registry, revoker } = await load();
      await shadow(registry);
      await expect(registry.connect(revoker).retire(MODEL)).to.emit(registry, "ModelRetired").withArgs(MODEL);
      expect((await registry.modelAt(MODEL)).stage).to.equal(STAGE.Retired);
    });

    it("C1 refuses a proposed model for good", async () => {
      const { registry, revoker } = await load();
      await registry.propose(MODEL, SCHEMA_HASH, CARD);
      await registry.connect(revoker).retire(MODEL);
      await expect(registry.startShadow(MODEL, SCHEMA_HASH, CARD))
        .to.be.revertedWithCustomError(registry, "WrongStage")
        .withArgs(MODEL, STAGE.Retired);
    });

    it("C2 stops an active model for good: it is neither proposed nor activated again", async () => {
      const { registry, revoker } = await load();
      await shadow(registry);
      await registry.activate(MODEL);
      await expect(registry.connect(revoker).retire(MODEL)).to.emit(registry, "ModelRetired").withArgs(MODEL);
      expect(await registry.isActive(MODEL)).to.equal(false);
      expect(await registry.retirements()).to.equal(1n);
      for (const again of [
        registry.propose(MODEL, SCHEMA_HASH, CARD),
        registry.startShadow(MODEL, SCHEMA_HASH, CARD),
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
