import type { CrisisResult } from "../backtest.ts";
import type { Group } from "../judge/groups.ts";
import type { Outcome } from "../replay.ts";
import type { Replays } from "../replays/replays.ts";

/** Everything that the command knows, as one JSON object; USD whole, capacity-hours to two digits. */
export function jsonOf(crises: readonly CrisisResult[], groups: readonly Group[], draws: number): object {
  return {
    draws,
    crises: crises.map(({ control, forecasters, from, to, ...crisis }) => ({
      ...crisis,
      from: iso(from),
      to: iso(to),
      control: rounded(control),
      forecasters: Object.fromEntries(
        Object.entries(forecasters).map(([id, outcomes]) => [
          id,
          outcomes.map(({ policy, actions, ...outcome }) => ({ policy, actions, ...rounded(outcome) })),
        ]),
      ),
    })),
    atEqualCapacity: Object.fromEntries(groups.map(({ name, ...group }) => [name, group])),
  };
}

/** The replays as one JSON object: every drawing of the control and of every policy. */
export function replayJsonOf({ windows, ...replays }: Replays): object {
  return {
    ...replays,
    windows: windows.map(({ from, to, troughAt, control, policies, ...window }) => ({
      ...window,
      from: iso(from),
      to: iso(to),
      troughAt: iso(troughAt),
      control: control.map(rounded),
      policies: policies.map(({ outcomes, ...policy }) => ({ ...policy, outcomes: outcomes.map(rounded) })),
    })),
  };
}

const iso = (moment: number): string => new Date(moment * 1_000).toISOString().slice(0, 13);

function rounded(outcome: Outcome): Record<string, number> {
  return Object.fromEntries(
    Object.entries(outcome).map(([key, value]: [string, number]) => [
      key,
      key.endsWith("Usd") ? Math.round(value) : Math.round(value * 100) / 100,
    ]),
  );
}
