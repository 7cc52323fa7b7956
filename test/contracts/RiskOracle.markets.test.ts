import { expect } from "chai";
import { network } from "hardhat";
import { AbiCoder, ZeroAddress, ZeroHash, id, keccak256 } from "ethers";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import type { MarketInput, OracleSuite } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const STATUS = { Unknown: 0n, Stale: 1n, Degraded: 2n, Fresh: 3n };

/** Two markets with a fresh score of 5_00 each. */
async function deployScored(): Promise<OracleSuite> {
  const suite = await deployOracle(ethers, { markets: 2 });
  await mineNextRound(ethers, suite);
  await suite.oracle.submit(await aReport(ethers, suite, { entry: () => ({ scoreBps: 5_00 }) }));
  return suite;
}

const load = () => networkHelpers.loadFixture(deployScored);

async function idOf(market: MarketInput): Promise<string> {
  const { chainId } = await ethers.provider.getNetwork();
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["uint256", "uint8", "address", "bytes32"],
      [chainId, market.kind, market.target, market.subject],
    ),
  );
}

describe("RiskOracle.constructor", () => {
  it("reverts with ZeroCommittee without a committee", async () => {
    const { oracle, admin } = await load();
    await expect(
      ethers.deployContract("RiskOracle", [ZeroAddress, 3_600, 7_200, admin]),
    ).to.be.revertedWithCustomError(oracle, "ZeroCommittee");
  });

  it("reverts with RoundLengthZero without a round length", async () => {
    const { oracle, committee, admin } = await load();
    await expect(
      ethers.deployContract("RiskOracle", [committee, 0, 7_200, admin]),
    ).to.be.revertedWithCustomError(oracle, "RoundLengthZero");
  });

  it("R4 reverts with MaxAgeOutOfRange below one round and above a week", async () => {
    const { oracle, committee, admin } = await load();
    for (const maxAge of [3_599n, 7n * 86_400n + 1n]) {
      await expect(ethers.deployContract("RiskOracle", [committee, 3_600, maxAge, admin]))
        .to.be.revertedWithCustomError(oracle, "MaxAgeOutOfRange")
        .withArgs(maxAge, 3_600n, 7n * 86_400n);
    }
  });

  it("C1 starts without markets, with the admin alone in every role", async () => {
    const { oracle, committee, admin } = await load();
    const fresh = await ethers.deployContract("RiskOracle", [committee, 3_600, 7_200, admin]);
    expect(await fresh.marketIds()).to.deep.equal([]);
    const granted = await fresh.queryFilter(fresh.filters.RoleGranted());
    expect(granted.length).to.be.greaterThan(0);
    for (const { args } of granted) expect(args.account).to.equal(await admin.getAddress());
    await expect(fresh.marketOf(ZeroHash)).to.be.revertedWithCustomError(oracle, "MarketNotListed");
  });

  it("reverts with ZeroAdmin without an admin", async () => {
    const { oracle, committee } = await load();
    await expect(
      ethers.deployContract("RiskOracle", [committee, 3_600, 7_200, ZeroAddress]),
    ).to.be.revertedWithCustomError(oracle, "ZeroAdmin");
  });

  it("R4 takes a maxAge of one round, and of a week", async () => {
    const { committee, admin } = await load();
    for (const maxAge of [3_600n, 7n * 86_400n]) {
      const oracle = await ethers.deployContract("RiskOracle", [committee, 3_600, maxAge, admin]);
      expect([await oracle.roundLength(), await oracle.maxAge()]).to.deep.equal([3_600n, maxAge]);
    }
  });

  it("R2 names its EIP-712 domain", async () => {
    const { oracle } = await load();
    const { chainId } = await ethers.provider.getNetwork();
    const { name, version, chainId: bound, verifyingContract } = await oracle.eip712Domain();
    expect([name, version, bound, verifyingContract]).to.deep.equal([
      "Breakwater RiskOracle",
      "1",
      chainId,
      await oracle.getAddress(),
    ]);
  });
});

