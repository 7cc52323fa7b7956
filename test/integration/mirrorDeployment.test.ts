import { expect } from "chai";
import { deployMirror } from "../../scripts/deploy/deployMirror.ts";
import { followHome } from "../../scripts/deploy/followHome.ts";
import { throughTimelock } from "../../scripts/deploy/timelock.ts";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aMarket, deployOracle } from "../fixtures/deployOracle.ts";
import { HOME_CHAIN, twoChains } from "../fixtures/twoChains.ts";

const DAY = 86_400;

async function deploy() {
  const { home, away } = await twoChains();
  const suite = await deployOracle(home.ethers, { markets: 2 });
  const [, brake] = await away.ethers.getSigners();
  if (!brake) throw new Error("The chain has fewer than two funded accounts.");
  const input = { home: suite, homeChainId: HOME_CHAIN, minDelay: DAY, brake: brake.address };
  return { home, away, suite, brake, mirror: await deployMirror(away, input) };
}

describe("deployMirror", () => {
  it("C1 leaves the deployer without a role, and every role to a timelock that waits", async () => {
    const { away, mirror, brake } = await deploy();
    const { timelock, committee, oracle } = mirror;
    const [deployer] = await away.ethers.getSigners();
    for (const contract of [committee, oracle]) {
      for (const role of [await contract.DEFAULT_ADMIN_ROLE(), await contract.CONFIGURATOR_ROLE()]) {
        expect(await contract.hasRole(role, deployer!)).to.equal(false);
        expect(await contract.hasRole(role, timelock)).to.equal(true);
      }
    }
    expect(await committee.hasRole(await committee.REVOKER_ROLE(), brake)).to.equal(true);
    expect(await timelock.hasRole(await timelock.EXECUTOR_ROLE(), deployer!)).to.equal(false);
    expect(await timelock.getMinDelay()).to.equal(BigInt(DAY));
  });

  it("R2 follows its home from the first transaction on", async () => {
    const { home, away, suite, mirror } = await deploy();
    expect(await followHome(suite, mirror)).to.deep.equal([]);
    await mineNextRound(home.ethers, suite);
    const sent = await aReport(home.ethers, suite);
    await away.networkHelpers.time.increaseTo(sent.observedAt);
    await mirror.oracle.submit(sent);
    expect((await mirror.oracle.score(suite.marketIds[1]!)).record.round).to.equal(sent.round);
  });

  it("C1 follows a change at home once the timelock's delay is over, and no sooner", async () => {
    const { away, suite, mirror } = await deploy();
    await suite.committee.suspend(6);
    await suite.oracle.configureMarkets([aMarket(1)]);
    const calls = await followHome(suite, mirror);
    expect(calls.map(({ target }) => target)).to.deep.equal([
      await mirror.committee.getAddress(),
      await mirror.oracle.getAddress(),
    ]);
    await expect(
      throughTimelock(mirror.timelock, calls, undefined, () => Promise.resolve()),
    ).to.be.revertedWithCustomError(mirror.timelock, "TimelockUnexpectedOperationState");
    await throughTimelock(mirror.timelock, calls, `0x${"01".repeat(32)}`, (seconds) =>
      away.networkHelpers.time.increase(seconds).then(() => undefined),
    );
    expect(await mirror.oracle.configDigest()).to.equal(await suite.oracle.configDigest());
    expect(await followHome(suite, mirror)).to.deep.equal([]);
  });
});
