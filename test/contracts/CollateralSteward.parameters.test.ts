import { expect } from "chai";
import { network } from "hardhat";
import {
  aCollateralState,
  assetAt,
  deployHooks,
  MOVE,
  PARAMETER,
  STEWARD_REASON as REASON,
  UNLIMITED,
} from "../fixtures/deployHooks.ts";
import { aFullPolicy, CAP_RULE } from "../fixtures/aFullPolicy.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const HOUR = 3_600;

/** A steward that moves all four parameters of a market whose caps stand at their anchors of 1,000 and 500. */
const fixture = async () => {
  const hooks = await deployHooks(connection);
  const policy = aFullPolicy(await hooks.adapter.getAddress(), assetAt(0));
  const standing = { supplyCap: 1_000n, borrowCap: 500n };
  await hooks.adapter.setState(assetAt(0), aCollateralState(standing));
  await hooks.steward.setPolicy(hooks.id, policy);
  const values = async () => [...(await hooks.adapter.collateralState(assetAt(0), assetAt(0))).parameters];
  /** Two rounds in a row at a score, an hour apart, each with a call to `tighten`. */
  const rounds = async (scoreBps: number, ...numbers: number[]) => {
    for (const round of numbers) {
      await hooks.score({ score: scoreBps, round });
      await hooks.steward.tighten([hooks.id]);
      await hooks.time.increase(HOUR);
    }
  };
  return { ...hooks, policy, standing, values, rounds };
};

describe("CollateralSteward, caps", () => {
  it("follows a band with the LTV at once and with the caps after the dwell, in one write", async () => {
    const { steward, id, score, values, time, adapter } = await networkHelpers.loadFixture(fixture);
    await score({ score: 5_00, round: 1 });
    await steward.tighten([id]);
    expect(await values()).to.deep.equal([75_00n, 83_00n, 1_000n, 500n]);
    await time.increase(HOUR);
    await score({ score: 5_00, spread: 20, round: 2 });
    const call = steward.tighten([id]);
    await expect(call)
      .to.emit(steward, "Tightened")
      .withArgs(id, 2, PARAMETER.supplyCap, 1_000n, 800n, 5_00, 20);
    await expect(call)
      .to.emit(steward, "Tightened")
      .withArgs(id, 2, PARAMETER.borrowCap, 500n, 400n, 5_00, 20);
    expect(await values()).to.deep.equal([75_00n, 83_00n, 800n, 400n]);
    expect(await adapter.writes(assetAt(0))).to.equal(2n);
  });

  const rows: readonly [
    what: string,
    scores: readonly [round: number, score: number][],
    row: bigint,
    band: bigint,
  ][] = [
    [
      "a round that nobody called",
      [
        [1, 5_00],
        [3, 5_00],
      ],
      1n,
      0n,
    ],
    [
      "the same round twice",
      [
        [1, 5_00],
        [1, 5_00],
      ],
      1n,
      0n,
    ],
    [
      "a calm round",
      [
        [1, 5_00],
        [2, 1_00],
        [3, 5_00],
      ],
      1n,
      0n,
    ],
    [
      "nothing, and takes the lowest band of the row",
      [
        [1, 30_00],
        [2, 5_00],
      ],
      0n,
      1n,
    ],
  ];
  for (const [what, scores, row, band] of rows) {
    it(`breaks a row of rounds by ${what}`, async () => {
      const { steward, id, score } = await networkHelpers.loadFixture(fixture);
      // Bands fall again between rounds: the fixture's first band is left below 2.5 %.
      for (const [round, scoreBps] of scores) {
        await score({ score: scoreBps, round });
        await steward.tighten([id]);
      }
      const state = await steward.stateOf(id);
      expect([state.row, state.slowBand]).to.deep.equal([row, band]);
    });
  }

  it("H1 takes one step of the anchor, waits, and stops at the band", async () => {
    const { rounds, values } = await networkHelpers.loadFixture(fixture);
    await rounds(30_00, 1, 2);
    expect((await values()).slice(2)).to.deep.equal([800n, 400n]);
    await rounds(30_00, 3);
    expect((await values()).slice(2)).to.deep.equal([600n, 300n]);
  });

  it("H1 spends a cap's budget in parts of the anchor, and says so for each parameter", async () => {
    const { steward, id, rounds, values, score } = await networkHelpers.loadFixture(fixture);
    await rounds(30_00, 1, 2, 3, 4);
    // A half of the anchor, and a twenty-fourth of that for each of two hours.
    expect((await values()).slice(2)).to.deep.equal([459n, 230n]);
    await score({ score: 30_00, round: 5 });
    const state = await steward.stateOf(id);
    expect(state.parameters[PARAMETER.supplyCap].budgetLeft).to.be.lessThan(2_50n);
  });

  it("H8 says which parameter is due and stays while another moves", async () => {
    const { steward, adapter, id, rounds, score, policy } = await networkHelpers.loadFixture(fixture);
    const slow = structuredClone(policy);
    slow.rules[PARAMETER.supplyCap] = { ...CAP_RULE, anchor: 1_000n, tightenDelay: 5 * HOUR };
    await steward.setPolicy(id, slow);
    await rounds(30_00, 1, 2);
    await score({ score: 30_00, round: 3 });
    const call = steward.tighten([id]);
    await expect(call).to.emit(steward, "ParameterSkipped").withArgs(id, PARAMETER.supplyCap, REASON.tooSoon);
    await expect(call).to.emit(steward, "Tightened");
    await expect(call).not.to.emit(steward, "MarketSkipped");
    expect(await adapter.writes(assetAt(0))).to.equal(3n);
  });

  it("H5 leaves a cap that someone lifted: without a limit it is further from the anchor than the drift", async () => {
    const { steward, adapter, id, rounds, values, standing } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ ...standing, supplyCap: UNLIMITED }));
    await rounds(30_00, 1, 2);
    expect((await values()).slice(2)).to.deep.equal([UNLIMITED, 400n]);
    const { outlooks } = await steward.preview(id);
    expect([...outlooks[PARAMETER.supplyCap]]).to.deep.equal([
      ...[MOVE.hold, BigInt(REASON.driftReached)],
      ...[UNLIMITED, UNLIMITED],
    ]);
  });

  it("H1 rounds towards what stands: coarse units never make a step longer", async () => {
    const { adapter, rounds, values } = await networkHelpers.loadFixture(fixture);
    await adapter.setCapUnit(100n);
    await rounds(5_00, 1, 2);
    expect((await values()).slice(2)).to.deep.equal([800n, 400n]);
    await adapter.setCapUnit(300n);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 75_00, supplyCap: 900n, borrowCap: 300n }));
    await rounds(30_00, 3, 4);
    // A step of 200 from 900 is 700, which rounds up to 900: too fine for units of 300.
    expect((await values()).slice(2)).to.deep.equal([900n, 300n]);
  });

  it("H1 leaves a parameter whose step is finer than the protocol's unit, and says so", async () => {
    const { steward, adapter, id, rounds, score } = await networkHelpers.loadFixture(fixture);
    await adapter.setCapUnit(500n);
    await rounds(30_00, 1);
    await score({ score: 30_00, round: 2 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "ParameterSkipped")
      .withArgs(id, PARAMETER.supplyCap, REASON.stepTooFine);
  });

  it("H1 writes nothing that an adapter rounds past the step", async () => {
    const { steward, adapter, id, score, ltv } = await networkHelpers.loadFixture(fixture);
    await adapter.setFault(assetAt(0), 11);
    await score({ score: 30_00 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.stepTooFine, "0x");
    expect(await ltv()).to.equal(80_00n);
  });

  it("H2 gives caps back through the queue, each by its own rule", async () => {
    const { steward, id, rounds, score, values, time } = await networkHelpers.loadFixture(fixture);
    await rounds(5_00, 1, 2);
    await score({ score: 1_00, round: 3 });
    const at = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(at);
    const call = steward.queueLoosening([id]);
    for (const [parameter, to] of [
      [PARAMETER.ltv, 77_50n],
      [PARAMETER.supplyCap, 900n],
      [PARAMETER.borrowCap, 450n],
    ] as const) {
      await expect(call)
        .to.emit(steward, "LooseningQueued")
        .withArgs(id, 3, parameter, to, at + 6 * HOUR, at + 30 * HOUR);
    }
    await time.setNextBlockTimestamp(at + 6 * HOUR);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "Loosened")
      .withArgs(id, 3, PARAMETER.supplyCap, 800n, 900n, 1_00, 0);
    expect(await values()).to.deep.equal([77_50n, 83_00n, 900n, 450n]);
  });
});

