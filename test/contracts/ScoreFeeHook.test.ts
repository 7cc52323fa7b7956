import { expect } from "chai";
import { Contract, ZeroAddress, ZeroHash, getCreateAddress } from "ethers";
import type { ContractTransactionResponse } from "ethers";
import { network } from "hardhat";
import { deployScoreFeeHook } from "../../scripts/deploy/deployScoreFeeHook.ts";
import { STATUS } from "../fixtures/aScore.ts";
import { DYNAMIC_FEE, ETHER, FEES, GATE, deployHookedPool } from "../fixtures/deployPool.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const HOUR = 3_600;
const REASON = {
  none: 0,
  breach: 1,
  notCalmYet: 2,
  scoreUnknown: 3,
  scoreTooOld: 4,
  eventChanged: 5,
  oracleFailed: 6,
};
const FAULTS = [
  [1, "reverts"],
  [2, "burns all gas"],
  [3, "returns nothing"],
  [4, "returns junk"],
] as const;

/** Errors that v4 throws from assembly, so that no ABI has them; the first hands on what a hook reverted with (ERC-7751). */
const V4_ERRORS = new Contract(ZeroAddress, [
  "error HookAddressNotValid(address hooks)",
  "error WrappedError(address target, bytes4 selector, bytes reason, bytes details)",
]);
const HOOK_CALL_FAILED = ethers.id("HookCallFailed()").slice(0, 10);

const fixture = async () => {
  const world = await deployHookedPool(connection);
  const { hook, key, liquidity } = world;
  /** Nothing is added, for this reason; everything that was there leaves. */
  const closed = async (reason: number): Promise<void> => {
    expect(await hook.closedBecause()).to.equal(reason);
    await expect(liquidity(key, ETHER))
      .to.be.revertedWithCustomError(V4_ERRORS, "WrappedError")
      .withArgs(
        await hook.getAddress(),
        hook.interface.getFunction("beforeAddLiquidity").selector,
        hook.interface.encodeErrorResult("LiquidityClosed", [reason]),
        HOOK_CALL_FAILED,
      );
    await liquidity(key, -ETHER);
    await liquidity(key, 0n);
  };
  return { ...world, closed, feePaid: async () => (await world.swap(key, -ETHER)).fee };
};

describe("ScoreFeeHook.constructor", () => {
  it("reverts with ZeroOracle, MarketNotListed, ValueOutOfRange and GateWithoutHysteresis", async () => {
    const { hook, scripted, oracle, id } = await networkHelpers.loadFixture(fixture);
    const deploy = ({ from = oracle as unknown, market = id, fees = FEES, gate = GATE }) =>
      ethers.deployContract("ScoreFeeHook", [from, market, fees, gate] as never);
    await expect(deploy({ from: ZeroAddress }))
      .to.be.revertedWithCustomError(hook, "ZeroOracle")
      .withArgs();
    await expect(deploy({ market: ZeroHash }))
      .to.be.revertedWithCustomError(scripted, "MarketNotListed")
      .withArgs(ZeroHash);
    const range = (field: string, ...bounds: number[]) => [ethers.encodeBytes32String(field), ...bounds];
    for (const [fees, args] of [
      [{ ...FEES, maxFee: 0 }, range("maxFee", 0, 1, 100_000)],
      [{ ...FEES, maxFee: 100_001 }, range("maxFee", 100_001, 1, 100_000)],
      [{ ...FEES, minFee: 10_001 }, range("minFee", 10_001, 0, 10_000)],
      [{ ...FEES, blindFee: 499 }, range("blindFee", 499, 500, 10_000)],
      [{ ...FEES, blindFee: 10_001 }, range("blindFee", 10_001, 500, 10_000)],
      [{ ...FEES, high: 0 }, range("high", 0, 1, 100_00)],
      [{ ...FEES, high: 100_01 }, range("high", 100_01, 1, 100_00)],
      [{ ...FEES, low: 40_00 }, range("low", 40_00, 0, 39_99)],
    ] as const) {
      await expect(deploy({ fees }))
        .to.be.revertedWithCustomError(hook, "ValueOutOfRange")
        .withArgs(...args);
    }
    await expect(deploy({ gate: { ...GATE, enter: 0 } }))
      .to.be.revertedWithCustomError(hook, "ValueOutOfRange")
      .withArgs(...range("enter", 0, 1, 100_00));
    await expect(deploy({ gate: { ...GATE, exit: 40_00 } }))
      .to.be.revertedWithCustomError(hook, "GateWithoutHysteresis")
      .withArgs(40_00, 40_00);
  });

  it("reverts with HookAddressNotValid at an address that asks v4 for anything else", async () => {
    const { oracle, id, owner } = await networkHelpers.loadFixture(fixture);
    const nonce = await ethers.provider.getTransactionCount(owner);
    await expect(ethers.deployContract("ScoreFeeHook", [oracle, id, FEES, GATE]))
      .to.be.revertedWithCustomError(V4_ERRORS, "HookAddressNotValid")
      .withArgs(getCreateAddress({ from: owner.address, nonce }));
  });

  it("is found again at the same address, which asks for swaps and additions alone", async () => {
    const { hook, input } = await networkHelpers.loadFixture(fixture);
    const again = await deployScoreFeeHook(connection, input);
    expect(await again.getAddress()).to.equal(await hook.getAddress());
    expect(BigInt(await hook.getAddress()) & 0x3fffn).to.equal((1n << 11n) | (1n << 7n));
    expect(await hook.feePolicy()).to.deep.equal([500n, 10_000n, 3_000n, 5_00n, 40_00n]);
    expect(await hook.gatePolicy()).to.deep.equal([40_00n, 20_00n, BigInt(2 * HOUR)]);
  });
});

