import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";
import { mintDemoBonds } from "../../scripts/deploy/bonds.ts";
import { UPDATE_TYPE } from "../../scripts/deploy/configuration.ts";
import { deployBreakwater } from "../../scripts/deploy/deployBreakwater.ts";
import { readParameters } from "../../scripts/deploy/parameters.ts";
import { RUNG } from "../fixtures/deployHooks.ts";
import { deployAave } from "../fixtures/deployAave.ts";
import { modelHashOf, SCHEMA_HASH, someMembers } from "../fixtures/deployOracle.ts";
import { deploySuite } from "../fixtures/deploySuite.ts";
import { testParameters } from "../fixtures/testParameters.ts";

describe("deployBreakwater", () => {
  it("configures every market that the parameters score, in their order", async () => {
    const suite = await deploySuite(await network.create(), await readParameters("localhost"));
    expect([...(await suite.oracle.marketIds())]).to.deep.equal(
      suite.markets.map(({ marketId }) => marketId),
    );
    for (const { symbol, marketId, thresholdBps } of suite.markets) {
      const reserve = suite.parameters.reserves[symbol]!;
      const { rules } = await suite.steward.policyOf(marketId);
      expect(rules.map(({ anchor }) => anchor)).to.deep.equal([BigInt(reserve.ltvBps), 0n, 0n, 0n]);
      const guarded = await suite.guardian.policyOf(marketId);
      expect(guarded.asset).to.equal(suite.aave.tokens[symbol]);
      const { signers, operators, budget, validity } = suite.parameters.guardian[symbol]!.emergency!;
      const emergency = [RUNG.freeze, ...[signers, operators, budget, validity].map(BigInt)];
      expect([...guarded.emergency]).to.deep.equal(emergency);
      expect(guarded.silence).to.equal(BigInt(suite.parameters.guardian[symbol]!.silence));
      expect((await suite.oracle.marketOf(marketId)).threshold).to.equal(BigInt(thresholdBps));
      expect(suite.scoreFeeds[symbol]).to.match(/^0x[0-9a-fA-F]{40}$/);
    }
    expect(await suite.committee.quorum()).to.equal(5n);
  });

  it("leaves the deployer without a role, and Aave's risk roles with the adapters alone", async () => {
    const connection = await network.create();
    const { aave, timelock, steward, guardian, oracle, committee, registry, bonds, ...suite } =
      await deploySuite(connection);
    const deployer = (await connection.ethers.getSigners())[0]!.address;
    const admin = await aave.acl.DEFAULT_ADMIN_ROLE();
    expect(await aave.acl.isPoolAdmin(deployer)).to.equal(false);
    expect(await aave.acl.hasRole(admin, deployer)).to.equal(false);
    expect(await aave.acl.isPoolAdmin(timelock)).to.equal(true);
    expect(await aave.acl.isRiskAdmin(suite.collateralAdapter)).to.equal(true);
    expect(await aave.acl.isEmergencyAdmin(suite.collateralAdapter)).to.equal(false);
    expect(await aave.acl.isEmergencyAdmin(suite.pauseAdapter)).to.equal(true);
    expect(await aave.provider.owner()).to.equal(await timelock.getAddress());
    for (const contract of [steward, guardian, oracle, committee, registry, bonds]) {
      expect(await contract.hasRole(await contract.DEFAULT_ADMIN_ROLE(), deployer)).to.equal(false);
      expect(await contract.hasRole(await contract.CONFIGURATOR_ROLE(), deployer)).to.equal(false);
      expect(await contract.hasRole(await contract.CONFIGURATOR_ROLE(), timelock)).to.equal(true);
    }
    expect(await timelock.hasRole(await timelock.EXECUTOR_ROLE(), deployer)).to.equal(false);
    expect(await timelock.getMinDelay()).to.equal(BigInt(suite.parameters.timelock.minDelay));
  });

  it("H5 H7 sets rules for thresholds and caps where a policy has them, with the role that a ramp takes", async () => {
    const parameters = await testParameters();
    const weth = parameters.steward.WETH!;
    const ramp = { notice: 172_800, expiry: 259_200, liquidationGrace: 60 };
    const policy = {
      ...weth,
      liquidationThreshold: {
        ...{ ...weth.ltv, driftBps: 6_00, tightenStepBps: 50, tightenBudgetBps: 2_00, loosenStepBps: 50 },
        ...ramp,
      },
      supplyCap: { ...weth.ltv, driftBps: 50_00, anchorTokens: 1_000 },
      borrowCap: { ...weth.ltv, driftBps: 50_00, anchorTokens: 500 },
      bands: weth.bands.map((band, index) => ({
        ...{ ...band, liquidationThresholdBps: 83_00 - 2_00 * index },
        ...{ supplyCapTokens: 900 - 100 * index, borrowCapTokens: 450 - 50 * index },
      })),
    };
    const steward = { ...parameters.steward, WETH: policy };
    const suite = await deploySuite(await network.create(), { ...parameters, steward });
    const stored = await suite.steward.policyOf(suite.idOf("WETH"));
    const unit = 10n ** 18n;
    expect(stored.rules.map(({ anchor }) => anchor)).to.deep.equal([
      80_00n,
      83_00n,
      1_000n * unit,
      500n * unit,
    ]);
    expect(stored.bands.map(({ targets }) => [...targets])).to.deep.equal(
      policy.bands.map((band) => [
        BigInt(band.ltvBps),
        BigInt(band.liquidationThresholdBps),
        BigInt(band.supplyCapTokens) * unit,
        BigInt(band.borrowCapTokens) * unit,
      ]),
    );
    expect([...stored.ramp]).to.deep.equal(Object.values(ramp).map(BigInt));
    expect(await suite.aave.acl.isEmergencyAdmin(suite.collateralAdapter)).to.equal(true);
  });

  it("R11 bonds every member in its operator's name, and gives the court what it needs and no more", async () => {
    const { bonds, court, committee, timelock, signing, parameters } = await deploySuite(
      await network.create(),
    );
    const unit = 10n ** BigInt(parameters.reserves[parameters.bonds.token]!.decimals);
    const minimum = BigInt(parameters.bonds.minimumBond) * unit;
    for (const { signer, operator } of signing.memberInputs) {
      expect(await bonds.stakeOf(signer, operator)).to.deep.equal([minimum, 0n]);
    }
    expect(await bonds.minimumBond()).to.equal(minimum);
    expect(await bonds.treasury()).to.equal(await timelock.getAddress());
    expect(await committee.bonds()).to.equal(await bonds.getAddress());
    expect(await bonds.hasRole(await bonds.SLASHER_ROLE(), court)).to.equal(true);
    expect(await bonds.hasRole(await bonds.SLASHER_ROLE(), timelock)).to.equal(false);
    expect(await committee.hasRole(await committee.REVOKER_ROLE(), court)).to.equal(true);
    expect(await committee.hasRole(await committee.CONFIGURATOR_ROLE(), court)).to.equal(false);
  });

  it("R12 lets the ledger move weights and nothing else, from the first round on", async () => {
    const { ledger, shadowLedger, committee, oracle, registry, timelock, parameters } = await deploySuite(
      await network.create(),
    );
    const weigher = await committee.WEIGHER_ROLE();
    expect(await committee.hasRole(weigher, ledger)).to.equal(true);
    const others = [await committee.DEFAULT_ADMIN_ROLE(), await committee.CONFIGURATOR_ROLE()];
    for (const role of [...others, await committee.REVOKER_ROLE()]) {
      expect(await committee.hasRole(role, ledger)).to.equal(false);
    }
    const granted = await committee.queryFilter(committee.filters.RoleGranted(weigher));
    expect(granted.map(({ args }) => args.account)).to.deep.equal([await ledger.getAddress()]);
    expect(await committee.hasRole(await committee.DEFAULT_ADMIN_ROLE(), timelock)).to.equal(true);
    expect(await ledger.committee()).to.equal(await committee.getAddress());
    expect(await ledger.oracle()).to.equal(await oracle.getAddress());
    expect(await shadowLedger.ledger()).to.equal(await ledger.getAddress());
    expect(await shadowLedger.registry()).to.equal(await registry.getAddress());
    const { configuredVersion, rounds } = await ledger.epoch();
    expect([configuredVersion, rounds], "the term has begun").to.deep.equal([
      await committee.configuredVersion(),
      0n,
    ]);
    const { gapLimit, epochLength, ...policy } = parameters.ledger;
    expect([await ledger.gapLimit(), await ledger.epochLength()]).to.deep.equal([
      BigInt(gapLimit),
      BigInt(epochLength),
    ]);
    const { minEvents, learningRate, stepBps, floorBps, operatorCapBps, modelCapBps } = policy;
    expect([...(await ledger.policy())]).to.deep.equal(
      [minEvents, learningRate, stepBps, floorBps, operatorCapBps, modelCapBps].map(BigInt),
    );
  });

  it("R9 records what its consumers ask for, under names that the timelock gave", async () => {
    const connection = await network.create();
    const { history, values, parameterFeed, timelock, brake, oracle, markets, report } =
      await deploySuite(connection);
    const deployer = (await connection.ethers.getSigners())[0]!.address;
    const [configurator, revoker] = [
      await parameterFeed.CONFIGURATOR_ROLE(),
      await parameterFeed.REVOKER_ROLE(),
    ];
    expect(await parameterFeed.hasRole(configurator, timelock)).to.equal(true);
    expect(await parameterFeed.hasRole(revoker, brake)).to.equal(true);
    for (const role of [await parameterFeed.DEFAULT_ADMIN_ROLE(), configurator, revoker]) {
      expect(await parameterFeed.hasRole(role, deployer)).to.equal(false);
    }
    expect(await values.oracle()).to.equal(await oracle.getAddress());
    await report(() => ({ scoreBps: 3_00 }));
    await history.record(markets.map(({ marketId }) => marketId));
    for (const { asset, marketId } of markets) {
      const update = await parameterFeed.getLatestUpdateByParameterAndMarket(UPDATE_TYPE, asset);
      expect(BigInt(update.newValue)).to.equal(3_00n);
      expect(update.timestamp).to.equal((await oracle.score(marketId)).record.observedAt);
    }
  });

  it("C1 leaves the timelock to the proposers that are named, under its own administration", async () => {
    const connection = await network.create();
    const parameters = await testParameters();
    const { aave } = await deployAave(connection, parameters);
    const [deployer, , proposer] = await connection.ethers.getSigners();
    const input = {
      ...{ aave, parameters, members: someMembers(7, 7), proposers: [proposer!.address] },
      models: Array.from({ length: 7 }, (_, model) => ({
        ...{ modelHash: modelHashOf(model), schemaHash: SCHEMA_HASH, cardUri: "" },
      })),
    };
    await mintDemoBonds(connection, input);
    const { timelock } = await deployBreakwater(connection, input);
    const roles = [await timelock.PROPOSER_ROLE(), await timelock.CANCELLER_ROLE()];
    for (const role of roles) {
      expect(await timelock.hasRole(role, deployer!)).to.equal(false);
      expect(await timelock.hasRole(role, proposer!)).to.equal(true);
    }
    const admin = await timelock.DEFAULT_ADMIN_ROLE();
    for (const holder of [deployer!.address, proposer!.address]) {
      expect(await timelock.hasRole(admin, holder)).to.equal(false);
    }
    expect(await timelock.hasRole(admin, timelock)).to.equal(true);
    expect(await timelock.hasRole(await timelock.EXECUTOR_ROLE(), ZeroAddress)).to.equal(true);
  });
});
