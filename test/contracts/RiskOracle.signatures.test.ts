import { expect } from "chai";
import { network } from "hardhat";
import { Signature, TypedDataEncoder, ZeroAddress, ZeroHash, id, recoverAddress, toBeHex } from "ethers";
import {
  OBSERVATION_TYPES,
  anObservation,
  observationDigest,
  observationDomain,
  packScores,
} from "../fixtures/anObservation.ts";
import type { Observation } from "../fixtures/anObservation.ts";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import type { Report, ReportOptions } from "../fixtures/aReport.ts";
import { aMarket, deployOracle, modelHashOf } from "../fixtures/deployOracle.ts";
import type { OracleSuite } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Three markets and a round that has just begun. */
async function deployThree(): Promise<OracleSuite> {
  const suite = await deployOracle(ethers, { markets: 3 });
  await mineNextRound(ethers, suite);
  return suite;
}

const three = () => networkHelpers.loadFixture(deployThree);
const report = (suite: OracleSuite, options?: ReportOptions): Promise<Report> =>
  aReport(ethers, suite, options);

/** Whom the first observation's signature recovers over what the oracle takes it to have signed. */
async function firstRecovered({ oracle, memberInputs }: OracleSuite, sent: Report): Promise<string> {
  const { member, snapshotRoot, explanationRoot, scores, r, vs } = sent.observations[0]!;
  const { round, observedAt, blockNumber, blockHash } = sent;
  const { chainId } = await ethers.provider.getNetwork();
  const digest = observationDigest(observationDomain(chainId, await oracle.getAddress()), {
    configDigest: await oracle.configDigest(),
    ...{ round, observedAt, blockNumber, blockHash, snapshotRoot, explanationRoot, scores },
    modelHash: memberInputs[member]!.modelHash,
  });
  return recoverAddress(digest, Signature.from({ r, yParityAndS: vs }));
}

/** The report is refused for its first observation, whose signature recovers somebody, and not the member. */
async function expectRefused(suite: OracleSuite, sent: Report): Promise<void> {
  const { member } = sent.observations[0]!;
  const signer = suite.keys[member]!.address;
  const recovered = await firstRecovered(suite, sent);
  expect(recovered).to.not.be.oneOf([signer, ZeroAddress]);
  await expect(suite.oracle.submit(sent))
    .to.be.revertedWithCustomError(suite.oracle, "InvalidSignature")
    .withArgs(member, recovered, signer);
}

