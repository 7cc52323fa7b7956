import { expect } from "chai";
import { network } from "hardhat";
import { TypedDataEncoder, ZeroHash, id, toBeHex } from "ethers";
import { observationDomain } from "../fixtures/anObservation.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import type { MarketInput, OracleSuite } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const deployTwo = (): Promise<OracleSuite> => deployOracle(ethers, { markets: 2 });
const load = () => networkHelpers.loadFixture(deployTwo);

/** A market as the contract returns it. */
const row = (market: MarketInput) => [
  BigInt(market.kind),
  market.target,
  market.subject,
  BigInt(market.threshold),
  BigInt(market.horizon),
  market.referenceFeed,
];

describe("RiskOracle.marketsAt and eventAt", () => {
  it("reverts with UnknownMarketsDigest for a digest that no set ever had, zero too", async () => {
    const { oracle, marketIds } = await load();
    for (const digest of [ZeroHash, id("no set")]) {
      await expect(oracle.marketsAt(digest))
        .to.be.revertedWithCustomError(oracle, "UnknownMarketsDigest")
        .withArgs(digest);
      await expect(oracle.eventAt(digest, marketIds[0]!))
        .to.be.revertedWithCustomError(oracle, "UnknownMarketsDigest")
        .withArgs(digest);
    }
  });

  it("reverts with MarketNotListed for a market that the set did not list", async () => {
    const { oracle } = await load();
    await expect(oracle.eventAt(await oracle.marketsDigest(), ZeroHash))
      .to.be.revertedWithCustomError(oracle, "MarketNotListed")
      .withArgs(ZeroHash);
  });

  it("reverts with MarketNotListed for whatever lies in memory behind the table", async () => {
    const { oracle } = await load();
    const digest = await oracle.marketsDigest();
    for (let word = 0; word < 0x800; word += 0x20) {
      const marketId = toBeHex(word, 32);
      await expect(oracle.eventAt(digest, marketId))
        .to.be.revertedWithCustomError(oracle, "MarketNotListed")
        .withArgs(marketId);
    }
  });

  it("R12 tells each past set's markets and events after the set was replaced, an empty one's too", async () => {
    const { oracle } = await load();
    const sets: readonly (readonly MarketInput[])[] = [
      [aMarket(0), aMarket(1)],
      [aMarket(2), aMarket(1, { threshold: 9_00, kind: 3 }), aMarket(0, { horizon: 3_600 })],
      [],
      [aMarket(1)],
    ];
    const kept: { digest: string; ids: readonly string[]; set: readonly MarketInput[] }[] = [];
    for (const [i, set] of sets.entries()) {
      if (i > 0) await oracle.configureMarkets([...set]);
      kept.push({ digest: await oracle.marketsDigest(), ids: [...(await oracle.marketIds())], set });
    }
    expect(new Set(kept.map(({ digest }) => digest)).size).to.equal(sets.length);
    for (const { digest, ids, set } of kept) {
      expect(await oracle.marketsAt(digest)).to.deep.equal(ids);
      for (const [i, market] of set.entries()) {
        expect(await oracle.eventAt(digest, ids[i]!)).to.deep.equal(row(market));
      }
    }
  });

  it("R12 keeps 64 markets with their events", async () => {
    const { oracle } = await load();
    const markets = Array.from({ length: 64 }, (_, i) => aMarket(i, { threshold: 1 + i, kind: i % 4 }));
    await oracle.configureMarkets(markets);
    const digest = await oracle.marketsDigest();
    await oracle.configureMarkets([]);
    const ids = await oracle.marketsAt(digest);
    for (const [i, market] of markets.entries()) {
      expect(await oracle.eventAt(digest, ids[i]!)).to.deep.equal(row(market));
    }
  });
});

describe("RiskOracle.configureMarkets at its limit", () => {
  it("replaces 64 markets by 64 others within one transaction's gas", async () => {
    const { oracle } = await deployOracle(ethers, { markets: 64 });
    const others = Array.from({ length: 64 }, (_, i) => aMarket(64 + i));
    const receipt = await (await oracle.configureMarkets(others)).wait();
    // EIP-7825.
    expect(receipt!.gasUsed < 16_777_216n, `it takes ${receipt!.gasUsed}`).to.equal(true);
  });
});

describe("RiskOracle.marketsDigest and domainSeparator", () => {
  it("R2 is zero before the first set, and never recurs", async () => {
    const { oracle, committee, admin } = await load();
    const fresh = await ethers.deployContract("RiskOracle", [committee, 3_600, 7_200, admin]);
    expect([await fresh.marketsDigest(), await fresh.marketsVersion()]).to.deep.equal([ZeroHash, 0n]);
    const before = await oracle.marketsDigest();
    await oracle.configureMarkets([aMarket(0), aMarket(1)]);
    expect(await oracle.marketsDigest()).not.to.equal(before);
    expect(await oracle.marketsVersion()).to.equal(2n);
  });

  it("R2 is the EIP-712 domain that members sign under", async () => {
    const { oracle } = await load();
    const { chainId } = await ethers.provider.getNetwork();
    const domain = observationDomain(chainId, await oracle.getAddress());
    expect(await oracle.domainSeparator()).to.equal(TypedDataEncoder.hashDomain(domain));
  });
});
