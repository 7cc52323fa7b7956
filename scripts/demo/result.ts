import { formatHour } from "./hours.ts";
import type { SideTotals } from "./economy/side.ts";
import type { LedgerResult } from "./committee/ledger.ts";
import type { HourRecord } from "./record.ts";
import type { Warnings } from "./warnings.ts";

interface SideResult {
  readonly badDebtUsd: number;
  readonly liquidatedUsd: number;
  readonly usersLiquidated: number;
  readonly capacityHoursLost: number;
  readonly capacityUsdHoursLost: number;
  readonly peakBadDebtUsd: number;
  readonly borrowedUsd: number;
}

/** What `--json` prints. */
export interface DemoResult {
  readonly scenario: string;
  readonly source: "reconstructed" | "data";
  readonly hours: number;
  readonly committee: {
    readonly members: number;
    readonly killed: number;
    readonly reportsAccepted: number;
    readonly reportsMissed: number;
  };
  /** What the skill ledger says of the members at the end, and the weights that followed. */
  readonly ledger: LedgerResult;
  readonly guarded: SideResult;
  readonly control: SideResult;
  readonly warnings: {
    readonly firstHoursBeforeTrough: number | null;
    readonly falseAlarms: number;
    readonly alarms: readonly { hour: string; market: string; rounds: number; cameTrue: boolean | null }[];
  };
  readonly actions: readonly {
    hour: string;
    market: string;
    by: "steward" | "guardian";
    what: string;
    why: string;
  }[];
  readonly notes: readonly string[];
  readonly files: readonly string[];
}

export interface ResultInput {
  readonly scenario: string;
  readonly source: "reconstructed" | "data";
  readonly members: number;
  readonly killed: number;
  readonly records: readonly HourRecord[];
  readonly ledger: LedgerResult;
  readonly warnings: Warnings;
  readonly notes: readonly string[];
  readonly files: readonly string[];
}

/** Sums a run up. */
export function resultOf(input: ResultInput): DemoResult {
  const { records, warnings } = input;
  const accepted = records.filter((record) => record.accepted).length;
  return {
    scenario: input.scenario,
    source: input.source,
    hours: records.length,
    committee: {
      members: input.members,
      killed: input.killed,
      reportsAccepted: accepted,
      reportsMissed: records.length - accepted,
    },
    ledger: input.ledger,
    guarded: sideOf(records, (record) => record.guarded),
    control: sideOf(records, (record) => record.control),
    warnings: {
      firstHoursBeforeTrough: warnings.firstHoursBeforeTrough ?? null,
      falseAlarms: warnings.falseAlarms,
      alarms: warnings.alarms.map(({ hour, market, rounds, cameTrue }) => ({
        hour: formatHour(hour),
        market,
        rounds,
        cameTrue: cameTrue ?? null,
      })),
    },
    actions: records.flatMap(({ hour, actions }) =>
      actions.map((action) => ({ hour: formatHour(hour), ...action })),
    ),
    notes: input.notes,
    files: input.files,
  };
}

function sideOf(
  records: readonly HourRecord[],
  of: (record: HourRecord) => Readonly<SideTotals>,
): SideResult {
  const last = records.at(-1);
  if (last === undefined) throw new RangeError("A run without hours has no result.");
  const totals = of(last);
  const whole = Math.round;
  return {
    badDebtUsd: whole(totals.badDebtUsd),
    liquidatedUsd: whole(totals.liquidatedUsd),
    usersLiquidated: totals.usersLiquidated,
    capacityHoursLost: whole(totals.capacityHoursLost * 100) / 100,
    capacityUsdHoursLost: whole(totals.capacityUsdHoursLost),
    peakBadDebtUsd: whole(Math.max(...records.map((record) => of(record).badDebtUsd))),
    borrowedUsd: whole(totals.borrowedUsd),
  };
}
