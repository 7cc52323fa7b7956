import { expect } from "chai";
import { AbiCoder, ZeroAddress, ZeroHash, id, keccak256, zeroPadValue, toBeHex } from "ethers";
import { network } from "hardhat";
import { proposalDomain } from "../fixtures/aProposalReport.ts";
import { OBSERVATION_TYPES, anObservation, observationDigest } from "../fixtures/anObservation.ts";
import {
  GOVERNOR,
  PROPOSAL,
  PROPOSAL_EVENT,
  deployProposalOracle,
} from "../fixtures/deployProposalOracle.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployProposalOracle(connection);
const load = () => networkHelpers.loadFixture(fixture);

const { threshold, horizon, referenceFeed } = PROPOSAL_EVENT;
const OTHER = ethers.getAddress(`0x${id("other governor").slice(-40)}`);
const MARKETS = "tuple(uint8,address,bytes32,uint16,uint32,address)[]";

describe("ProposalOracle.register", () => {
  it("C1 reverts for anyone but the configurator", async () => {
    const { oracle, stranger, revoker } = await load();
    for (const who of [stranger, revoker]) {
      await expect(oracle.connect(who).register(OTHER, threshold, horizon, referenceFeed))
        .to.be.revertedWithCustomError(oracle, "AccessControlUnauthorizedAccount")
        .withArgs(who.address, await oracle.CONFIGURATOR_ROLE());
    }
  });

  it("reverts unless the event is one: governor, threshold, horizon and feed", async () => {
    const { oracle } = await load();
    await expect(oracle.register(ZeroAddress, threshold, horizon, referenceFeed))
      .to.be.revertedWithCustomError(oracle, "TargetZero")
      .withArgs(ZeroHash);
    for (const wrong of [0, 100_00]) {
      await expect(oracle.register(OTHER, wrong, horizon, referenceFeed))
        .to.be.revertedWithCustomError(oracle, "ThresholdOutOfRange")
        .withArgs(ZeroHash, wrong);
    }
    await expect(oracle.register(OTHER, threshold, 0, referenceFeed))
      .to.be.revertedWithCustomError(oracle, "HorizonZero")
      .withArgs(ZeroHash);
    await expect(oracle.register(OTHER, threshold, horizon, ZeroAddress))
      .to.be.revertedWithCustomError(oracle, "ReferenceFeedZero")
      .withArgs(ZeroHash);
  });

  it("registers a governor, whose proposals are then markets of its event", async () => {
    const { oracle } = await load();
    await expect(oracle.register(OTHER, 5_00, 86_400, referenceFeed))
      .to.emit(oracle, "GovernorRegistered")
      .withArgs(OTHER, 1, 5_00, 86_400, referenceFeed);
    expect(await oracle.registrationOf(OTHER)).to.deep.equal([1n, true]);
    const { market } = await oracle.proposalMarketOf(OTHER, 3n);
    expect([...market]).to.deep.equal([
      ...[3n, OTHER, zeroPadValue("0x03", 32), 5_00n, 86_400n, referenceFeed],
    ]);
  });

  it("reverts with GovernorRegisteredAlready, and with EventFixed for another event after a retirement", async () => {
    const { oracle, revoker } = await load();
    await expect(oracle.register(GOVERNOR, threshold, horizon, referenceFeed))
      .to.be.revertedWithCustomError(oracle, "GovernorRegisteredAlready")
      .withArgs(GOVERNOR);
    await oracle.connect(revoker).retire(GOVERNOR);
    for (const other of [
      [threshold + 1, horizon, referenceFeed],
      [threshold, horizon + 1, referenceFeed],
      [threshold, horizon, OTHER],
    ] as const) {
      await expect(oracle.register(GOVERNOR, ...other))
        .to.be.revertedWithCustomError(oracle, "EventFixed")
        .withArgs(GOVERNOR);
    }
    await expect(oracle.register(GOVERNOR, threshold, horizon, referenceFeed))
      .to.emit(oracle, "GovernorRegistered")
      .withArgs(GOVERNOR, 2, threshold, horizon, referenceFeed);
  });
});

