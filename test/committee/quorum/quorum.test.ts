import { expect } from "chai";
import { systemClock } from "../../../committee/lib/clock.ts";
import type { SharedRound } from "../../../committee/network/exchange.ts";
import type { AcceptedObservation } from "../../../committee/network/round-book.ts";
import { aggregate, weightedMedian } from "../../../committee/quorum/aggregate.ts";
import { collect } from "../../../committee/quorum/collect.ts";
import { selectReport } from "../../../committee/quorum/select.ts";
import { HEADER, ROSTER, scoresOf, signedBy } from "../../fixtures/committee/anObservation.ts";

const votes = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([value, weight]) => ({ value, weight }));

describe("weightedMedian", () => {
  it("takes the upper value at an exact tie", () => {
    expect(weightedMedian(votes([100, 1], [200, 1]))).to.equal(200);
    expect(weightedMedian(votes([1, 2], [2, 1], [3, 3]))).to.equal(3);
  });

  it("takes the value at which the weight passes one half", () => {
    expect(weightedMedian(votes([10, 1], [20, 1], [30, 1]))).to.equal(20);
    expect(weightedMedian(votes([10, 5], [20, 1], [30, 1]))).to.equal(10);
  });

  it("R6 does not depend on the order", () => {
    const list = votes([5, 3], [1, 2], [9, 2], [4, 1], [7, 2]);
    const rotated = list.map((_, by) => weightedMedian([...list.slice(by), ...list.slice(0, by)]));
    expect(new Set(rotated).size).to.equal(1);
  });

  it("refuses to speak for nobody", () => {
    expect(() => weightedMedian([])).to.throw(RangeError);
  });

  it("measures the spread around the score by the same rule", () => {
    expect(aggregate(votes([100, 1], [110, 1], [150, 1]))).to.deep.equal({ scoreBps: 110, spreadBps: 10 });
    expect(aggregate(votes([100, 1], [200, 1]))).to.deep.equal({ scoreBps: 200, spreadBps: 100 });
  });
});

const accepted = (member: number, late = false, ...scores: (number | null)[]): AcceptedObservation => ({
  signed: signedBy(member, scores.length === 0 ? {} : { scores: scoresOf(...scores) }),
  digest: "0x",
  late,
});

describe("selectReport", () => {
  it("R1 needs a quorum", () => {
    const selection = selectReport(
      HEADER,
      [0, 1, 2, 3].map((member) => accepted(member)),
      ROSTER,
    );
    expect(selection).to.deep.equal({ ok: false, reason: "observations", found: 4, needed: 5 });
  });

  it("takes everybody who committed in time, ascending", () => {
    const selection = selectReport(
      HEADER,
      [6, 2, 0, 4, 5, 1].map((member) => accepted(member)),
      ROSTER,
    );
    if (!selection.ok) throw new Error("There is a quorum.");
    expect(selection.report.observations.map(({ member }) => member)).to.deep.equal([0, 1, 2, 4, 5, 6]);
  });

  it("leaves late members out, unless they are needed for the quorum", () => {
    const membersOf = (entries: AcceptedObservation[]) => {
      const selection = selectReport(HEADER, entries, ROSTER);
      return selection.ok ? selection.report.observations.map(({ member }) => member) : [];
    };
    const inTime = [1, 2, 3, 4].map((member) => accepted(member));
    const late = [accepted(0, true), accepted(5, true)];
    expect(membersOf([...inTime, ...late])).to.deep.equal([0, 1, 2, 3, 4]);
    expect(membersOf([...inTime, accepted(6), ...late])).to.deep.equal([1, 2, 3, 4, 6]);
  });

  it("C2 needs the committee's number of distinct models", () => {
    const same = [0, 1, 2, 3, 4].map((member) => ({
      ...accepted(member),
      signed: signedBy(member, { modelHash: ROSTER.members[0]!.modelHash }),
    }));
    const selection = selectReport(HEADER, same, ROSTER);
    expect(selection).to.deep.equal({ ok: false, reason: "models", found: 1, needed: 2 });
  });

  it("C2 needs the committee's number of distinct operators", () => {
    const operator = ROSTER.members[0]!.operator;
    const members = ROSTER.members.map((member, i) => (i < 5 ? { ...member, operator } : member));
    const roster = { ...ROSTER, members };
    const five = [0, 1, 2, 3, 4].map((member) => accepted(member));
    expect(selectReport(HEADER, five, roster)).to.deep.equal({
      ...{ ok: false, reason: "operators", found: 1, needed: 2 },
    });
    expect(selectReport(HEADER, [...five.slice(1), accepted(5)], roster).ok).to.equal(true);
  });

  it("C2 foresees that a market stays as it is where the voters on it are one operator's", () => {
    const operator = ROSTER.members[0]!.operator;
    const members = ROSTER.members.map((member, i) => (i < 5 ? { ...member, operator } : member));
    const all = [0, 1, 2, 3, 4, 5].map((member) => accepted(member, false, member === 5 ? null : 100, 100));
    const selection = selectReport(HEADER, all, { ...ROSTER, members });
    if (!selection.ok) throw new Error("There is a quorum.");
    expect(selection.report.preview[0]).to.include({ contributors: 5, scoreBps: null, spreadBps: null });
    expect(selection.report.preview[1]).to.include({ contributors: 6 });
  });

  it("R6 never counts an abstention as a zero", () => {
    const five = [0, 1, 2, 3, 4].map((member) => accepted(member, false, member === 0 ? null : 500, 300));
    const selection = selectReport(HEADER, five, ROSTER);
    if (!selection.ok) throw new Error("There is a quorum.");
    const [abstained, scored] = selection.report.preview;
    expect(abstained).to.include({ contributors: 4, scoreBps: null, spreadBps: null });
    expect(scored).to.include({ contributors: 5, scoreBps: 300, spreadBps: 0 });
  });
});

