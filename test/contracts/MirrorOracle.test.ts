import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { followMarkets } from "../fixtures/aMirror.ts";
import { aMarket } from "../fixtures/deployOracle.ts";
import { homeAndAway } from "../fixtures/homeAndAway.ts";
import { HOME_CHAIN } from "../fixtures/twoChains.ts";

const { away, deploy } = await homeAndAway();

describe("MirrorOracle.constructor", () => {
  it("reverts with ZeroCommittee without a committee", async () => {
    const { mirror } = await deploy();
    const [admin] = await away.ethers.getSigners();
    await expect(
      away.ethers.deployContract("MirrorOracle", [ZeroAddress, 3_600, 7_200, admin]),
    ).to.be.revertedWithCustomError(mirror.oracle, "ZeroCommittee");
  });

  it("R2 has the home's domain and config digest", async () => {
    const { suite, mirror } = await deploy();
    expect(await mirror.oracle.domainSeparator()).to.equal(await suite.oracle.domainSeparator());
    expect(await mirror.oracle.configDigest()).to.equal(await suite.oracle.configDigest());
    expect([await mirror.oracle.homeChainId(), await mirror.oracle.homeOracle()]).to.deep.equal([
      HOME_CHAIN,
      await suite.oracle.getAddress(),
    ]);
  });
});

describe("MirrorOracle.configureMarkets", () => {
  it("C1 reverts for anyone but the configurator", async () => {
    const { mirror } = await deploy();
    const [, , stranger] = await away.ethers.getSigners();
    await expect(mirror.oracle.connect(stranger).configureMarkets(2, ZeroHash, []))
      .to.be.revertedWithCustomError(mirror.oracle, "AccessControlUnauthorizedAccount")
      .withArgs(stranger!.address, await mirror.oracle.CONFIGURATOR_ROLE());
  });

  it("R3 reverts with MarketsVersionNotNewer for a set that stands or stood", async () => {
    const { suite, mirror } = await deploy();
    await expect(followMarkets(suite, mirror))
      .to.be.revertedWithCustomError(mirror.oracle, "MarketsVersionNotNewer")
      .withArgs(1n, 1n);
  });

  it("R2 reverts with WrongHomeMarkets for another event, order or version than the digest stands for", async () => {
    const { suite, mirror } = await deploy();
    const markets = [aMarket(4), aMarket(5)];
    await suite.oracle.configureMarkets(markets);
    const digest = await suite.oracle.marketsDigest();
    const wrong: [number, typeof markets][] = [
      [2, [aMarket(4), aMarket(5, { threshold: 6_00 })]],
      [2, [aMarket(5), aMarket(4)]],
      [3, markets],
    ];
    for (const [version, set] of wrong) {
      await expect(mirror.oracle.configureMarkets(version, digest, set))
        .to.be.revertedWithCustomError(mirror.oracle, "WrongHomeMarkets")
        .withArgs((computed: string) => computed !== digest, digest);
    }
    await mirror.oracle.configureMarkets(2, digest, markets);
    expect(await mirror.oracle.marketIds()).to.deep.equal([...(await suite.oracle.marketIds())]);
  });

  it("R2 jumps over home sets that it never had, and keeps those that it had", async () => {
    const { suite, mirror } = await deploy();
    const before = await suite.oracle.marketsDigest();
    await suite.oracle.configureMarkets([]);
    await suite.oracle.configureMarkets([aMarket(1)]);
    await followMarkets(suite, mirror);
    expect(await mirror.oracle.marketsVersion()).to.equal(3n);
    expect(await mirror.oracle.marketsAt(before)).to.deep.equal([...suite.marketIds]);
  });
});
