import { expect } from "chai";
import { AbiCoder, keccak256 } from "ethers";
import { network } from "hardhat";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { deployOracle, modelHashOf } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

/** The first two weigh less than the last three, the first three more than half. */
const WEIGHTS = [18_00, 17_00, 16_00, 13_00, 12_00, 12_00, 12_00];

const load = () => networkHelpers.loadFixture(deploySuite);

async function deploySuite() {
  const suite = await deployOracle(ethers);
  const { committee, stranger } = suite;
  await committee.grantRole(await committee.WEIGHER_ROLE(), stranger);
  return { ...suite, weigher: stranger, weighed: committee.connect(stranger) };
}

const weightsOf = (members: readonly { readonly weightBps: number }[]): bigint[] =>
  members.map(({ weightBps }) => BigInt(weightBps));

describe("Committee.adoptWeights", () => {
  it("R12 reverts for anyone but the weigher, the configurator too", async () => {
    const { committee, admin } = await load();
    await expect(committee.adoptWeights(WEIGHTS))
      .to.be.revertedWithCustomError(committee, "AccessControlUnauthorizedAccount")
      .withArgs(admin.address, await committee.WEIGHER_ROLE());
  });

  it("reverts with WrongWeightCount for a weight too few or too many", async () => {
    const { committee, weighed } = await load();
    for (const weights of [WEIGHTS.slice(1), [...WEIGHTS, 0]]) {
      await expect(weighed.adoptWeights(weights))
        .to.be.revertedWithCustomError(committee, "WrongWeightCount")
        .withArgs(weights.length, 7n);
    }
  });

  it("R12 reverts with WeightTooLarge above one third", async () => {
    const { committee, weighed } = await load();
    await expect(weighed.adoptWeights([33_34, ...WEIGHTS.slice(1)]))
      .to.be.revertedWithCustomError(committee, "WeightTooLarge")
      .withArgs(0n, 33_34n, 33_33n);
  });

  it("R12 reverts with WeightsDoNotSum unless they are the whole", async () => {
    const { committee, weighed } = await load();
    await expect(weighed.adoptWeights([17_99, ...WEIGHTS.slice(1)]))
      .to.be.revertedWithCustomError(committee, "WeightsDoNotSum")
      .withArgs(99_99n, 100_00n);
  });

  it("R6 R12 reverts with WeightsUnbalanced where two could outweigh three", async () => {
    const { committee, weighed } = await load();
    await expect(weighed.adoptWeights([20_00, 20_00, 14_00, 12_00, 12_00, 11_00, 11_00]))
      .to.be.revertedWithCustomError(committee, "WeightsUnbalanced")
      .withArgs(40_00n, 34_00n);
  });

  it("R12 R2 moves the weights and the digest, and keeps all else", async () => {
    const { committee, weighed, memberInputs, admin } = await load();
    await committee.connect(admin).suspend(3);
    const transaction = await weighed.adoptWeights(WEIGHTS);
    const digest = await committee.digest();
    await expect(transaction).to.emit(committee, "WeightsAdopted").withArgs(3, digest, WEIGHTS.map(BigInt));
    expect(await committee.weights()).to.deep.equal(WEIGHTS.map(BigInt));
    expect(await committee.baseWeights()).to.deep.equal(weightsOf(memberInputs));
    expect(await committee.version()).to.equal(3n);
    expect(await committee.configuredVersion()).to.equal(1n);
    const [members, faults, minModels, minOperators, suspended] = await committee.configuration();
    expect(members).to.deep.equal(
      memberInputs.map(({ signer, operator, modelHash }, i) => [
        signer,
        operator,
        modelHash,
        BigInt(WEIGHTS[i]!),
      ]),
    );
    expect([faults, minModels, minOperators, suspended]).to.deep.equal([2n, 2n, 2n, 1n << 3n]);
  });

  it("R2 binds the weights in the digest as if they had been configured", async () => {
    const { committee, weighed, memberInputs } = await load();
    await weighed.adoptWeights(WEIGHTS);
    const coder = AbiCoder.defaultAbiCoder();
    const config = keccak256(
      coder.encode(
        [
          "tuple(address signer,address operator,bytes32 modelHash,uint16 weightBps)[]",
          "uint8",
          "uint8",
          "uint8",
        ],
        [memberInputs.map((member, i) => ({ ...member, weightBps: WEIGHTS[i] })), 2, 2, 2],
      ),
    );
    const { chainId } = await ethers.provider.getNetwork();
    const words = [chainId, await committee.getAddress(), 2, 0, config];
    const expected = keccak256(coder.encode(["uint256", "address", "uint32", "uint32", "bytes32"], words));
    expect(await committee.digest()).to.equal(expected);
  });

  it("R3 never returns to an earlier digest when the old weights come back", async () => {
    const { committee, weighed, memberInputs } = await load();
    const before = await committee.digest();
    await weighed.adoptWeights(WEIGHTS);
    await weighed.adoptWeights(weightsOf(memberInputs));
    expect(await committee.weights()).to.deep.equal(weightsOf(memberInputs));
    expect(await committee.digest()).not.to.equal(before);
  });

  it("C2 goes on refusing a model that was retired before", async () => {
    const { committee, weighed, registry } = await load();
    await registry.retire(modelHashOf(1));
    await weighed.adoptWeights(WEIGHTS);
    await expect(committee.roster(0b11n))
      .to.be.revertedWithCustomError(committee, "ModelNotActive")
      .withArgs(modelHashOf(1));
  });

  it("R12 starts anew from what is configured next", async () => {
    const { committee, weighed, memberInputs } = await load();
    await weighed.adoptWeights(WEIGHTS);
    await committee.configure([...memberInputs], 2, 2, 1);
    expect(await committee.weights()).to.deep.equal(weightsOf(memberInputs));
    expect(await committee.configuredVersion()).to.equal(3n);
  });

  it("R12 counts a report's votes with the adopted weights", async () => {
    const suite = await load();
    const { weighed, oracle, marketIds } = suite;
    const members = [0, 1, 2, 3, 4, 5, 6];
    const entry = (member: number) => ({ scoreBps: (member + 1) * 1_00 });
    const median = async (): Promise<bigint> => {
      await mineNextRound(ethers, suite);
      await oracle.submit(await aReport(ethers, suite, { members, entry }));
      return (await oracle.score(marketIds[0]!)).record.score;
    };
    expect(await median()).to.equal(4_00n);
    await weighed.adoptWeights(WEIGHTS);
    expect(await median()).to.equal(3_00n);
  });
});
