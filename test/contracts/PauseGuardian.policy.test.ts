import { expect } from "chai";
import type { Result } from "ethers";
import { network } from "hardhat";
import {
  aRung,
  assetAt,
  deployHooks,
  GUARDIAN_REASON as REASON,
  POOL,
  RUNG,
  UNUSED_RUNG,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const configured = async (markets: number) => {
  const hooks = await deployHooks(connection, markets);
  const { guardian, ids } = hooks;
  for (const [index, id] of ids.entries()) await guardian.setPolicy(id, await hooks.guardianPolicy(index));
  const rung = (index = 0) => hooks.pauseAdapter.rungOf(POOL, assetAt(index));
  /** One round for each score, each triggered once. */
  const rounds = async (...scores: readonly [round: number, score: number][]) => {
    for (const [round, score] of scores) {
      await hooks.score({ round, score });
      await guardian.trigger([hooks.id]);
    }
  };
  return { ...hooks, rung, rounds };
};
const bare = () => deployHooks(connection);
const fixture = () => configured(1);

describe("PauseGuardian.constructor", () => {
  it("reverts with ZeroAdmin without a timelock", async () => {
    const { guardian, oracle, brake } = await networkHelpers.loadFixture(bare);
    await expect(
      ethers.deployContract("PauseGuardian", [oracle, ethers.ZeroAddress, brake]),
    ).to.be.revertedWithCustomError(guardian, "ZeroAdmin");
  });

  it("C1 gives the timelock every role, the brake one, and nobody any where there is no brake", async () => {
    const { guardian, oracle, admin, brake } = await networkHelpers.loadFixture(bare);
    const disabler = await guardian.DISABLER_ROLE();
    const roles = [await guardian.DEFAULT_ADMIN_ROLE(), await guardian.CONFIGURATOR_ROLE(), disabler];
    for (const role of roles) {
      expect(await guardian.hasRole(role, admin)).to.equal(true);
      expect(await guardian.hasRole(role, brake)).to.equal(role === disabler);
    }
    const unbraked = await ethers.deployContract("PauseGuardian", [oracle, admin, ethers.ZeroAddress]);
    expect(await unbraked.hasRole(disabler, ethers.ZeroAddress)).to.equal(false);
  });
});

describe("PauseGuardian.setPolicy", () => {
  it("C1 reverts for anyone but the configurator", async () => {
    const { guardian, brake, id, guardianPolicy } = await networkHelpers.loadFixture(bare);
    await expect(guardian.connect(brake).setPolicy(id, await guardianPolicy()))
      .to.be.revertedWithCustomError(guardian, "AccessControlUnauthorizedAccount")
      .withArgs(brake.address, await guardian.CONFIGURATOR_ROLE());
  });

  it("reverts on a policy of another asset than the market's", async () => {
    const { guardian, id, guardianPolicy } = await networkHelpers.loadFixture(bare);
    await expect(guardian.setPolicy(id, { ...(await guardianPolicy()), asset: assetAt(1) }))
      .to.be.revertedWithCustomError(guardian, "PolicyOfAnotherMarket")
      .withArgs(POOL, assetAt(1), POOL, ethers.zeroPadValue(assetAt(0), 32));
  });

  it("reverts with KindNotGuarded on a proposal, of which nothing can be paused", async () => {
    const { guardian, oracle, guardianPolicy } = await networkHelpers.loadFixture(bare);
    const proposal = {
      ...{ kind: 3, target: POOL, subject: ethers.zeroPadValue(assetAt(0), 32) },
      ...{ threshold: 1_00, horizon: 86_400, referenceFeed: POOL },
    };
    const id = await oracle.list.staticCall(proposal);
    await oracle.list(proposal);
    await expect(guardian.setPolicy(id, await guardianPolicy()))
      .to.be.revertedWithCustomError(guardian, "KindNotGuarded")
      .withArgs(id, 3n);
  });

  it("takes a market of any other kind: a peg's token may be pausable too", async () => {
    const { guardian, oracle, guardianPolicy } = await networkHelpers.loadFixture(bare);
    const peg = {
      ...{ kind: 1, target: POOL, subject: ethers.zeroPadValue(assetAt(0), 32) },
      ...{ threshold: 1_00, horizon: 86_400, referenceFeed: POOL },
    };
    const id = await oracle.list.staticCall(peg);
    await oracle.list(peg);
    await expect(guardian.setPolicy(id, await guardianPolicy())).to.emit(guardian, "PolicySet");
    expect((await guardian.policyOf(id)).asset).to.equal(assetAt(0));
  });

  it("keeps every field, and says so", async () => {
    const { guardian, id, guardianPolicy } = await networkHelpers.loadFixture(bare);
    const given = {
      ...(await guardianPolicy()),
      rungs: [aRung(10_00, 5_00, 1), aRung(40_00, 20_00, 2), aRung(40_00, 30_00, 3), aRung(90_00, 1, 4)],
    };
    await guardian.setPolicy(id, given as never);
    const kept = ((await guardian.policyOf(id)) as unknown as Result).toObject(true);
    const bigints = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (_, v: unknown) => (typeof v === "bigint" ? Number(v) : v)));
    expect(bigints(kept)).to.deep.equal(bigints(given));
  });

  it("reverts on a market that the adapter cannot read", async () => {
    const { guardian, pauseAdapter, id, guardianPolicy } = await networkHelpers.loadFixture(bare);
    await pauseAdapter.setFault(assetAt(0), 4);
    await expect(guardian.setPolicy(id, await guardianPolicy()))
      .to.be.revertedWithCustomError(pauseAdapter, "MarketUnreadable")
      .withArgs(assetAt(0));
  });

  it("reverts with RungUnsupported on a rung that the protocol lacks", async () => {
    const { guardian, pauseAdapter, id, guardianPolicy } = await networkHelpers.loadFixture(bare);
    await pauseAdapter.setLacking(assetAt(0), 0b01100);
    await expect(guardian.setPolicy(id, await guardianPolicy()))
      .to.be.revertedWithCustomError(guardian, "RungUnsupported")
      .withArgs(RUNG.ltvZero, 0b10010);
  });

  type Rungs = Awaited<ReturnType<Awaited<ReturnType<typeof bare>>["guardianPolicy"]>>["rungs"];
  const only = (rung: ReturnType<typeof aRung>): Rungs => [UNUSED_RUNG, rung, UNUSED_RUNG, UNUSED_RUNG];
  const bad: readonly [
    string,
    { budget?: number; budgetPeriod?: number; silence?: number; rungs?: Rungs },
    string,
    unknown[],
  ][] = [
    ["the budget is 0", { budget: 0 }, "ValueOutOfRange", ["budget", 0, 1, 16]],
    ["the budget is 17", { budget: 17 }, "ValueOutOfRange", ["budget", 17, 1, 16]],
    [
      "the period is too short",
      { budgetPeriod: 86_399 },
      "ValueOutOfRange",
      ["budgetPeriod", 86_399, 86_400, 7_776_000],
    ],
    [
      "the silence is too short",
      { silence: 86_399 },
      "ValueOutOfRange",
      ["silence", 86_399, 86_400, 7_776_000],
    ],
    [
      "the silence is too long",
      { silence: 7_776_001 },
      "ValueOutOfRange",
      ["silence", 7_776_001, 86_400, 7_776_000],
    ],
    ["no rung is used", { rungs: only(UNUSED_RUNG) }, "NoRungUsed", []],
    [
      "a threshold is above one",
      { rungs: only(aRung(100_01, 20_00)) },
      "ValueOutOfRange",
      ["enter", 100_01, 1, 100_00],
    ],
    ["a rung lacks dwell", { rungs: only(aRung(40_00, 20_00, 0)) }, "ValueOutOfRange", ["dwell", 0, 1, 48]],
    [
      "a rung needs no contributors",
      { rungs: only({ ...aRung(40_00, 20_00), minContributors: 0 }) },
      "ValueOutOfRange",
      ["minContributors", 0, 1, 31],
    ],
    [
      "G2 a rung is not left below its entry",
      { rungs: only(aRung(40_00, 40_00)) },
      "RungWithoutHysteresis",
      [2, 40_00, 40_00],
    ],
    [
      "a higher rung is easier to reach",
      { rungs: [UNUSED_RUNG, aRung(40_00, 20_00), aRung(39_99, 20_00), UNUSED_RUNG] },
      "RungBelowLower",
      [3, 39_99, 40_00],
    ],
  ];
  for (const [what, overrides, error, args] of bad) {
    it(`reverts with ${error} when ${what}`, async () => {
      const { guardian, id, guardianPolicy } = await networkHelpers.loadFixture(bare);
      const errors = new ethers.Contract(await guardian.getAddress(), [
        "error ValueOutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max)",
        "error RungWithoutHysteresis(uint256 rung, uint256 exitBps, uint256 enterBps)",
        "error RungBelowLower(uint256 rung, uint256 enterBps, uint256 lowerEnterBps)",
        "error NoRungUsed()",
      ]);
      const [field, ...rest] = args;
      const encoded = typeof field === "string" ? [ethers.encodeBytes32String(field), ...rest] : args;
      await expect(guardian.setPolicy(id, { ...(await guardianPolicy()), ...overrides }))
        .to.be.revertedWithCustomError(errors, error)
        .withArgs(...encoded);
    });
  }

  it("starts counts again, and keeps what was spent", async () => {
    const { guardian, id, rounds, guardianPolicy } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 45_00], [2, 45_00], [3, 45_00]);
    await guardian.setPolicy(id, await guardianPolicy());
    const state = await guardian.stateOf(id);
    expect([...state.counts]).to.deep.equal([0n, 0n, 0n, 0n]);
    expect([...state.spent]).to.deep.equal([true, true, false, false]);
    expect(state.raisesLeft).to.equal(1n);
  });
});

describe("PauseGuardian.disable", () => {
  it("C1 reverts for anyone without the role", async () => {
    const { guardian, stranger, id } = await networkHelpers.loadFixture(fixture);
    await expect(guardian.connect(stranger).disable(id))
      .to.be.revertedWithCustomError(guardian, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await guardian.DISABLER_ROLE());
  });

  it("reverts with MarketUnknown where there is no policy", async () => {
    const { guardian, brake, id } = await networkHelpers.loadFixture(bare);
    await expect(guardian.connect(brake).disable(id))
      .to.be.revertedWithCustomError(guardian, "MarketUnknown")
      .withArgs(id);
  });

  it("C1 stops the market at once", async () => {
    const { guardian, brake, id, rounds, rung, score } = await networkHelpers.loadFixture(fixture);
    await expect(guardian.connect(brake).disable(id)).to.emit(guardian, "PolicyDisabled").withArgs(id);
    await rounds([1, 45_00], [2, 45_00]);
    await score({ round: 3, score: 45_00 });
    await expect(guardian.trigger([id]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.disabled, "0x")
      .and.not.to.emit(guardian, "RoundCounted");
    expect(await rung()).to.equal(RUNG.none);
  });
});
