import { expect } from "chai";
import { ZeroAddress, ZeroHash, id } from "ethers";
import { aBlankMirror, aMirror, followCommittee, homeDigestOf } from "../fixtures/aMirror.ts";
import { homeConfiguration } from "../../scripts/deploy/followHome.ts";
import type { HomeConfiguration } from "../../scripts/deploy/followHome.ts";
import { deployOracle, memberKey, modelHashOf } from "../fixtures/deployOracle.ts";
import { homeAndAway } from "../fixtures/homeAndAway.ts";
import { AWAY_CHAIN, HOME_CHAIN } from "../fixtures/twoChains.ts";

const { home: homeChain, away } = await homeAndAway();
const { ethers } = away;

async function deploy() {
  const home = await deployOracle(homeChain.ethers);
  const mirror = await aMirror(ethers, home, HOME_CHAIN);
  const [admin, revoker, stranger] = await ethers.getSigners();
  if (!admin || !revoker || !stranger) throw new Error("The chain has fewer than three funded accounts.");
  const homeCommittee = await home.committee.getAddress();
  const homeOracle = await home.oracle.getAddress();
  return { home, homeCommittee, homeOracle, mirror, committee: mirror.committee, admin, revoker, stranger };
}

describe("MirrorCommittee.constructor", () => {
  it("R2 reverts with HomeChainIsThisChain for a home on the same chain", async () => {
    const { committee, admin, homeCommittee, homeOracle } = await deploy();
    await expect(
      ethers.deployContract("MirrorCommittee", [AWAY_CHAIN, homeCommittee, homeOracle, admin, ZeroAddress]),
    )
      .to.be.revertedWithCustomError(committee, "HomeChainIsThisChain")
      .withArgs(AWAY_CHAIN);
  });

  it("reverts with ZeroHomeCommittee, ZeroHomeOracle and ZeroAdmin", async () => {
    const { committee, admin, homeCommittee, homeOracle } = await deploy();
    const missing: [string, string, string, string][] = [
      ["ZeroHomeCommittee", ZeroAddress, homeOracle, admin.address],
      ["ZeroHomeOracle", homeCommittee, ZeroAddress, admin.address],
      ["ZeroAdmin", homeCommittee, homeOracle, ZeroAddress],
    ];
    for (const [error, ...addresses] of missing) {
      await expect(
        ethers.deployContract("MirrorCommittee", [HOME_CHAIN, ...addresses, ZeroAddress]),
      ).to.be.revertedWithCustomError(committee, error);
    }
  });

  it("R2 has no digest and no members before it is configured", async () => {
    const { home } = await deploy();
    const { committee } = await aBlankMirror(ethers, home, HOME_CHAIN);
    const state = [await committee.digest(), await committee.memberCount(), await committee.version()];
    expect(state).to.deep.equal([ZeroHash, 0n, 0n]);
    await expect(committee.roster(1n))
      .to.be.revertedWithCustomError(home.committee, "UnknownMember")
      .withArgs(0n, 0n);
  });
});