describe("ScoreFeeHook, the fee of a swap", () => {
  for (const [scoreBps, spread, fee, what] of [
    [0, 0, 500n, "the least at no risk"],
    [5_00, 0, 500n, "the least up to low"],
    [5_01, 0, 503n, "rounded up right above it"],
    [22_50, 0, 5_250n, "halfway between the bounds"],
    [12_50, 10_00, 5_250n, "with the spread on top of the score: doubt costs"],
    [40_00, 0, 10_000n, "the most from high on"],
    [100_00, 100_00, 10_000n, "the most at the most"],
  ] as const) {
    it(`is ${what}`, async () => {
      const { score, feePaid, hook } = await networkHelpers.loadFixture(fixture);
      await score(scoreBps, STATUS.fresh, { spread });
      expect(await hook.fee()).to.equal(fee);
      expect(await feePaid()).to.equal(fee);
    });
  }

  it("H3 a degraded score never makes it cheaper than no score, and makes it dearer all the same", async () => {
    const { score, feePaid } = await networkHelpers.loadFixture(fixture);
    await score(1_00, STATUS.degraded);
    expect(await feePaid()).to.equal(3_000n);
    await score(22_50, STATUS.degraded);
    expect(await feePaid()).to.equal(5_250n);
  });

  it("R9 is blindFee on a stale score and on none at all", async () => {
    const { score, feePaid } = await networkHelpers.loadFixture(fixture);
    await score(90_00, STATUS.stale);
    expect(await feePaid()).to.equal(3_000n);
    await score(1_00, STATUS.unknown);
    expect(await feePaid()).to.equal(3_000n);
  });

  for (const [fault, what] of FAULTS) {
    it(`R10 is blindFee with an oracle that ${what}, in either direction and for exact outputs`, async () => {
      const { oracle, swap, key, hook } = await networkHelpers.loadFixture(fixture);
      await oracle.setFault(fault);
      expect(await hook.fee()).to.equal(3_000n);
      for (const zeroForOne of [true, false]) {
        expect((await swap(key, -ETHER, zeroForOne)).fee).to.equal(3_000n);
        const { fee, amount0, amount1 } = await swap(key, ETHER, zeroForOne);
        expect(fee).to.equal(3_000n);
        expect(zeroForOne ? amount1 : amount0).to.equal(ETHER);
      }
    });
  }

  it("R10 gives exact outputs at the highest fee that a policy can have", async () => {
    const { input, openPool, liquidity, swap, score } = await networkHelpers.loadFixture(fixture);
    const dear = { ...input, feePolicy: { ...FEES, maxFee: 100_000 } };
    const hook = await deployScoreFeeHook(connection, dear);
    const key = await openPool(DYNAMIC_FEE, await hook.getAddress());
    await liquidity(key, 10n ** 6n * ETHER);
    await score(99_00);
    const { fee, amount1 } = await swap(key, ETHER);
    expect([fee, amount1]).to.deep.equal([100_000n, ETHER]);
  });

  it("answers v4 with the fee and the flag that makes it count, and with nothing for a pool with a fixed one", async () => {
    const { hook, key, desk, score } = await networkHelpers.loadFixture(fixture);
    await score(22_50);
    const params = { zeroForOne: true, amountSpecified: -1n, sqrtPriceLimitX96: 1n };
    const answer = async (fee: number) => [...(await hook.beforeSwap(desk, { ...key, fee }, params, "0x"))];
    const { selector } = hook.interface.getFunction("beforeSwap");
    expect(await answer(DYNAMIC_FEE)).to.deep.equal([selector, 0n, 0x400000n | 5_250n]);
    expect(await answer(3_000)).to.deep.equal([selector, 0n, 0n]);
  });

  it("leaves a pool with a fixed fee its fee, and gates it", async () => {
    const { hook, openPool, liquidity, swap, score } = await networkHelpers.loadFixture(fixture);
    const key = await openPool(3_000, await hook.getAddress());
    await liquidity(key, 10n ** 6n * ETHER);
    await score(90_00);
    expect((await swap(key, -ETHER)).fee).to.equal(3_000n);
    await expect(liquidity(key, ETHER))
      .to.be.revertedWithCustomError(V4_ERRORS, "WrappedError")
      .withArgs(
        await hook.getAddress(),
        hook.interface.getFunction("beforeAddLiquidity").selector,
        hook.interface.encodeErrorResult("LiquidityClosed", [REASON.breach]),
        HOOK_CALL_FAILED,
      );
  });
});