describe("RiskOracle.submit: signatures", () => {
  it("R5 reverts with InvalidSignature when another member signed", async () => {
    const suite = await three();
    const signAs = (member: number) => (member === 2 ? 6 : member);
    await expect(suite.oracle.submit(await report(suite, { signAs })))
      .to.be.revertedWithCustomError(suite.oracle, "InvalidSignature")
      .withArgs(2n, suite.keys[6]!.address, suite.keys[2]!.address);
  });

  it("R5 reverts with InvalidSignature, recovering nobody, for a signature of zeros", async () => {
    const suite = await three();
    const good = await report(suite);
    Object.assign(good.observations[0]!, { r: ZeroHash, vs: ZeroHash });
    await expect(suite.oracle.submit(good))
      .to.be.revertedWithCustomError(suite.oracle, "InvalidSignature")
      .withArgs(0n, ZeroAddress, suite.keys[0]!.address);
  });

  it("R5 reverts with InvalidSignature, recovering another, for the high s of a true signature", async () => {
    const suite = await three();
    const good = await report(suite);
    const first = good.observations[0]!;
    const { s, yParity } = Signature.from({ r: first.r, yParityAndS: first.vs });
    const highS = SECP256K1_ORDER - BigInt(s);
    // EIP-2098 has 255 bits for s: of a high s the lower ones, with the parity it would need.
    first.vs = toBeHex((highS & ((1n << 255n) - 1n)) | (BigInt(1 - yParity) << 255n), 32);
    await expectRefused(suite, good);
  });

  it("R5 reverts with InvalidSignature, recovering nobody, for an s above half the order in 255 bits", async () => {
    const suite = await three();
    const good = await report(suite);
    // The precompile would recover somebody from it; that there are two s for one signature is why it must not.
    good.observations[0]!.vs = toBeHex((1n << 255n) - 1n, 32);
    await expect(suite.oracle.submit(good))
      .to.be.revertedWithCustomError(suite.oracle, "InvalidSignature")
      .withArgs(0n, ZeroAddress, suite.keys[0]!.address);
  });

  for (const [field, value] of [
    ["configDigest", id("other")],
    ["modelHash", modelHashOf(0)],
  ] as const) {
    it(`R2 reverts with InvalidSignature when another ${field} was signed`, async () => {
      const suite = await three();
      const observation: Partial<Observation> = { [field]: value };
      await expectRefused(suite, await report(suite, { members: [1, 2, 3, 4, 5], observation }));
    });
  }

  const changes: Record<string, (sent: Report) => void> = {
    snapshotRoot: ({ observations }) => (observations[0]!.snapshotRoot = id("other")),
    explanationRoot: ({ observations }) => (observations[0]!.explanationRoot = id("other")),
    scores: ({ observations }) => (observations[0]!.scores = "0x000000000001"),
    observedAt: (sent) => (sent.observedAt += 1n),
  };
  for (const [field, change] of Object.entries(changes)) {
    it(`R2 reverts with InvalidSignature when ${field} is another than was signed`, async () => {
      const suite = await three();
      const changed = await report(suite);
      change(changed);
      await expectRefused(suite, changed);
    });
  }

  it("R2 reverts with InvalidSignature when round and observedAt are the next round's", async () => {
    const suite = await three();
    const changed = await report(suite);
    await mineNextRound(ethers, suite);
    changed.round += 1n;
    changed.observedAt += BigInt(suite.options.roundLength);
    await expectRefused(suite, changed);
  });

  it("R2 reverts with InvalidSignature when the block is an earlier one than was signed", async () => {
    const suite = await three();
    const changed = await report(suite);
    const earlier = await ethers.provider.getBlock(Number(changed.blockNumber) - 1);
    changed.blockNumber -= 1n;
    changed.blockHash = earlier!.hash!;
    await expectRefused(suite, changed);
  });

  it("R2 reverts with InvalidSignature for another hash of a block that the chain no longer knows", async () => {
    const suite = await three();
    const changed = await report(suite);
    await networkHelpers.mine(300);
    changed.blockHash = id("other");
    await expectRefused(suite, changed);
  });

  it("R3 reverts with InvalidSignature for a report made for another oracle of the same committee", async () => {
    const suite = await three();
    const { committee, admin } = suite;
    const sister = await ethers.deployContract("RiskOracle", [committee, 3_600, 7_200, admin]);
    await sister.configureMarkets([...suite.markets]);
    expect(await sister.configDigest()).to.equal(await suite.oracle.configDigest());
    await expectRefused({ ...suite, oracle: sister }, await report(suite));
  });

  it("R3 reverts with InvalidSignature once the committee changed, suspension and all", async () => {
    const suite = await three();
    const before = await report(suite);
    await suite.committee.suspend(6);
    await expectRefused(suite, before);
    await suite.committee.reinstate(6);
    await expectRefused(suite, before);
  });

  it("R3 reverts with InvalidSignature once the market set changed, back and forth too", async () => {
    const suite = await three();
    const before = await report(suite);
    await suite.oracle.configureMarkets([aMarket(0), aMarket(2), aMarket(1)]);
    await expectRefused(suite, before);
    await suite.oracle.configureMarkets([...suite.markets]);
    await expectRefused(suite, before);
  });

  it("R2 hashes an observation as EIP-712 does", async () => {
    const suite = await three();
    const observation = anObservation({ scores: packScores([{ scoreBps: 12_34, degraded: true }]) });
    const { chainId } = await ethers.provider.getNetwork();
    const domain = observationDomain(chainId, await suite.oracle.getAddress());
    expect(await suite.oracle.observationDigest(observation)).to.equal(
      TypedDataEncoder.hash(domain, OBSERVATION_TYPES, observation),
    );
  });
});
