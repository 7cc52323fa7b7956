import type { CrisisResult } from "../backtest.ts";
import type { EqualCapacity, Interval } from "../judge/compare.ts";
import { capacityShares, curveOf, damageOf, mixAt } from "../judge/curve.ts";
import type { Damage } from "../judge/curve.ts";
import type { Group } from "../judge/groups.ts";
import { COMMITTEE } from "../policies.ts";
import { MOST_SHOWN, head, percent, row, usd } from "./markdown.ts";

const DAMAGE_NAMES: Readonly<Record<Damage, string>> = {
  badDebtUsd: "Bad debt at the crisis's end",
  peakBadDebtUsd: "Bad debt at its worst hour",
  liquidatedUsd: "Collateral liquidated",
};

/** One row a crisis: what the control lost, and what is left of it with each forecaster at one share of capacity. */
export function crisisTable(crises: readonly CrisisResult[], capacityShare: number): string {
  const ids = Object.keys(crises[0]?.forecasters ?? {});
  const mixes = ids.map((id) => [id, mixAt(capacityShares(crises, id), capacityShare)] as const);
  const lines = crises.map((crisis) => {
    const left = mixes.map(([id, mix]) =>
      mix === undefined
        ? "-"
        : (["badDebtUsd", "peakBadDebtUsd"] as const)
            .map((damage) => usd(damageOf(crisis, id, mix, damage)))
            .join(" / "),
    );
    const { badDebtUsd, peakBadDebtUsd, liquidatedUsd } = crisis.control;
    return row([
      crisis.name,
      membersOf(crisis),
      `${usd(badDebtUsd)} / ${usd(peakBadDebtUsd)}`,
      usd(liquidatedUsd),
      ...left,
    ]);
  });
  return [...head(["crisis", "members", "control", "control liquidated", ...ids]), ...lines].join("\n");
}

function membersOf({ committee: { members, inSample } }: CrisisResult): string {
  return `${members.length}${inSample ? ", in sample" : ""}`;
}

/** One row a share of capacity: damage left with each forecaster, and how much less the committee leaves. */
export function comparisonTable(group: Group, damage: Damage): string {
  const comparisons = group.comparisons[damage];
  const title = `${DAMAGE_NAMES[damage]}, ${group.name} (${group.crises.length})`;
  if (comparisons === null) return `${title}: the control had none, so there is nothing to compare.`;
  const ids = Object.keys(comparisons[0]?.damageShare ?? {});
  const others = ids.filter((id) => id !== COMMITTEE);
  const lines = comparisons.map((one, i) => {
    const share = percent(one.capacityShare, 2) + (i === 0 ? ", as deployed" : "");
    return row([share, ...ids.map((id) => shareOf(one, id)), ...others.map((id) => lessOf(one.less[id]))]);
  });
  const cells = ["capacity lost", ...ids, ...others.map((id) => `committee against ${id}`)];
  return [`${title}:`, "", ...head(cells), ...lines].join("\n");
}

function shareOf({ damageShare }: EqualCapacity, id: string): string {
  const share = damageShare[id];
  return share === null || share === undefined ? "-" : percent(share);
}

function lessOf(interval: Interval | null | undefined): string {
  if (interval === null || interval === undefined) return "-";
  const { mean, lo, hi } = interval;
  const bounds = lo === null || hi === null ? "" : ` [${signed(hi)}, ${signed(lo)}]`;
  return `${signed(mean)} %${bounds}`;
}

/** A change as people say it: less damage is negative. */
function signed(less: number): string {
  const change = -less * 100;
  if (change > MOST_SHOWN) return `>+${MOST_SHOWN}`;
  return `${change < 0 ? "-" : "+"}${Math.abs(change).toFixed(0)}`;
}

/** One row a forecaster and policy: what it withholds and what is left. */
export function curveTable(crises: readonly CrisisResult[]): string {
  const ids = Object.keys(crises[0]?.forecasters ?? {});
  const lines = ids.flatMap((id) => {
    const [end, worst, liquidated] = (["badDebtUsd", "peakBadDebtUsd", "liquidatedUsd"] as const).map(
      (damage) => curveOf(crises, id, damage),
    );
    return capacityShares(crises, id).map((share, i) => {
      const policy = crises[0]?.forecasters[id]?.[i]?.policy ?? NaN;
      const actions = crises.reduce((sum, { forecasters }) => sum + (forecasters[id]?.[i]?.actions ?? 0), 0);
      const left = [end, worst, liquidated].map((curve) => {
        const point = curve?.[i];
        return point === undefined ? "-" : percent(point.damageShare);
      });
      return row([id, String(policy), percent(share, 2), ...left, String(actions)]);
    });
  });
  const cells = [
    "forecaster",
    "policy",
    "capacity lost",
    "bad debt left",
    "at its worst",
    "liquidated",
    "actions",
  ];
  return [...head(cells), ...lines].join("\n");
}

/** Liquidations that the committee itself caused, over every policy of every forecaster. */
export function causedSentence(crises: readonly CrisisResult[]): string {
  const outcomes = crises.flatMap(({ forecasters }) => Object.values(forecasters).flat());
  const caused = outcomes.reduce((sum, outcome) => sum + outcome.liquidationsCausedByCommittee, 0);
  return `Liquidations that the DAO's own parameters would not have allowed with the same balances in the same hour: ${caused} in ${outcomes.length} runs.`;
}
