import { expect } from "chai";
import { encodeBytes32String } from "ethers";
import type { AddressLike } from "ethers";
import { network } from "hardhat";
import type { BandInput, RuleInput } from "../fixtures/deployHooks.ts";
import {
  aCollateralState,
  assetAt,
  deployHooks,
  LTV_RULE,
  ltvBand,
  PARAMETER,
  POOL,
} from "../fixtures/deployHooks.ts";
import { deploySteward } from "../fixtures/deploySteward.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployHooks(connection);
const FIRST = ltvBand(4_00, 2_50, 75_00n);

/** With the policy's errors, and policies whose LTV rule differs. */
const ranged = async () => {
  const hooks = await fixture();
  const at = await hooks.steward.getAddress();
  return {
    ...hooks,
    range: new ethers.Contract(at, [
      "error ValueOutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max)",
    ]),
    rules: await ethers.getContractAt("StewardPolicy", at),
    withLtvRule: async (overrides: Partial<RuleInput>) => {
      const policy = await hooks.stewardPolicy();
      policy.rules[0] = { ...LTV_RULE, ...overrides };
      return policy;
    },
  };
};

describe("CollateralSteward.setPolicy", () => {
  it("C1 reverts for anyone but the configurator", async () => {
    const { steward, stranger, brake, id, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    const role = await steward.CONFIGURATOR_ROLE();
    for (const caller of [stranger, brake]) {
      await expect(steward.connect(caller).setPolicy(id, await stewardPolicy()))
        .to.be.revertedWithCustomError(steward, "AccessControlUnauthorizedAccount")
        .withArgs(caller.address, role);
    }
  });

  it("reverts on a market that the oracle does not list", async () => {
    const { steward, oracle, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    await expect(steward.setPolicy(ethers.id("unlisted"), await stewardPolicy()))
      .to.be.revertedWithCustomError(oracle, "MarketNotListed")
      .withArgs(ethers.id("unlisted"));
  });

  it("reverts on a market that is no collateral", async () => {
    const { steward, oracle, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    const peg = {
      ...{ kind: 1, target: POOL, subject: ethers.zeroPadValue(assetAt(0), 32) },
      ...{ threshold: 1_00, horizon: 86_400, referenceFeed: POOL },
    };
    const id = await oracle.list.staticCall(peg);
    await oracle.list(peg);
    await expect(steward.setPolicy(id, await stewardPolicy()))
      .to.be.revertedWithCustomError(steward, "NotACollateralMarket")
      .withArgs(id, 1n);
  });

  it("reverts on a policy of another asset than the market's", async () => {
    const { steward, id, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    await expect(steward.setPolicy(id, { ...(await stewardPolicy()), asset: assetAt(1) }))
      .to.be.revertedWithCustomError(steward, "PolicyOfAnotherMarket")
      .withArgs(POOL, assetAt(1), POOL, ethers.zeroPadValue(assetAt(0), 32));
  });

  const outOfRange: readonly [field: string, value: number, min: number, max: number][] = [
    ["minGap", 0, 1, 50_00],
    ["minGap", 50_01, 1, 50_00],
    ["maxSpreadToLoosen", 100_01, 0, 100_00],
    ["minContributorsToLoosen", 0, 1, 31],
    ["minContributorsToLoosen", 32, 1, 31],
    ["dwell", 49, 0, 48],
    ["loosenExpiry", 3_599, 3_600, 2_592_000],
    ["loosenExpiry", 2_592_001, 3_600, 2_592_000],
  ];
  for (const [field, value, min, max] of outOfRange) {
    it(`reverts with ValueOutOfRange when ${field} is ${value}`, async () => {
      const { steward, id, stewardPolicy, range } = await networkHelpers.loadFixture(ranged);
      await expect(steward.setPolicy(id, { ...(await stewardPolicy()), [field]: value }))
        .to.be.revertedWithCustomError(range, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    });
  }

  const rulesOutOfRange: readonly [field: string, value: number, min: number, max: number][] = [
    ["anchor", 100_01, 1, 100_00],
    ["drift", 0, 1, 79_99],
    ["drift", 80_00, 1, 79_99],
    ["tightenStep", 0, 1, 20_00],
    ["tightenStep", 20_01, 1, 20_00],
    ["tightenDelay", 0, 1, 604_800],
    ["tightenDelay", 604_801, 1, 604_800],
    ["tightenBudget", 4_99, 5_00, 100_00],
    ["tightenBudget", 100_01, 5_00, 100_00],
    ["budgetPeriod", 3_599, 3_600, 2_592_000],
    ["budgetPeriod", 2_592_001, 3_600, 2_592_000],
    ["loosenStep", 0, 1, 5_00],
    ["loosenStep", 5_01, 1, 5_00],
    ["loosenDelay", 3_599, 3_600, 2_592_000],
    ["loosenDelay", 2_592_001, 3_600, 2_592_000],
  ];
  for (const [field, value, min, max] of rulesOutOfRange) {
    it(`reverts with ValueOutOfRange when the LTV's ${field} is ${value}`, async () => {
      const { steward, id, withLtvRule, range } = await networkHelpers.loadFixture(ranged);
      await expect(steward.setPolicy(id, await withLtvRule({ [field]: value })))
        .to.be.revertedWithCustomError(range, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    });
  }

  it("H2 reverts when a loosening could wait less than a tightening", async () => {
    const { steward, id, withLtvRule, range } = await networkHelpers.loadFixture(ranged);
    await expect(steward.setPolicy(id, await withLtvRule({ tightenDelay: 30_000 })))
      .to.be.revertedWithCustomError(range, "ValueOutOfRange")
      .withArgs(encodeBytes32String("loosenDelay"), 21_600, 30_000, 2_592_000);
  });

  it("H2 reverts when the budget regains less than a loosening gives back", async () => {
    const { steward, id, withLtvRule, rules } = await networkHelpers.loadFixture(ranged);
    await expect(steward.setPolicy(id, await withLtvRule({ budgetPeriod: 2_592_000 })))
      .to.be.revertedWithCustomError(rules, "BudgetRechargesTooSlowly")
      .withArgs(0, 10, 2_50);
  });

  it("H4 reverts when the anchor leaves less than the gap under the threshold", async () => {
    const { steward, id, stewardPolicy, rules } = await networkHelpers.loadFixture(ranged);
    await expect(steward.setPolicy(id, { ...(await stewardPolicy()), minGap: 3_01 }))
      .to.be.revertedWithCustomError(rules, "GapTooSmall")
      .withArgs(0, 80_00, 3_01, 83_00);
  });

  it("H5 reverts on a rule of a parameter that the protocol does not let anyone write", async () => {
    const { steward, adapter, id, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    await adapter.setFixed(1);
    await expect(steward.setPolicy(id, await stewardPolicy()))
      .to.be.revertedWithCustomError(adapter, "NotAdjustable")
      .withArgs(assetAt(0), 0);
  });

  const badBands: readonly [string, readonly BandInput[], string, readonly (number | bigint)[]][] = [
    [
      "does not leave below its entry",
      [ltvBand(4_00, 4_00, 75_00n)],
      "BandWithoutHysteresis",
      [0, 4_00, 4_00],
    ],
    ["enters no higher", [FIRST, ltvBand(4_00, 3_00, 70_00n)], "BandNotOrdered", [1]],
    ["exits no higher", [FIRST, ltvBand(9_00, 2_50, 70_00n)], "BandNotOrdered", [1]],
    ["lowers nothing", [FIRST, ltvBand(9_00, 5_00, 75_00n)], "BandNotOrdered", [1]],
    ["raises a target", [FIRST, ltvBand(9_00, 5_00, 75_01n)], "BandNotOrdered", [1]],
    ["starts at the anchor", [ltvBand(4_00, 2_50, 80_00n)], "BandNotOrdered", [0]],
    ["could never be left", [ltvBand(4_00, 0, 75_00n)], "BandNotOrdered", [0]],
    ["lies beyond the drift", [ltvBand(4_00, 2_50, 59_99n)], "BandBeyondDrift", [0, 0, 59_99, 60_00]],
    [
      "names a parameter that is left out",
      [{ ...FIRST, targets: [75_00n, 0n, 1n, 0n] }],
      "BandNotOrdered",
      [0],
    ],
  ];
  for (const [what, bands, error, args] of badBands) {
    it(`reverts with ${error} when a band ${what}`, async () => {
      const { steward, id, stewardPolicy, rules } = await networkHelpers.loadFixture(ranged);
      await expect(steward.setPolicy(id, { ...(await stewardPolicy()), bands: [...bands] }))
        .to.be.revertedWithCustomError(rules, error)
        .withArgs(...args);
    });
  }

  it("stores the policy and says so in full", async () => {
    const { steward, id, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    const policy = await stewardPolicy();
    await expect(steward.setPolicy(id, policy)).to.emit(steward, "PolicySet");
    const stored = await steward.policyOf(id);
    expect(stored.bands.map(({ enter, exit, targets }) => [enter, exit, ...targets])).to.deep.equal(
      policy.bands.map(({ enter, exit, targets }) => [BigInt(enter), BigInt(exit), ...targets]),
    );
    expect(stored.rules.map(({ anchor }) => anchor)).to.deep.equal([80_00n, 0n, 0n, 0n]);
    expect(stored.minContributorsToLoosen).to.equal(5n);
    const state = await steward.stateOf(id);
    expect([state.enabled, state.band, state.parameters[0].budgetLeft]).to.deep.equal([true, 0n, 12_00n]);
  });

  it("forgives nothing when it replaces a policy: budget and delay go on, a queued loosening does not", async () => {
    const { steward, id, stewardPolicy, score, adapter } = await networkHelpers.loadFixture(fixture);
    await steward.setPolicy(id, await stewardPolicy());
    await score({ score: 30_00 });
    await steward.tighten([id]);
    await steward.setPolicy(id, await stewardPolicy());
    expect((await steward.stateOf(id)).parameters[0].budgetLeft).to.equal(7_00n);
    expect((await steward.preview(id)).outlooks[0].reason).to.equal(11n);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
    await score({ score: 0 });
    await steward.queueLoosening([id]);
    expect((await steward.stateOf(id)).parameters[0].queued).to.equal(72_50n);
    await steward.setPolicy(id, await stewardPolicy());
    expect((await steward.stateOf(id)).parameters[0].queued).to.equal(0n);
  });
});

describe("CollateralSteward.stateOf", () => {
  it("reverts with MarketUnknown where there is no policy", async () => {
    const { steward, id, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    await expect(steward.stateOf(id)).to.be.revertedWithCustomError(steward, "MarketUnknown").withArgs(id);
    await steward.setPolicy(id, await stewardPolicy());
    expect((await steward.stateOf(id)).enabled).to.equal(true);
  });
});

describe("CollateralSteward.disable", () => {
  it("C1 reverts for anyone without the role", async () => {
    const { steward, stranger, id } = await networkHelpers.loadFixture(fixture);
    await expect(steward.connect(stranger).disable(id))
      .to.be.revertedWithCustomError(steward, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await steward.DISABLER_ROLE());
  });

  it("reverts with MarketUnknown where there is no policy", async () => {
    const { steward, brake, id } = await networkHelpers.loadFixture(fixture);
    await expect(steward.connect(brake).disable(id))
      .to.be.revertedWithCustomError(steward, "MarketUnknown")
      .withArgs(id);
  });

  it("H2 drops what waits in the queue", async () => {
    const { steward, adapter, brake, id, stewardPolicy, score } = await networkHelpers.loadFixture(fixture);
    await steward.setPolicy(id, await stewardPolicy());
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
    await score();
    await steward.queueLoosening([id]);
    await expect(steward.connect(brake).disable(id))
      .to.emit(steward, "LooseningCancelled")
      .withArgs(id, PARAMETER.ltv, brake.address);
    expect((await steward.stateOf(id)).parameters[0].queued).to.equal(0n);
  });

  it("C1 stops the market at once, and only a new policy starts it again", async () => {
    const { steward, brake, id, stewardPolicy, score, ltv } = await networkHelpers.loadFixture(fixture);
    await steward.setPolicy(id, await stewardPolicy());
    await score({ score: 30_00 });
    await expect(steward.connect(brake).disable(id)).to.emit(steward, "PolicyDisabled").withArgs(id);
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, 2n, "0x");
    expect(await ltv()).to.equal(80_00n);
    await steward.setPolicy(id, await stewardPolicy());
    await steward.tighten([id]);
    expect(await ltv()).to.equal(75_00n);
  });
});

const ROLES = ["DEFAULT_ADMIN_ROLE", "CONFIGURATOR_ROLE", "DISABLER_ROLE", "CANCELLER_ROLE"] as const;

describe("CollateralSteward.constructor", () => {
  it("C1 gives the admin every role and the brake two, and nobody one where there is no brake", async () => {
    const { oracle, steward, admin, brake, stranger } = await networkHelpers.loadFixture(fixture);
    const rolesOf = async (of: typeof steward, holder: AddressLike) => {
      const held = await Promise.all(ROLES.map(async (role) => of.hasRole(await of[role](), holder)));
      return ROLES.filter((_, index) => held[index]);
    };
    expect(await rolesOf(steward, admin)).to.deep.equal(ROLES);
    expect(await rolesOf(steward, brake)).to.deep.equal(["DISABLER_ROLE", "CANCELLER_ROLE"]);
    expect(await rolesOf(steward, stranger)).to.deep.equal([]);
    const unbraked = await deploySteward(connection, oracle, admin, ethers.ZeroAddress);
    expect(await rolesOf(unbraked, admin)).to.deep.equal(ROLES);
    expect(await rolesOf(unbraked, ethers.ZeroAddress)).to.deep.equal([]);
  });

  it("reverts with ZeroAdmin without a timelock", async () => {
    const { oracle, steward } = await networkHelpers.loadFixture(fixture);
    await expect(
      deploySteward(connection, oracle, ethers.ZeroAddress, ethers.ZeroAddress),
    ).to.be.revertedWithCustomError(steward, "ZeroAdmin");
  });
});
