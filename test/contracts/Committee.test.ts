import { expect } from "chai";
import { network } from "hardhat";
import { AbiCoder, ZeroAddress, ZeroHash, id, keccak256 } from "ethers";
import { deployOracle, memberKey, someMembers } from "../fixtures/deployOracle.ts";
import type { MemberInput } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const load = () => networkHelpers.loadFixture(deploySuite);

async function deploySuite() {
  return deployOracle(ethers);
}

function withMember(members: MemberInput[], index: number, change: Partial<MemberInput>): MemberInput[] {
  return members.map((member, i) => (i === index ? { ...member, ...change } : member));
}

function withWeights(members: MemberInput[], weights: number[]): MemberInput[] {
  return members.map((member, i) => ({ ...member, weightBps: weights[i] ?? 0 }));
}

describe("Committee.constructor", () => {
  it("reverts with ZeroRegistry without a model registry", async () => {
    const { committee, admin } = await load();
    await expect(
      ethers.deployContract("Committee", [ZeroAddress, ZeroAddress, admin, ZeroAddress]),
    ).to.be.revertedWithCustomError(committee, "ZeroRegistry");
  });

  it("reverts with ZeroAdmin without an admin", async () => {
    const { committee, registry } = await load();
    await expect(
      ethers.deployContract("Committee", [registry, ZeroAddress, ZeroAddress, ZeroAddress]),
    ).to.be.revertedWithCustomError(committee, "ZeroAdmin");
  });

  it("accepts nothing before the first configuration", async () => {
    const { registry, admin } = await load();
    const committee = await ethers.deployContract("Committee", [registry, ZeroAddress, admin, ZeroAddress]);
    expect(await committee.digest()).to.equal(ZeroHash);
    expect(await committee.quorum()).to.equal(0n);
    await expect(committee.roster(1n))
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(0n, 0n);
  });
});

