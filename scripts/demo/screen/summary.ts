import { speakHour } from "../hours.ts";
import type { DemoResult } from "../result.ts";
import type { Warnings } from "../warnings.ts";
import type { DemoModel } from "../committee/models.ts";
import type { LedgerResult } from "../committee/ledger.ts";
import { usd } from "./words.ts";

/** The end of a run for people: both sides side by side, warnings, and what nothing could save. */
export function summaryLines(result: DemoResult, warnings: Warnings): string[] {
  const { guarded, control, committee } = result;
  const row = (name: string, left: string, right: string): string =>
    `  ${name.padEnd(34)}${left.padStart(16)}${right.padStart(16)}`;
  const first = warnings.firstHoursBeforeTrough;
  return [
    "",
    row("", "guarded", "left alone"),
    row("bad debt at the end", usd(guarded.badDebtUsd), usd(control.badDebtUsd)),
    row("bad debt at its worst", usd(guarded.peakBadDebtUsd), usd(control.peakBadDebtUsd)),
    row("collateral liquidated", usd(guarded.liquidatedUsd), usd(control.liquidatedUsd)),
    row("users liquidated", String(guarded.usersLiquidated), String(control.usersLiquidated)),
    row("borrowed in all", usd(guarded.borrowedUsd), usd(control.borrowedUsd)),
    row(
      "borrow capacity lost, hours",
      guarded.capacityHoursLost.toFixed(1),
      control.capacityHoursLost.toFixed(1),
    ),
    "",
    `  Committee: ${committee.reportsAccepted} of ${result.hours} reports accepted, ${committee.killed} of ${committee.members} nodes killed.`,
    ...ledgerLines(result.ledger),
    first === undefined
      ? `  No alarm was in force before the trough (${warnings.trough.market}, ${speakHour(warnings.trough.hour)}).`
      : `  The alarm in force at the trough had begun ${first} hours before it (${warnings.trough.market}, ${speakHour(warnings.trough.hour)}).`,
    `  False alarms: ${warnings.falseAlarms} of ${warnings.alarms.length} (an alarm with no such fall within 24 hours of its start).`,
    "  A lower LTV binds new borrowing only: loans that stood before the alarm fall like those next door.",
  ];
}

/** What a day has judged of each member's forecasts, and what it weighs since. */
export function ledgerLines({ epochsClosed, members }: LedgerResult): string[] {
  if (members.every(({ events }) => events === 0)) return [];
  const weight = (bps: number): string => `${(bps / 100).toFixed(2)} %`.padStart(7);
  return [
    `  Members by the ledger, ${epochsClosed} epochs closed: mean Brier loss, forecasts judged, market rounds missed, weight before and after.`,
    ...members.map(({ member, model, brierLoss, events, missed, baseWeightBps, weightBps }) => {
      const loss = brierLoss === null ? "none" : brierLoss.toFixed(4);
      const figures = [loss.padStart(8), String(events).padStart(5), String(missed).padStart(5)].join("");
      return `    ${member}  ${model.padEnd(18)}${figures}   ${weight(baseWeightBps)} -> ${weight(weightBps)}`;
    }),
  ];
}

/** Says plainly which models had this crisis in their training data. */
export function trainingLines(models: readonly DemoModel[], from: number, to: number): string[] {
  const [start, end] = [isoDay(from), isoDay(to)];
  const saw = models.filter(({ manifest }) => {
    const { range, withheld } = manifest.trained;
    const inside = start <= range.to && end >= range.from;
    return inside && !withheld.some((crisis) => start <= crisis.to && end >= crisis.from);
  });
  const rest = models.length - saw.length;
  if (saw.length === 0) return ["No model of this committee was trained on these dates."];
  const names = saw.map(({ manifest }) => manifest.id).join(", ");
  return [
    `${saw.length} of ${models.length} models were trained on these dates too (${names}); ${rest} were not. What those saw is no proof of foresight.`,
  ];
}

const isoDay = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString().slice(0, 10);
