import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { EvaluateError } from "./errors.ts";

export const REFERENCE_FILE: string = join(import.meta.dirname, "alarm.json");

/** The score at which an alarm is raised, and what it cost on the dates of the choice. */
const choiceSchema = z.strictObject({
  thresholdBps: z.number(),
  falseAlarmsPerMonth: z.number(),
  share: z.number(),
  /** What a lower threshold would have exceeded; "none" where every score is an alarm within the budget. */
  limit: z.enum(["false alarms", "hours", "none"]),
});

export type AlarmChoice = Readonly<z.infer<typeof choiceSchema>>;

const budgetSchema = z.strictObject({
  /** The budget itself. */
  falseAlarmsPerMonth: z.number(),
  /** By id of a baseline, or "committee"; scores are means over the market's assets. */
  chosen: z.record(z.string(), choiceSchema),
});

/** What was fixed before any judged year: alarm thresholds and base rates, from dates that training may read. */
const referenceSchema = z.strictObject({
  how: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  eventBps: z.int(),
  maxShare: z.number(),
  budgets: z.array(budgetSchema).min(1),
  /** Share of events on the training dates by threshold in bps. */
  trainingBase: z.record(z.string(), z.number()),
  /** sha256 of the models that it was chosen with. */
  models: z.record(z.string(), z.string()),
});

export type Reference = Readonly<z.infer<typeof referenceSchema>>;

/** Reads the committed choice. Throws EvaluateError when it is missing or not valid. */
export function readReference(path = REFERENCE_FILE): Reference {
  const mend = "write it anew with --choose-alarm on a data folder that covers the training years";
  if (!existsSync(path)) {
    throw new EvaluateError("EVALUATE_ALARM_FILE", `There is no alarm file at ${path}: ${mend}.`);
  }
  try {
    return referenceSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new EvaluateError(
      "EVALUATE_ALARM_FILE",
      `The alarm file ${path} is not valid: ${mend}.`,
      { path },
      cause,
    );
  }
}

/** Says when the thresholds were chosen with other models than those at hand. */
export function staleReference(reference: Reference, models: Readonly<Record<string, string>>): string[] {
  const other = Object.entries(models).filter(([id, sha256]) => reference.models[id] !== sha256);
  if (other.length === 0) return [];
  const ids = other.map(([id]) => id).join(", ");
  return [`The alarm thresholds were chosen before these models changed or came: ${ids}.`];
}
