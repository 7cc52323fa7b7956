import type { CrisisResult } from "../backtest.ts";
import { COMMITTEE, SCALES } from "../policies.ts";
import { compare } from "./compare.ts";
import type { Comparisons } from "./compare.ts";
import { capacityShares } from "./curve.ts";

/** Shares of all borrow capacity at which forecasters are compared, besides the committee's own as deployed. */
export const CAPACITY_SHARES: readonly number[] = [0.005, 0.01, 0.02, 0.04, 0.08];

/** Crises that are judged together. */
export interface Group {
  readonly name: string;
  readonly crises: readonly string[];
  /** What the committee withholds with the bands as deployed. */
  readonly deployedShare: number;
  /** The first of each is at `deployedShare`. */
  readonly comparisons: Comparisons;
}

/**
 * All crises; all but the one in which the control lost most, since one crisis must not carry the verdict; and apart from
 * each other those before and after the date up to which models were fitted and the deployed bands were set from history.
 */
export function groupsOf(crises: readonly CrisisResult[], fittedUntil: number): Group[] {
  const worst = crises.toSorted((a, b) => b.control.badDebtUsd - a.control.badDebtUsd)[0];
  const before = crises.filter(({ from }) => from < fittedUntil);
  const after = crises.filter(({ from }) => from >= fittedUntil);
  const groups: [string, readonly CrisisResult[]][] = [["all crises", crises]];
  if (worst !== undefined && crises.length > 1) {
    groups.push([`all but ${worst.name}`, crises.filter((crisis) => crisis !== worst)]);
  }
  if (before.length > 0 && after.length > 0) {
    groups.push(["before the fits' last date", before], ["after the fits' last date", after]);
  }
  return groups.map(([name, some]) => groupOf(name, some));
}

function groupOf(name: string, crises: readonly CrisisResult[]): Group {
  const deployedShare = capacityShares(crises, COMMITTEE)[SCALES.indexOf(1)] ?? 0;
  return {
    name,
    crises: crises.map((crisis) => crisis.name),
    deployedShare,
    comparisons: compare(crises, COMMITTEE, [deployedShare, ...CAPACITY_SHARES]),
  };
}
