import { outcomeFrom } from "../replay.ts";
import type { Outcome } from "../replay.ts";

/** One drawing of each window together, drawing by drawing: every column's sum. */
export function pooled(windows: readonly (readonly Outcome[])[]): Outcome[] {
  const [first = []] = windows;
  return first.map((_, draw) =>
    outcomeFrom((key) => windows.reduce((total, outcomes) => total + (outcomes[draw]?.[key] ?? NaN), 0)),
  );
}