describe("RiskOracle.configureMarkets", () => {
  it("C1 reverts for anyone but the configurator", async () => {
    const { oracle, stranger } = await load();
    await expect(oracle.connect(stranger).configureMarkets([aMarket(0)]))
      .to.be.revertedWithCustomError(oracle, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await oracle.CONFIGURATOR_ROLE());
  });

  it("reverts with TooManyMarkets above 64", async () => {
    const { oracle } = await load();
    await expect(oracle.configureMarkets(Array.from({ length: 65 }, (_, i) => aMarket(i))))
      .to.be.revertedWithCustomError(oracle, "TooManyMarkets")
      .withArgs(65n, 64n);
  });

  it("reverts with DuplicateMarket for a market listed twice, with another event too", async () => {
    const { oracle } = await load();
    const marketId = await idOf(aMarket(3));
    for (const twin of [aMarket(3), aMarket(3, { threshold: 9_00 })]) {
      await expect(oracle.configureMarkets([aMarket(3), aMarket(4), twin]))
        .to.be.revertedWithCustomError(oracle, "DuplicateMarket")
        .withArgs(marketId);
    }
  });

  it("reverts with TargetZero without a target", async () => {
    const { oracle } = await load();
    const market = aMarket(3, { target: ZeroAddress });
    await expect(oracle.configureMarkets([market]))
      .to.be.revertedWithCustomError(oracle, "TargetZero")
      .withArgs(await idOf(market));
  });

  it("reverts with ThresholdOutOfRange for 0 and for 100_00", async () => {
    const { oracle } = await load();
    for (const threshold of [0, 100_00]) {
      await expect(oracle.configureMarkets([aMarket(3, { threshold })]))
        .to.be.revertedWithCustomError(oracle, "ThresholdOutOfRange")
        .withArgs(await idOf(aMarket(3)), BigInt(threshold));
    }
  });

  it("reverts with HorizonZero without a horizon", async () => {
    const { oracle } = await load();
    await expect(oracle.configureMarkets([aMarket(3, { horizon: 0 })]))
      .to.be.revertedWithCustomError(oracle, "HorizonZero")
      .withArgs(await idOf(aMarket(3)));
  });

  it("reverts with ReferenceFeedZero without a reference feed", async () => {
    const { oracle } = await load();
    await expect(oracle.configureMarkets([aMarket(3, { referenceFeed: ZeroAddress })]))
      .to.be.revertedWithCustomError(oracle, "ReferenceFeedZero")
      .withArgs(await idOf(aMarket(3)));
  });

  it("R2 lists markets in the order given, with their ids, and says so", async () => {
    const { oracle } = await load();
    const markets = [aMarket(5, { threshold: 1 }), aMarket(0), aMarket(2, { threshold: 99_99, kind: 3 })];
    const before = await oracle.configDigest();
    const rows = markets.map((m) => [
      BigInt(m.kind),
      m.target,
      m.subject,
      BigInt(m.threshold),
      BigInt(m.horizon),
      m.referenceFeed,
    ]);
    const digest = keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ["uint32", "tuple(uint8,address,bytes32,uint16,uint32,address)[]"],
        [2, rows],
      ),
    );
    await expect(oracle.configureMarkets(markets))
      .to.emit(oracle, "MarketsConfigured")
      .withArgs(digest, rows);
    const ids = await Promise.all(markets.map(idOf));
    expect(await oracle.marketIds()).to.deep.equal(ids);
    for (const [i, marketId] of ids.entries()) expect(await oracle.marketOf(marketId)).to.deep.equal(rows[i]);
    expect(await oracle.configDigest()).not.to.equal(before);
  });

  it("R2 binds committee and market set in the config digest", async () => {
    const { oracle, committee } = await load();
    const before = await oracle.configDigest();
    await committee.suspend(0);
    expect(await oracle.configDigest()).not.to.equal(before);
  });

  it("stops the oracle with an empty set", async () => {
    const suite = await load();
    await suite.oracle.configureMarkets([]);
    expect(await suite.oracle.marketIds()).to.deep.equal([]);
    await mineNextRound(ethers, suite);
    await expect(suite.oracle.submit(await aReport(ethers, suite, { observation: { scores: "0x" } })))
      .to.be.revertedWithCustomError(suite.oracle, "MarketMaskOutOfRange")
      .withArgs(0b11n, 0n);
  });

  it("keeps the score of a market whose event is unchanged, wherever it stands in the list", async () => {
    const { oracle, marketIds } = await load();
    await oracle.configureMarkets([aMarket(7), aMarket(1), aMarket(0)]);
    for (const marketId of marketIds) {
      const { record, status } = await oracle.score(marketId);
      expect([record.score, status]).to.deep.equal([5_00n, STATUS.Fresh]);
    }
  });

  const changes: [string, Partial<MarketInput>][] = [
    ["threshold", { threshold: 6_00 }],
    ["horizon", { horizon: 3_600 }],
    ["reference feed", { referenceFeed: aMarket(9).referenceFeed }],
  ];
  for (const [what, change] of changes) {
    it(`R9 makes a score Unknown when the ${what} of its event changes, and leaves the other market's`, async () => {
      const { oracle, marketIds } = await load();
      await oracle.configureMarkets([aMarket(0, change), aMarket(1)]);
      expect((await oracle.score(marketIds[0]!)).status).to.equal(STATUS.Unknown);
      expect((await oracle.score(marketIds[0]!)).record.score).to.equal(0n);
      expect((await oracle.score(marketIds[1]!)).status).to.equal(STATUS.Fresh);
    });
  }

  it("R9 makes a score Unknown when its market is delisted, and listed again", async () => {
    const { oracle, marketIds } = await load();
    await oracle.configureMarkets([aMarket(1)]);
    expect((await oracle.score(marketIds[0]!)).status).to.equal(STATUS.Unknown);
    await oracle.configureMarkets([aMarket(0), aMarket(1)]);
    expect((await oracle.score(marketIds[0]!)).status).to.equal(STATUS.Unknown);
  });

  it("R3 lets rounds only increase across configurations", async () => {
    const suite = await load();
    const { record } = await suite.oracle.score(suite.marketIds[0]!);
    await suite.oracle.configureMarkets([aMarket(1)]);
    await suite.oracle.configureMarkets([aMarket(0, { threshold: 6_00 }), aMarket(1)]);
    const sameRound = await aReport(ethers, suite, { marketMask: 1n });
    await expect(suite.oracle.submit(sameRound))
      .to.be.revertedWithCustomError(suite.oracle, "StaleReport")
      .withArgs(suite.marketIds[0], record.round, record.round);
    await mineNextRound(ethers, suite);
    await suite.oracle.submit(await aReport(ethers, suite, { marketMask: 1n }));
    expect((await suite.oracle.score(suite.marketIds[0]!)).status).to.equal(STATUS.Fresh);
  });
});