describe("collect", () => {
  /** A shared round in which observations come when the test says so. */
  const aRound = (expected: number[]) => {
    const waiters: (() => void)[] = [];
    const known = new Map<number, AcceptedObservation>();
    const shared: SharedRound = {
      accepted: known,
      revealedAt: () => null,
      expected: () => expected.filter((member) => !known.has(member)),
      changed: (signal) =>
        new Promise((resolve) => {
          waiters.push(resolve);
          signal.addEventListener("abort", () => {
            resolve();
          });
        }),
    };
    const add = (member: number) => {
      known.set(member, accepted(member));
      for (const wake of waiters.splice(0)) wake();
    };
    return { shared, add };
  };
  const deps = (onShort: (count: number) => void = () => undefined) => ({
    quorum: 5,
    graceMs: 60,
    patienceMs: 40,
    clock: systemClock,
    onShort,
  });
  const never = new AbortController().signal;

  it("ends at once when everybody who may answer has", async () => {
    const { shared, add } = aRound([0, 1, 2, 3, 4]);
    const done = collect(shared, { ...deps(), graceMs: 60_000 }, never);
    for (const member of [0, 1, 2, 3, 4]) add(member);
    await done;
    expect(shared.accepted.size).to.equal(5);
  });

  it("waits for stragglers no longer than the grace", async () => {
    const { shared, add } = aRound([0, 1, 2, 3, 4, 5, 6]);
    for (const member of [0, 1, 2, 3, 4]) add(member);
    await collect(shared, deps(), never);
    expect(shared.accepted.size, "the two that never came are not waited for").to.equal(5);
  });

  it("takes a straggler who comes within the grace", async () => {
    const { shared, add } = aRound([0, 1, 2, 3, 4, 5, 6]);
    for (const member of [0, 1, 2, 3, 4]) add(member);
    setTimeout(() => {
      add(5);
      add(6);
    }, 10);
    // Longer than a test may take: what ends it is that nobody is missing.
    await collect(shared, { ...deps(), graceMs: 600_000 }, never);
    expect(shared.accepted.size).to.equal(7);
  });

  it("says once that it is short of a quorum, and goes on waiting", async () => {
    const { shared, add } = aRound([0, 1, 2, 3, 4]);
    const short: number[] = [];
    for (const member of [0, 1, 2, 3]) add(member);
    const done = collect(
      shared,
      deps((count) => short.push(count)),
      never,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(short).to.deep.equal([4]);
    add(4);
    await done;
    expect(short).to.deep.equal([4]);
  });
});
