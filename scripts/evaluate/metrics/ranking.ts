/** Indices of forecasts from the highest to the lowest, and where a run of equal forecasts ends. */
export interface Ranking {
  readonly order: Uint32Array;
  /** 1 at a place of `order` that is the last of its run of equal forecasts. */
  readonly last: Uint8Array;
}

export function rank(p: Float64Array): Ranking {
  const order = Uint32Array.from(p, (_, i) => i).sort((a, b) => (p[b] ?? 0) - (p[a] ?? 0));
  const last = Uint8Array.from(order, (row, i) =>
    i + 1 === order.length || p[order[i + 1] ?? 0] !== p[row] ? 1 : 0,
  );
  return { order, last };
}

/**
 * Area under the precision-recall curve as average precision: the sum of precision times the step in recall, equal
 * forecasts as one step (Davis and Goadrich 2006: no linear interpolation between points). NaN without events.
 * @param weight per row; 1 where left away
 */
export function averagePrecision({ order, last }: Ranking, y: Uint8Array, weight?: Float64Array): number {
  let [hits, all, hitsBefore, sum] = [0, 0, 0, 0];
  for (let i = 0; i < order.length; i++) {
    const row = order[i] ?? 0;
    const w = weight === undefined ? 1 : (weight[row] ?? 0);
    all += w;
    if (y[row] === 1) hits += w;
    if (last[i] !== 1) continue;
    if (all > 0) sum += ((hits - hitsBefore) * hits) / all;
    hitsBefore = hits;
  }
  return hits > 0 ? sum / hits : NaN;
}

/** Area under the receiver operating characteristic: P(event ranked above non-event), a tie counts one half. */
export function rocAuc({ order, last }: Ranking, y: Uint8Array): number {
  let [events, others, runEvents, runOthers, pairs] = [0, 0, 0, 0, 0];
  for (let i = 0; i < order.length; i++) {
    if (y[order[i] ?? 0] === 1) runEvents++;
    else runOthers++;
    if (last[i] !== 1) continue;
    // Every event seen before this run stands above the run's non-events; within the run it is a tie.
    pairs += runOthers * (events + runEvents / 2);
    events += runEvents;
    others += runOthers;
    [runEvents, runOthers] = [0, 0];
  }
  return events > 0 && others > 0 ? pairs / (events * others) : NaN;
}

/** Points (recall, precision) of the curve, some so many, evenly spaced in recall; none without events. */
export function precisionRecall(ranking: Ranking, y: Uint8Array, points = 100): [number, number][] {
  const total = y.reduce((sum, value) => sum + value, 0);
  const curve: [number, number][] = [];
  let [hits, next] = [0, 0];
  ranking.order.forEach((row, i) => {
    hits += y[row] ?? 0;
    const recall = hits / total;
    if (ranking.last[i] !== 1 || hits === 0 || recall < next || curve.at(-1)?.[0] === recall) return;
    curve.push([recall, hits / (i + 1)]);
    next = Math.min(1, recall + 1 / points);
  });
  return curve;
}