describe("ProposalOracle.retire", () => {
  it("C1 reverts for anyone but the revoker, and for a governor that is not registered", async () => {
    const { oracle, stranger, revoker } = await load();
    await expect(oracle.connect(stranger).retire(GOVERNOR))
      .to.be.revertedWithCustomError(oracle, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await oracle.REVOKER_ROLE());
    await expect(oracle.connect(revoker).retire(OTHER))
      .to.be.revertedWithCustomError(oracle, "GovernorNotRegistered")
      .withArgs(OTHER);
  });

  it("C1 stops reports at once; a score that stands ages", async () => {
    const { oracle, revoker, report, marketId, nextRound } = await load();
    await oracle.submit(GOVERNOR, PROPOSAL, await report());
    await nextRound();
    const next = await report();
    await expect(oracle.connect(revoker).retire(GOVERNOR))
      .to.emit(oracle, "GovernorRetired")
      .withArgs(GOVERNOR, 1);
    expect(await oracle.registrationOf(GOVERNOR)).to.deep.equal([1n, false]);
    await expect(oracle.submit(GOVERNOR, PROPOSAL, next))
      .to.be.revertedWithCustomError(oracle, "GovernorNotRegistered")
      .withArgs(GOVERNOR);
    expect((await oracle.score(marketId)).status).to.equal(3n);
    await networkHelpers.time.increase(7_200);
    expect((await oracle.score(marketId)).status).to.equal(1n);
  });

  it("R2 R3 voids what was signed before: it does not count under the next registration", async () => {
    const { oracle, revoker, report } = await load();
    const before = await report();
    await oracle.connect(revoker).retire(GOVERNOR);
    await oracle.register(GOVERNOR, threshold, horizon, referenceFeed);
    await expect(oracle.submit(GOVERNOR, PROPOSAL, before)).to.be.revertedWithCustomError(
      oracle,
      "InvalidSignature",
    );
    const after = await report();
    await expect(oracle.submit(GOVERNOR, PROPOSAL, after)).to.emit(oracle, "ReportAccepted");
  });
});

describe("ProposalOracle: what members sign", () => {
  it("R2 has a domain of its own, in which no signature of the RiskOracle's counts", async () => {
    const { oracle, suite } = await load();
    const { chainId } = await ethers.provider.getNetwork();
    const domain = proposalDomain(chainId, await oracle.getAddress());
    expect(await oracle.domainSeparator()).to.equal(ethers.TypedDataEncoder.hashDomain(domain));
    expect(await oracle.domainSeparator()).not.to.equal(await suite.oracle.domainSeparator());
    const observation = anObservation();
    expect(await oracle.observationDigest(observation)).to.equal(observationDigest(domain, observation));
    expect(Object.keys(OBSERVATION_TYPES)).to.deep.equal(["Observation"]);
  });

  it("R2 binds committee, governor, proposal, event and registration in the config digest", async () => {
    const { oracle, committee } = await load();
    const coder = AbiCoder.defaultAbiCoder();
    const market = [3, GOVERNOR, toBeHex(PROPOSAL, 32), threshold, horizon, referenceFeed];
    const markets = keccak256(coder.encode(["uint32", MARKETS], [1, [market]]));
    expect(await oracle.marketsDigest(GOVERNOR, PROPOSAL)).to.equal(markets);
    expect(await oracle.configDigest(GOVERNOR, PROPOSAL)).to.equal(
      keccak256(coder.encode(["bytes32", "bytes32"], [await committee.digest(), markets])),
    );
    const { chainId } = await ethers.provider.getNetwork();
    expect((await oracle.proposalMarketOf(GOVERNOR, PROPOSAL)).marketId).to.equal(
      keccak256(
        coder.encode(
          ["uint256", "uint8", "address", "bytes32"],
          [chainId, 3, GOVERNOR, toBeHex(PROPOSAL, 32)],
        ),
      ),
    );
  });

  it("reverts with GovernorNotRegistered where a reader asks for what does not exist", async () => {
    const { oracle } = await load();
    for (const read of [oracle.proposalMarketOf, oracle.marketsDigest, oracle.configDigest]) {
      await expect(read(OTHER, PROPOSAL))
        .to.be.revertedWithCustomError(oracle, "GovernorNotRegistered")
        .withArgs(OTHER);
    }
    expect(await oracle.registrationOf(OTHER)).to.deep.equal([0n, false]);
    expect(await oracle.roundLength()).to.equal(3_600n);
    expect(await oracle.maxAge()).to.equal(7_200n);
  });
});