describe("ScoreFeeHook, liquidity", () => {
  it("R10 closes to additions at the threshold and not below it, and never to removals", async () => {
    const { score, liquidity, key, hook, closed } = await networkHelpers.loadFixture(fixture);
    await score(39_99);
    await liquidity(key, ETHER);
    expect(await hook.closedBecause()).to.equal(REASON.none);
    await score(40_00);
    await closed(REASON.breach);
  });

  it("notes a breach once, stays closed until the score is below exit without doubt, and notes the calm", async () => {
    const { score, liquidity, key, hook, closed } = await networkHelpers.loadFixture(fixture);
    const breach = await score(50_00);
    await expect(hook.note()).to.emit(hook, "BreachNoted").withArgs(breach, 50_00n);
    expect(await hook.breachNoted()).to.equal(true);
    const again = await hook.note();
    await expect(again).not.to.emit(hook, "BreachNoted");
    await expect(again).not.to.emit(hook, "EventNoted");
    await score(20_00);
    await closed(REASON.notCalmYet);
    await score(19_99, STATUS.degraded);
    await closed(REASON.notCalmYet);
    const calm = await score(19_99);
    await expect(liquidity(key, ETHER)).to.emit(hook, "CalmNoted").withArgs(calm, 19_99n);
    expect(await hook.breachNoted()).to.equal(false);
  });

  it("R9 closes on a score older than the policy's age, and on none at all", async () => {
    const { score, closed } = await networkHelpers.loadFixture(fixture);
    await networkHelpers.time.increase(2 * HOUR + 1);
    await closed(REASON.scoreTooOld);
    await score(1_00, STATUS.unknown);
    await closed(REASON.scoreUnknown);
  });

  it("closes once the market's event is another; once that is noted, swaps pay blindFee, until it is back", async () => {
    const { scripted, market, hook, closed, feePaid } = await networkHelpers.loadFixture(fixture);
    await scripted.list({ ...market, threshold: 10_00 });
    await closed(REASON.eventChanged);
    expect(await feePaid()).to.equal(500n);
    await expect(hook.note()).to.emit(hook, "EventNoted").withArgs(true);
    expect(await hook.eventChanged()).to.equal(true);
    expect(await feePaid()).to.equal(3_000n);
    await scripted.list(market);
    await expect(hook.note()).to.emit(hook, "EventNoted").withArgs(false);
    expect(await feePaid()).to.equal(500n);
  });

  it("keeps swaps at blindFee while the oracle does not answer whether the event is back", async () => {
    const { scripted, market, oracle, hook } = await networkHelpers.loadFixture(fixture);
    await scripted.list({ ...market, threshold: 10_00 });
    await hook.note();
    await scripted.list(market);
    await oracle.setFault(1);
    expect((await (await hook.note()).wait())!.logs).to.deep.equal([]);
    expect(await hook.eventChanged()).to.equal(true);
    await oracle.setFault(0);
    expect(await hook.fee()).to.equal(3_000n);
    await expect(hook.note()).to.emit(hook, "EventNoted").withArgs(false);
    expect(await hook.fee()).to.equal(500n);
  });

  for (const [fault, what] of FAULTS) {
    it(`R10 an oracle that ${what} closes to additions, holds nobody inside, and is noted as nothing`, async () => {
      const { oracle, score, hook, closed } = await networkHelpers.loadFixture(fixture);
      await score(50_00);
      await hook.note();
      await oracle.setFault(fault);
      await closed(REASON.oracleFailed);
      const noted: ContractTransactionResponse = await hook.note();
      expect((await noted.wait())!.logs).to.deep.equal([]);
      expect([await hook.breachNoted(), await hook.eventChanged()]).to.deep.equal([true, false]);
    });
  }
});
