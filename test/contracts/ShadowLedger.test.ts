import { expect } from "chai";
import { Signature, TypedDataEncoder, ZeroAddress, ZeroHash, id, keccak256 } from "ethers";
import type { BaseWallet } from "ethers";
import { network } from "hardhat";
import { memberKey, SCHEMA_HASH } from "../fixtures/deployOracle.ts";
import {
  OUTCOME,
  aFallOf,
  aWitnessedRound,
  deployLedger,
  passWindow,
  settleRound,
  tallyOf,
} from "../fixtures/deployLedger.ts";
import type { RoundOptions, WitnessedRound } from "../fixtures/deployLedger.ts";

const { ethers, networkHelpers } = await network.create();

const MODEL = id("a shadow model");
const TYPES = {
  ShadowObservation: [
    { name: "marketsDigest", type: "bytes32" },
    { name: "round", type: "uint64" },
    { name: "observedAt", type: "uint64" },
    { name: "snapshotRoot", type: "bytes32" },
    { name: "modelHash", type: "bytes32" },
    { name: "scores", type: "bytes" },
  ],
};

async function deployShadow() {
  const suite = await deployLedger(ethers);
  const shadow = await ethers.deployContract("ShadowLedger", [suite.ledger, suite.registry]);
  await suite.registry.propose(MODEL, SCHEMA_HASH, "ipfs://card");
  await suite.registry.startShadow(MODEL, SCHEMA_HASH, "ipfs://card");
  return { ...suite, shadow };
}

type ShadowSuite = Awaited<ReturnType<typeof deployShadow>>;

const load = () => networkHelpers.loadFixture(deployShadow);

async function digestOf(suite: ShadowSuite, observation: Record<string, unknown>): Promise<string> {
  const { chainId } = await ethers.provider.getNetwork();
  const verifyingContract = await suite.shadow.getAddress();
  return TypedDataEncoder.hash(
    { name: "Breakwater ShadowLedger", version: "1", chainId, verifyingContract },
    TYPES,
    observation,
  );
}

function forecastOf(round: WitnessedRound, scores: string, modelHash = MODEL) {
  const { report, marketsDigest } = round;
  const { round: number, observedAt } = report;
  return { marketsDigest, round: number, observedAt, snapshotRoot: id("snapshot"), modelHash, scores };
}

type Forecast = ReturnType<typeof forecastOf>;

/** A round that was observed, and a shadow forecast of it that was witnessed at once. */
async function aForecast(
  suite: ShadowSuite,
  options: RoundOptions & { readonly scores?: string; readonly modelHash?: string } = {},
): Promise<{ readonly round: WitnessedRound; readonly forecast: Forecast }> {
  const { scores = "0x1388", modelHash, ...roundOptions } = options;
  const round = await aWitnessedRound(ethers, suite, roundOptions);
  const forecast = forecastOf(round, scores, modelHash);
  await suite.ledger.witness(keccak256(await digestOf(suite, forecast)));
  return { round, forecast };
}

async function count(suite: ShadowSuite, round: WitnessedRound): Promise<void> {
  await passWindow(ethers, round);
  await settleRound(suite, round);
  await suite.ledger.account(round.report, round.committeeDigest, round.marketsDigest);
}

async function account(suite: ShadowSuite, forecast: Forecast, key: BaseWallet = memberKey(0), market = 0) {
  const { r, yParityAndS } = Signature.from(key.signingKey.sign(await digestOf(suite, forecast)));
  return suite.shadow.account(forecast, market, r, yParityAndS);
}