describe("Committee.configure", () => {
  it("C1 reverts for anyone but the configurator", async () => {
    const { committee, revoker } = await load();
    await expect(committee.connect(revoker).configure(someMembers(4, 1), 1, 1, 1))
      .to.be.revertedWithCustomError(committee, "AccessControlUnauthorizedAccount")
      .withArgs(revoker.address, await committee.CONFIGURATOR_ROLE());
  });

  it("R1 reverts with FaultsZero when no member may be faulty", async () => {
    const { committee } = await load();
    await expect(committee.configure(someMembers(4, 1), 0, 1, 1)).to.be.revertedWithCustomError(
      committee,
      "FaultsZero",
    );
  });

  it("R1 reverts with TooFewMembers below 3f + 1", async () => {
    const { committee } = await load();
    await expect(committee.configure(someMembers(6, 1), 2, 1, 1))
      .to.be.revertedWithCustomError(committee, "TooFewMembers")
      .withArgs(6n, 2n);
  });

  it("R1 reverts with TooManyMembers above 31", async () => {
    const { committee } = await load();
    await expect(committee.configure(someMembers(32, 1), 10, 1, 1))
      .to.be.revertedWithCustomError(committee, "TooManyMembers")
      .withArgs(32n, 31n);
  });

  it("R1 reverts with ZeroSigner for a member without a key", async () => {
    const { committee } = await load();
    for (const member of [0, 3, 6]) {
      const members = withMember(someMembers(7, 3), member, { signer: ZeroAddress });
      await expect(committee.configure(members, 2, 2, 1))
        .to.be.revertedWithCustomError(committee, "ZeroSigner")
        .withArgs(member);
    }
  });

  it("R1 reverts with DuplicateSigner for one key in two members", async () => {
    const { committee } = await load();
    for (const first of [0, 1]) {
      const signer = memberKey(first).address;
      await expect(committee.configure(withMember(someMembers(7, 3), 5, { signer }), 2, 2, 1))
        .to.be.revertedWithCustomError(committee, "DuplicateSigner")
        .withArgs(5n, signer);
    }
  });

  it("R12 reverts with WeightTooLarge above one third", async () => {
    const { committee } = await load();
    const weights = [33_34, 22_22, 22_22, 22_22];
    await expect(committee.configure(withWeights(someMembers(4, 1), weights), 1, 1, 1))
      .to.be.revertedWithCustomError(committee, "WeightTooLarge")
      .withArgs(0n, 33_34n, 33_33n);
  });

  it("R12 accepts a weight of exactly one third, rounded down", async () => {
    const { committee } = await load();
    await committee.configure(withWeights(someMembers(4, 1), [33_33, 22_23, 22_22, 22_22]), 1, 1, 1);
    expect((await committee.memberAt(0)).config.weightBps).to.equal(33_33n);
  });

  it("reverts with WeightsDoNotSum below and above 100_00", async () => {
    const { committee } = await load();
    for (const sum of [99_99, 100_01]) {
      const weights = [25_00, 25_00, 25_00, sum - 75_00];
      await expect(committee.configure(withWeights(someMembers(4, 1), weights), 1, 1, 1))
        .to.be.revertedWithCustomError(committee, "WeightsDoNotSum")
        .withArgs(BigInt(sum), 100_00n);
    }
  });

  it("R6 reverts with WeightsUnbalanced when f members weigh as much as f + 1 others", async () => {
    const { committee } = await load();
    const tie = [30_00, 25_00, 15_00, 15_00, 15_00];
    await expect(committee.configure(withWeights(someMembers(5, 1), tie), 1, 1, 1))
      .to.be.revertedWithCustomError(committee, "WeightsUnbalanced")
      .withArgs(30_00n, 30_00n);
    const above = [20_00, 20_00, 10_00, 10_00, 10_00, 15_00, 15_00];
    await expect(committee.configure(withWeights(someMembers(7, 1), above), 2, 1, 1))
      .to.be.revertedWithCustomError(committee, "WeightsUnbalanced")
      .withArgs(40_00n, 30_00n);
  });

  it("R6 accepts f members one basis point lighter than f + 1 others", async () => {
    const { committee } = await load();
    await committee.configure(withWeights(someMembers(5, 1), [29_99, 25_01, 15_00, 15_00, 15_00]), 1, 1, 1);
    expect(await committee.memberCount()).to.equal(5n);
  });

  it("R6 reverts with WeightsUnbalanced for a member without weight", async () => {
    const { committee } = await load();
    await expect(
      committee.configure(withWeights(someMembers(5, 1), [25_00, 25_00, 25_00, 25_00, 0]), 1, 1, 1),
    )
      .to.be.revertedWithCustomError(committee, "WeightsUnbalanced")
      .withArgs(25_00n, 25_00n);
  });

  it("C2 reverts with ModelNotActive for a model that is in shadow", async () => {
    const { committee, registry } = await load();
    const modelHash = id("shadow");
    await registry.propose(modelHash, id("schema"), "");
    await registry.startShadow(modelHash, id("schema"), "");
    await expect(committee.configure(withMember(someMembers(7, 3), 0, { modelHash }), 2, 2, 1))
      .to.be.revertedWithCustomError(committee, "ModelNotActive")
      .withArgs(modelHash);
  });

  it("C2 reverts with MinModelsOutOfRange for none and for more than there are", async () => {
    const { committee } = await load();
    for (const minModels of [0, 4]) {
      await expect(committee.configure(someMembers(7, 3), 2, minModels, 1))
        .to.be.revertedWithCustomError(committee, "MinModelsOutOfRange")
        .withArgs(BigInt(minModels), 3n);
    }
  });

  it("C2 reverts with MinOperatorsOutOfRange for none and for more than there are", async () => {
    const { committee } = await load();
    const [first, ...others] = someMembers(7, 3);
    const members = [first!, ...others.map((m, i) => (i < 2 ? { ...m, operator: first!.operator } : m))];
    for (const minOperators of [0, 6]) {
      await expect(committee.configure(members, 2, 2, minOperators))
        .to.be.revertedWithCustomError(committee, "MinOperatorsOutOfRange")
        .withArgs(BigInt(minOperators), 5n);
    }
    await committee.configure(members, 2, 2, 5);
    expect(await committee.minOperators()).to.equal(5n);
  });

  it("R2 stores every member and announces the whole configuration with its digest", async () => {
    const { committee } = await load();
    const members = someMembers(31, 3);
    const transaction = committee.configure(members, 10, 3, 4);
    await expect(transaction).not.to.revert(ethers);
    const digest = await committee.digest();
    await expect(transaction)
      .to.emit(committee, "CommitteeConfigured")
      .withArgs(
        2n,
        digest,
        members.map((m) => [m.signer, m.operator, m.modelHash, BigInt(m.weightBps)]),
        10n,
        3n,
        4n,
      );
    expect(await committee.version()).to.equal(2n);
    expect(await committee.faults()).to.equal(10n);
    expect(await committee.quorum()).to.equal(21n);
    expect(await committee.minModels()).to.equal(3n);
    expect(await committee.minOperators()).to.equal(4n);
    expect(await committee.memberCount()).to.equal(31n);
    for (const [i, m] of members.entries()) {
      const { config, suspended } = await committee.memberAt(i);
      expect(config).to.deep.equal([m.signer, m.operator, m.modelHash, BigInt(m.weightBps)]);
      expect(suspended).to.equal(false);
    }
  });

  it("R2 binds chain, contract, version, suspensions and configuration in the digest", async () => {
    const { committee, memberInputs } = await load();
    const coder = AbiCoder.defaultAbiCoder();
    const config = keccak256(
      coder.encode(
        [
          "tuple(address signer,address operator,bytes32 modelHash,uint16 weightBps)[]",
          "uint8",
          "uint8",
          "uint8",
        ],
        [memberInputs, 2, 2, 2],
      ),
    );
    const { chainId } = await ethers.provider.getNetwork();
    const expected = keccak256(
      coder.encode(
        ["uint256", "address", "uint32", "uint32", "bytes32"],
        [chainId, await committee.getAddress(), 1, 0, config],
      ),
    );
    expect(await committee.digest()).to.equal(expected);
  });

  it("R3 never returns to an earlier digest: the same configuration again has another one", async () => {
    const { committee, memberInputs } = await load();
    const before = await committee.digest();
    await committee.configure([...memberInputs], 2, 2, 1);
    expect(await committee.digest()).not.to.equal(before);
  });

  it("C1 carries a key's suspension over, wherever the key stands in the new order", async () => {
    const { committee, memberInputs } = await load();
    await committee.suspend(6);
    const [first, ...others] = memberInputs;
    const rotated = [...others, first!];
    const transaction = await committee.configure(rotated, 2, 2, 1);
    await expect(transaction).to.emit(committee, "CommitteeConfigured");
    await expect(transaction)
      .to.emit(committee, "MemberSuspended")
      .withArgs(3, 5, await committee.digest());
    expect((await committee.memberAt(5)).suspended).to.equal(true);
    expect((await committee.memberAt(6)).suspended).to.equal(false);
  });

  it("C1 names each suspension that it carries over, the first member's too, and no other", async () => {
    const { committee, memberInputs } = await load();
    await committee.suspend(0);
    await committee.suspend(4);
    const { blockNumber } = (await (await committee.configure([...memberInputs], 2, 2, 1)).wait())!;
    const said = await committee.queryFilter(committee.filters.MemberSuspended(), blockNumber);
    expect(said.map(({ args }) => args.member)).to.deep.equal([0n, 4n]);
  });

  it("C1 forgets the suspension of a key that leaves", async () => {
    const { committee, memberInputs } = await load();
    await committee.suspend(6);
    const replaced = memberInputs.map((member, i) =>
      i === 6 ? { ...member, signer: memberKey(99).address } : member,
    );
    await committee.configure(replaced, 2, 2, 1);
    for (let member = 0; member < 7; ++member) {
      expect((await committee.memberAt(member)).suspended).to.equal(false);
    }
  });
});
