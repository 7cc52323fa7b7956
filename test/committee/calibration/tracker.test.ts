import { expect } from "chai";
import { HORIZONS } from "../../../committee/calibration/horizons.ts";
import { HALF_LIFE, judgeLevel, quantilesOf, startLevel } from "../../../committee/calibration/tracker.ts";
import type { LevelState, WatchedLevel } from "../../../committee/calibration/tracker.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { seededRandom } from "../features/synthetic.ts";
import { drawDepth, GRID, lineForecast } from "./synthetic.ts";

const DELAY = 24;

interface Run {
  readonly raw: number;
  readonly corrected: number;
  readonly state: LevelState;
}

/** Shares of misses when forecasts of steepness 40 meet outcomes of `truth`, each judged 24 forecasts later. */
function run(watched: WatchedLevel, count: number, truth: (i: number) => number, seed = 3): Run {
  const random = seededRandom(seed);
  const probabilities = lineForecast(40);
  const waiting: { readonly quantiles: ReturnType<typeof quantilesOf>; readonly depth: number }[] = [];
  let state = startLevel(watched);
  let [raw, corrected] = [0, 0];
  for (let i = 0; i < count; i++) {
    const due = waiting.length >= DELAY ? waiting.shift() : undefined;
    if (due !== undefined) state = judgeLevel(watched, state, due.quantiles, due.depth);
    const quantiles = quantilesOf(watched, state, probabilities, GRID);
    const depth = drawDepth(truth(i), random());
    raw += depth > quantiles.raw ? 1 : 0;
    corrected += depth > quantiles.corrected ? 1 : 0;
    waiting.push({ quantiles, depth });
  }
  return { raw: raw / count, corrected: corrected / count, state };
}

describe("judgeLevel", () => {
  for (const watched of HORIZONS.near.levels) {
    const percent = `${watched.level * 100} %`;

    it(`comes to ${percent} on exchangeable outcomes, and hardly moves the model's own quantile`, () => {
      const { raw, corrected, state } = run(watched, 60_000, () => 40);
      expectNearly(raw, watched.level, 0.1 * watched.level);
      expectNearly(corrected, watched.level, 0.1 * watched.level);
      expect(Math.abs(state.offset)).to.be.lessThan(0.35);
      expect(state.drifting).to.equal(false);
    });

    it(`comes to ${percent} when falls turn out half as deep again as forecast, and says that it drifts`, () => {
      const { raw, corrected, state } = run(watched, 120_000, () => 40 / 1.5);
      expect(raw).to.be.greaterThan(2 * watched.level);
      expectNearly(corrected, watched.level, 0.15 * watched.level);
      expect(state.offset).to.be.lessThan(-0.5);
    });

    it(`comes to ${percent} when the model overstates, without ever calling that a drift`, () => {
      const { raw, corrected, state } = run(watched, 120_000, () => 60);
      expect(raw).to.be.lessThan(0.6 * watched.level);
      expectNearly(corrected, watched.level, 0.15 * watched.level);
      expect(state.offset).to.be.greaterThan(0.3);
      expect(state.drifting).to.equal(false);
    });
  }

  it("holds its bound on any outcomes: the offset is the step times what the misses lack", () => {
    const watched = HORIZONS.near.levels[0]!;
    const random = seededRandom(8);
    let state = startLevel(watched);
    let misses = 0;
    const count = 5_000;
    for (let i = 0; i < count; i++) {
      const quantiles = quantilesOf(watched, state, lineForecast(40), GRID);
      // An adversary: just beyond the quantile in long runs, then long calm.
      const depth = Math.floor(i / 300) % 2 === 0 && random() < 0.9 ? quantiles.corrected * 1.01 : 0;
      misses += depth > quantiles.corrected ? 1 : 0;
      state = judgeLevel(watched, state, quantiles, depth);
    }
    expectNearly(state.offset, watched.step * (watched.level * count - misses), 1e-9);
  });

  it("moves a third as far for an outcome of three days, of which three times as many overlap", () => {
    const { near, far } = HORIZONS;
    for (const [i, { level, step }] of far.levels.entries()) {
      expect(level).to.equal(near.levels[i]!.level);
      expectNearly(step, near.levels[i]!.step / 3, 1e-12);
    }
  });

  it("begins to drift above the band and ends only below its lower edge", () => {
    const watched = HORIZONS.near.levels[0]!;
    const quantiles = { raw: 0.05, corrected: 0.05 };
    let state = startLevel(watched);
    const until = (depth: number, drifting: boolean): number => {
      let hours = 0;
      while (state.drifting !== drifting && hours < 10_000) {
        state = judgeLevel(watched, state, quantiles, depth);
        hours++;
      }
      return hours;
    };
    const begun = until(0.1, true);
    expect(state.missRate).to.be.greaterThan(watched.enter);
    expect(begun, "two and a half days of nothing but misses").to.equal(54);
    const ended = until(0, false);
    expect(state.missRate).to.be.at.most(watched.leave);
    expectNearly(ended, HALF_LIFE * Math.log2(watched.enter / watched.leave), 8);
  });
});