describe("ShadowLedger", () => {
  it("reverts with ZeroSource without a ledger or a registry", async () => {
    const { shadow, ledger, registry } = await load();
    await expect(ethers.deployContract("ShadowLedger", [ledger, ZeroAddress]))
      .to.be.revertedWithCustomError(shadow, "ZeroSource")
      .withArgs(await ledger.getAddress(), ZeroAddress);
    await expect(ethers.deployContract("ShadowLedger", [ZeroAddress, registry]))
      .to.be.revertedWithCustomError(shadow, "ZeroSource")
      .withArgs(ZeroAddress, await registry.getAddress());
    expect(await shadow.registry()).to.equal(await registry.getAddress());
  });

  it("hashes a forecast as EIP-712 does", async () => {
    const suite = await load();
    const { forecast } = await aForecast(suite);
    expect(await suite.shadow.observationDigest(forecast)).to.equal(await digestOf(suite, forecast));
  });

  it("C2 counts a shadow model's loss beside the committee's median, and changes nothing else", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite, { prices: aFallOf(6_00n) });
    await count(suite, round);
    const [weights, tally] = [await suite.committee.weights(), await tallyOf(suite, 0)];
    await expect(account(suite, forecast))
      .to.emit(suite.shadow, "ShadowAccounted")
      .withArgs(
        MODEL,
        memberKey(0).address,
        suite.marketIds[0],
        round.report.round,
        50_00,
        1_00,
        OUTCOME.Yes,
      );
    expect(await suite.shadow.recordOf(MODEL, memberKey(0).address)).to.deep.equal([
      1n,
      25_000_000n,
      98_010_000n,
    ]);
    expect(await suite.committee.weights()).to.deep.equal(weights);
    expect(await tallyOf(suite, 0)).to.deep.equal(tally);
  });

  it("C2 keeps what each key says of a model apart", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite);
    await count(suite, round);
    await account(suite, forecast, memberKey(0));
    await account(suite, forecast, memberKey(1));
    expect((await suite.shadow.recordOf(MODEL, memberKey(1).address)).events).to.equal(1n);
    expect((await suite.shadow.recordOf(MODEL, memberKey(0).address)).events).to.equal(1n);
  });

  it("R12 reverts with CountedAlready the second time", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite);
    await count(suite, round);
    await account(suite, forecast);
    await expect(account(suite, forecast))
      .to.be.revertedWithCustomError(suite.shadow, "CountedAlready")
      .withArgs(suite.marketIds[0], round.report.round);
  });

  it("R12 counts a round once where its bit is the last of a word", async () => {
    const suite = await load();
    // Also beyond a word of 257 bits: -1 modulo 256 and modulo 257.
    const last = 8n * 256n * 257n - 1n;
    await networkHelpers.time.increaseTo(last * 3_600n - 1_800n);
    const { round, forecast } = await aForecast(suite);
    expect(round.report.round).to.equal(last);
    await count(suite, round);
    await account(suite, forecast);
    await expect(account(suite, forecast))
      .to.be.revertedWithCustomError(suite.shadow, "CountedAlready")
      .withArgs(suite.marketIds[0], last);
  });

  it("C2 reverts with ModelNotInShadow for a model that is not in shadow", async () => {
    const suite = await load();
    const modelHash = suite.memberInputs[0]!.modelHash;
    const { round, forecast } = await aForecast(suite, { modelHash });
    await count(suite, round);
    await expect(account(suite, forecast))
      .to.be.revertedWithCustomError(suite.shadow, "ModelNotInShadow")
      .withArgs(modelHash);
  });

  it("R12 reverts with NotAMember for a key that is no member's", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite);
    await count(suite, round);
    await expect(account(suite, forecast, memberKey(99)))
      .to.be.revertedWithCustomError(suite.shadow, "NotAMember")
      .withArgs(memberKey(99).address);
    await expect(suite.shadow.account(forecast, 0, ZeroHash, ZeroHash))
      .to.be.revertedWithCustomError(suite.shadow, "NotAMember")
      .withArgs(ZeroAddress);
  });

  it("R12 reverts with NotWitnessed for a forecast that nobody saw in time", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite);
    await count(suite, round);
    const knowing = { ...forecast, scores: "0x0000" };
    const hash = keccak256(await digestOf(suite, knowing));
    await expect(account(suite, knowing))
      .to.be.revertedWithCustomError(suite.shadow, "NotWitnessed")
      .withArgs(hash, 0, round.report.observedAt + 7_200n);
    await suite.ledger.witness(hash);
    await expect(account(suite, knowing))
      .to.be.revertedWithCustomError(suite.shadow, "NotWitnessed")
      .withArgs(hash, await suite.ledger.witnessedAt(hash), round.report.observedAt + 7_200n);
  });

  it("R12 takes a forecast that was seen in the last second of maxAge", async () => {
    const suite = await load();
    const round = await aWitnessedRound(ethers, suite);
    const forecast = forecastOf(round, "0x1388");
    await networkHelpers.time.setNextBlockTimestamp(round.report.observedAt + 7_200n);
    await suite.ledger.witness(keccak256(await digestOf(suite, forecast)));
    await count(suite, round);
    await expect(account(suite, forecast)).to.emit(suite.shadow, "ShadowAccounted");
  });

  it("reverts for a market that the set has not, a vector of another length, and an abstention", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite, { scores: "0x3fff" });
    const longer = { ...forecast, scores: "0x00010001" };
    await suite.ledger.witness(keccak256(await digestOf(suite, longer)));
    await count(suite, round);
    await expect(account(suite, forecast, memberKey(0), 1))
      .to.be.revertedWithCustomError(suite.shadow, "MarketOutOfRange")
      .withArgs(1, 1);
    await expect(account(suite, longer))
      .to.be.revertedWithCustomError(suite.shadow, "WrongScoresLength")
      .withArgs(0, 4, 2);
    await expect(account(suite, forecast))
      .to.be.revertedWithCustomError(suite.shadow, "Abstained")
      .withArgs(suite.marketIds[0], round.report.round);
  });

  it("R12 reverts with NotSettled and NoMedian before the ledger settled and counted the round", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite);
    await passWindow(ethers, round);
    await expect(account(suite, forecast))
      .to.be.revertedWithCustomError(suite.shadow, "NotSettled")
      .withArgs(suite.marketIds[0], round.report.observedAt, OUTCOME.Unsettled);
    await settleRound(suite, round);
    await expect(account(suite, forecast))
      .to.be.revertedWithCustomError(suite.shadow, "NoMedian")
      .withArgs(suite.marketIds[0], round.report.round);
  });

  it("R12 reverts with NoMedian for a forecast at another second than the members observed at", async () => {
    const suite = await load();
    const { round, forecast } = await aForecast(suite);
    const { report, marketsDigest, startRoundId } = round;
    const later = { ...forecast, observedAt: report.observedAt + 1n };
    await suite.ledger.witness(keccak256(await digestOf(suite, later)));
    await count(suite, round);
    await suite.ledger.settle(marketsDigest, suite.marketIds[0]!, later.observedAt, startRoundId, 100);
    await expect(account(suite, later))
      .to.be.revertedWithCustomError(suite.shadow, "NoMedian")
      .withArgs(suite.marketIds[0], report.round);
  });
});