describe("MirrorCommittee.configure", () => {
  it("C1 reverts for anyone but the configurator, the revoker too", async () => {
    const { home, committee, stranger, revoker } = await deploy();
    const configuration = await homeConfiguration(home);
    for (const account of [stranger, revoker]) {
      await expect(committee.connect(account).configure(configuration, await home.committee.digest()))
        .to.be.revertedWithCustomError(committee, "AccessControlUnauthorizedAccount")
        .withArgs(account.address, await committee.CONFIGURATOR_ROLE());
    }
  });

  it("R3 reverts with HomeVersionNotNewer for the version that stands, and for an older one", async () => {
    const { home, mirror, committee } = await deploy();
    const first = await homeConfiguration(home);
    const firstDigest = await home.committee.digest();
    await expect(committee.configure(first, firstDigest))
      .to.be.revertedWithCustomError(committee, "HomeVersionNotNewer")
      .withArgs(1n, 1n);
    await home.committee.suspend(6);
    await followCommittee(home, mirror);
    await expect(committee.configure(first, firstDigest))
      .to.be.revertedWithCustomError(committee, "HomeVersionNotNewer")
      .withArgs(1n, 2n);
  });

  it("R1 R6 holds the committee's rules by itself, whatever the home says", async () => {
    const { home, committee, homeCommittee } = await deploy();
    const configuration = { ...(await homeConfiguration(home)), version: 2n };
    const six = { ...configuration, members: configuration.members.slice(1) };
    await expect(committee.configure(six, homeDigestOf(HOME_CHAIN, homeCommittee, six)))
      .to.be.revertedWithCustomError(home.committee, "TooFewMembers")
      .withArgs(6n, 2n);
    const weights = [3_000n, 3_000n, 800n, 800n, 800n, 800n, 800n];
    const members = configuration.members.map((member, i) => ({ ...member, weightBps: weights[i]! }));
    const heavy = { ...configuration, members };
    await expect(committee.configure(heavy, homeDigestOf(HOME_CHAIN, homeCommittee, heavy)))
      .to.be.revertedWithCustomError(home.committee, "WeightsUnbalanced")
      .withArgs(6_000n, 2_400n);
    for (const minModels of [0n, 4n]) {
      const wrong = { ...configuration, minModels };
      await expect(committee.configure(wrong, homeDigestOf(HOME_CHAIN, homeCommittee, wrong)))
        .to.be.revertedWithCustomError(home.committee, "MinModelsOutOfRange")
        .withArgs(minModels, 3n);
    }
    for (const minOperators of [0n, 8n]) {
      const wrong = { ...configuration, minOperators };
      await expect(committee.configure(wrong, homeDigestOf(HOME_CHAIN, homeCommittee, wrong)))
        .to.be.revertedWithCustomError(home.committee, "MinOperatorsOutOfRange")
        .withArgs(minOperators, 7n);
    }
  });

  const swapped = ({ members }: HomeConfiguration) => [members[1]!, members[0]!, ...members.slice(2)];
  const first = ({ members }: HomeConfiguration, change: object) => [
    { ...members[0]!, ...change },
    ...members.slice(1),
  ];
  const changes: Record<string, (home: HomeConfiguration) => Partial<HomeConfiguration>> = {
    "another key": (home) => ({ members: first(home, { signer: id("other").slice(0, 42) }) }),
    "another operator": (home) => ({ members: first(home, { operator: id("other").slice(0, 42) }) }),
    "another model": (home) => ({ members: first(home, { modelHash: modelHashOf(1) }) }),
    "another order": (home) => ({ members: swapped(home) }),
    "other weights": (home) => ({
      members: home.members.map((member, i) => ({ ...member, weightBps: home.members[6 - i]!.weightBps })),
    }),
    "another f": () => ({ faults: 1n }),
    "another minModels": () => ({ minModels: 1n }),
    "another minOperators": () => ({ minOperators: 1n }),
    "another suspension": () => ({ suspended: 0b10n }),
    "another version": () => ({ version: 9n }),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`R2 reverts with WrongHomeDigest for ${what} than the digest stands for`, async () => {
      const { home, committee, homeCommittee } = await deploy();
      await home.committee.suspend(6);
      const truth = await homeConfiguration(home);
      const wrong = { ...truth, ...change(truth) };
      const digest = await home.committee.digest();
      await expect(committee.configure(wrong, digest))
        .to.be.revertedWithCustomError(committee, "WrongHomeDigest")
        .withArgs(homeDigestOf(HOME_CHAIN, homeCommittee, wrong), digest);
    });
  }

  it("R2 stands under the home's digest, with the home's members, and says so", async () => {
    const { home, committee } = await deploy();
    await home.committee.configure([...home.memberInputs].reverse(), 1, 3, 1);
    await home.committee.suspend(3);
    const configuration = await homeConfiguration(home);
    const digest = await home.committee.digest();
    await expect(committee.configure(configuration, digest))
      .to.emit(committee, "HomeConfigured")
      .withArgs(3n, digest, [
        configuration.members.map((m) => [m.signer, m.operator, m.modelHash, m.weightBps]),
        1n,
        3n,
        1n,
        0b1000n,
        3n,
      ])
      .and.not.to.emit(committee, "MemberSuspended");
    expect([
      await committee.digest(),
      await committee.version(),
      await committee.memberCount(),
    ]).to.deep.equal([digest, 3n, 7n]);
    expect(await committee.roster(0b1110111n)).to.deep.equal(await home.committee.roster(0b1110111n));
    const { config, suspendedAtHome, suspendedHere } = await committee.memberAt(3);
    expect([config, suspendedAtHome, suspendedHere]).to.deep.equal([
      (await home.committee.memberAt(3)).config,
      true,
      false,
    ]);
    for (const member of [0, 2, 4]) {
      expect((await committee.memberAt(member)).suspendedAtHome).to.equal(false);
    }
  });

  it("C1 carries a key's suspension over, wherever it stands in the new order, and says so", async () => {
    const { home, mirror, committee, revoker } = await deploy();
    await committee.connect(revoker).suspend(0);
    await home.committee.configure([...home.memberInputs].reverse(), 2, 2, 1);
    const configuration = await homeConfiguration(home);
    await expect(committee.configure(configuration, await home.committee.digest()))
      .to.emit(committee, "MemberSuspended")
      .withArgs(2n, 6n);
    expect((await committee.memberAt(6)).suspendedHere).to.equal(true);
    expect((await committee.memberAt(0)).suspendedHere).to.equal(false);
    await home.committee.configure([...home.memberInputs], 2, 2, 1);
    await expect(committee.configure(await homeConfiguration(home), await home.committee.digest()))
      .to.emit(committee, "MemberSuspended")
      .withArgs(3n, 0n);
    const [replaced, ...kept] = home.memberInputs;
    await home.committee.configure([{ ...replaced!, signer: memberKey(8).address }, ...kept], 2, 2, 1);
    await followCommittee(home, mirror);
    for (let member = 0; member < 7; ++member) {
      expect((await committee.memberAt(member)).suspendedHere).to.equal(false);
    }
  });
});