describe("RiskOracle.score", () => {
  it("R10 answers Unknown, and does not revert, for an id never seen", async () => {
    const { oracle } = await load();
    const [record, status] = await oracle.score(id("nothing"));
    expect(status).to.equal(STATUS.Unknown);
    expect(record).to.deep.equal([0n, 0n, 0n, 0n, false, false, 0n, 0n, 0n]);
  });

  it("R9 turns Stale one second past maxAge, counted from observedAt", async () => {
    const { oracle, marketIds } = await load();
    const { observedAt } = (await oracle.score(marketIds[0]!)).record;
    await networkHelpers.time.increaseTo(observedAt + 7_200n);
    expect((await oracle.score(marketIds[0]!)).status).to.equal(STATUS.Fresh);
    await networkHelpers.time.increaseTo(observedAt + 7_201n);
    expect((await oracle.score(marketIds[0]!)).status).to.equal(STATUS.Stale);
  });

  it("R10 goes on answering when every member is suspended and every market gone", async () => {
    const { oracle, committee, marketIds } = await load();
    for (let member = 0; member < 7; ++member) await committee.suspend(member);
    expect((await oracle.score(marketIds[0]!)).status).to.equal(STATUS.Fresh);
    await oracle.configureMarkets([]);
    expect((await oracle.score(marketIds[0]!)).status).to.equal(STATUS.Unknown);
  });
});

describe("RiskOracle.scoreNoOlderThan", () => {
  it("R9 reverts with ScoreUnknown for an id never seen", async () => {
    const { oracle } = await load();
    await expect(oracle.scoreNoOlderThan(ZeroHash, 3_600))
      .to.be.revertedWithCustomError(oracle, "ScoreUnknown")
      .withArgs(ZeroHash);
  });

  it("R9 reverts with ScoreUnknown once the market's event changed", async () => {
    const { oracle, marketIds } = await load();
    await oracle.configureMarkets([aMarket(0, { threshold: 1 })]);
    await expect(oracle.scoreNoOlderThan(marketIds[0]!, 3_600))
      .to.be.revertedWithCustomError(oracle, "ScoreUnknown")
      .withArgs(marketIds[0]);
  });

  it("R9 reverts with ScoreTooOld past the age asked for, and returns at it", async () => {
    const { oracle, marketIds } = await load();
    const { observedAt } = (await oracle.score(marketIds[0]!)).record;
    await networkHelpers.time.increaseTo(observedAt + 600n);
    expect((await oracle.scoreNoOlderThan(marketIds[0]!, 600)).score).to.equal(5_00n);
    await expect(oracle.scoreNoOlderThan(marketIds[0]!, 599))
      .to.be.revertedWithCustomError(oracle, "ScoreTooOld")
      .withArgs(marketIds[0], observedAt, observedAt + 1n);
  });
});

describe("RiskOracle.marketOf", () => {
  it("reverts with MarketNotListed for a market that was never listed, and for one delisted", async () => {
    const { oracle, marketIds } = await load();
    await oracle.configureMarkets([aMarket(1)]);
    for (const marketId of [ZeroHash, marketIds[0]!]) {
      await expect(oracle.marketOf(marketId))
        .to.be.revertedWithCustomError(oracle, "MarketNotListed")
        .withArgs(marketId);
    }
  });
});