describe("CollateralSteward.preview", () => {
  it("says what would happen to each parameter, and what is left out", async () => {
    const { steward, id, score, rounds } = await networkHelpers.loadFixture(fixture);
    const seen = async () =>
      (await steward.preview(id)).outlooks.map(({ move, reason, next }) => [move, Number(reason), next]);
    const calm = [MOVE.hold, REASON.alreadyThere];
    await score({ score: 1_00, round: 1 });
    expect(await seen()).to.deep.equal([
      [...calm, 80_00n],
      [...calm, 83_00n],
      [...calm, 1_000n],
      [...calm, 500n],
    ]);
    await rounds(30_00, 2);
    await score({ score: 30_00, round: 3 });
    expect(await seen()).to.deep.equal([
      [MOVE.tighten, REASON.none, 70_00n],
      [MOVE.announce, REASON.none, 77_00n],
      [MOVE.tighten, REASON.none, 800n],
      [MOVE.tighten, REASON.none, 400n],
    ]);
    await rounds(30_00, 3);
    await score({ score: 1_00, round: 4 });
    await steward.queueLoosening([id]);
    expect(await seen()).to.deep.equal([
      [MOVE.loosen, REASON.stillWaiting, 72_50n],
      [...calm, 83_00n],
      [MOVE.loosen, REASON.stillWaiting, 900n],
      [MOVE.loosen, REASON.stillWaiting, 450n],
    ]);
  });

  it("H6 says that a market is held, for every parameter", async () => {
    const { steward, adapter, id, score } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ held: true }));
    await score({ score: 30_00 });
    const { outlooks, closing, opening } = await steward.preview(id);
    expect(outlooks.map(({ reason }) => Number(reason))).to.deep.equal(Array(4).fill(REASON.marketHeld));
    expect([closing, opening]).to.deep.equal([0n, 0n]);
  });

  it("names a parameter that the policy leaves out", async () => {
    const { steward, id, stewardPolicy, score } = await networkHelpers.loadFixture(fixture);
    await steward.setPolicy(id, await stewardPolicy());
    await score({ score: 30_00 });
    const { outlooks } = await steward.preview(id);
    expect(outlooks.map(({ reason }) => Number(reason))).to.deep.equal([
      REASON.none,
      ...Array<number>(3).fill(REASON.kept),
    ]);
  });
});
