import { expect } from "chai";
import { closeEpochCall } from "../../../committee/keeping/epoch.ts";
import type { LedgerState } from "../../../committee/keeping/ledger.ts";
import { turnMs, witnessTurnMs } from "../../../committee/keeping/turn.ts";
import { transmissionOrder } from "../../../committee/chain/permutation.ts";
import { HEADER } from "../../fixtures/committee/anObservation.ts";

const HOUR = 3_600n;
const DAY = 24n * HOUR;
const START = 500_000n * HOUR;
const LEDGER = `0x${"1e".repeat(20)}` as const;

const aState = (configuredVersion = 3): LedgerState => ({
  epoch: { index: 7, configuredVersion: 3, startedAt: START, termStartedAt: START - DAY },
  ...{ epochLength: DAY, gapLimit: 26n * HOUR, roundLength: HOUR, maxAge: 2n * HOUR },
  ...{ configuredVersion, quorum: 5 },
});

const jobsAt = (timestamp: bigint, reported: bigint, state = aState()) =>
  closeEpochCall(state, { number: 1n, hash: "0x", parentHash: "0x", timestamp }, reported, LEDGER).map(
    ({ job, about }) => `${job} ${about["epoch"]}`,
  );

describe("closeEpochCall", () => {
  const over = START + DAY;
  const round = over / HOUR;

  it("R12 never comes in the first half of a round, and waits for the round's report", () => {
    expect(jobsAt(over, round)).to.deep.equal([]);
    expect(jobsAt(over + HOUR / 2n - 1n, round)).to.deep.equal([]);
    expect(jobsAt(over + HOUR / 2n, round)).to.deep.equal(["close-epoch 7"]);
    expect(jobsAt(over + HOUR / 2n, round - 1n), "its report may still come").to.deep.equal([]);
    expect(jobsAt(over + (HOUR * 3n) / 4n - 1n, round - 1n)).to.deep.equal([]);
    expect(jobsAt(over + (HOUR * 3n) / 4n, round - 1n), "it will not come any more").to.deep.equal([
      "close-epoch 7",
    ]);
  });

  it("waits until the epoch is over", () => {
    expect(jobsAt(over - 1n, round)).to.deep.equal([]);
  });

  it("begins a new term at once when the committee was configured anew: nothing counts until then", () => {
    expect(jobsAt(START + 1n, 0n, aState(4))).to.deep.equal(["close-epoch 7"]);
  });
});

describe("Whose turn it is", () => {
  const members = [0, 1, 2, 3, 4, 5, 6];
  const { configDigest } = HEADER;
  const input = (member: number) => ({ configDigest, round: 9n, members, member, stageMs: 100 });

  it("is the order of the transmission, and last for whoever is not in it", () => {
    const order = transmissionOrder(configDigest, 9n, members);
    expect(order.map((member) => turnMs(input(member)))).to.deep.equal([0, 100, 200, 300, 400, 500, 600]);
    expect(turnMs(input(12))).to.equal(700);
  });

  it("R12 is at once for whoever sent the report, and a stage later at the earliest for the others", () => {
    const [first, second] = transmissionOrder(configDigest, 9n, members);
    expect(witnessTurnMs(input(second!), true)).to.equal(0);
    expect(witnessTurnMs(input(first!), false)).to.equal(100);
    expect(witnessTurnMs(input(second!), false)).to.equal(100);
  });
});