describe("MirrorCommittee.suspend and reinstate", () => {
  it("C1 suspends for a revoker only, reinstates for the configurator only", async () => {
    const { committee, stranger, revoker } = await deploy();
    await expect(committee.connect(stranger).suspend(0))
      .to.be.revertedWithCustomError(committee, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await committee.REVOKER_ROLE());
    await committee.connect(revoker).suspend(0);
    await expect(committee.connect(revoker).reinstate(0))
      .to.be.revertedWithCustomError(committee, "AccessControlUnauthorizedAccount")
      .withArgs(revoker.address, await committee.CONFIGURATOR_ROLE());
  });

  it("reverts with UnknownMember, MemberSuspendedAlready and MemberNotSuspended", async () => {
    const { home, committee } = await deploy();
    for (const member of [7n, 255n]) {
      for (const call of [() => committee.suspend(member), () => committee.memberAt(member)]) {
        await expect(call())
          .to.be.revertedWithCustomError(home.committee, "UnknownMember")
          .withArgs(member, 7n);
      }
    }
    await committee.suspend(2);
    await expect(committee.suspend(2))
      .to.be.revertedWithCustomError(home.committee, "MemberSuspendedAlready")
      .withArgs(2n);
    for (const member of [1n, 200n]) {
      await expect(committee.reinstate(member))
        .to.be.revertedWithCustomError(home.committee, "MemberNotSuspended")
        .withArgs(member);
    }
  });

  it("C1 takes a member out at once under the same digest, and lets it back in", async () => {
    const { home, committee, revoker } = await deploy();
    await expect(committee.connect(revoker).suspend(2))
      .to.emit(committee, "MemberSuspended")
      .withArgs(1n, 2n);
    expect(await committee.digest()).to.equal(await home.committee.digest());
    await expect(committee.roster(0b111n))
      .to.be.revertedWithCustomError(home.committee, "MembersSuspended")
      .withArgs(0b100n);
    await committee.connect(revoker).suspend(5);
    await expect(committee.reinstate(2)).to.emit(committee, "MemberReinstated").withArgs(1n, 2n);
    expect((await committee.roster(0b111n))[4].length).to.equal(3);
    await expect(committee.roster(0b100111n))
      .to.be.revertedWithCustomError(home.committee, "MembersSuspended")
      .withArgs(1n << 5n);
  });

  it("C1 does not end a suspension made at home", async () => {
    const { home, mirror, committee } = await deploy();
    await home.committee.suspend(2);
    await followCommittee(home, mirror);
    await expect(committee.reinstate(2))
      .to.be.revertedWithCustomError(home.committee, "MemberNotSuspended")
      .withArgs(2n);
    await committee.suspend(2);
    await committee.reinstate(2);
    await expect(committee.roster(0b111n))
      .to.be.revertedWithCustomError(home.committee, "MembersSuspended")
      .withArgs(0b100n);
  });
});
