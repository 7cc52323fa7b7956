import { DAY_HOURS } from "../demo/hours.ts";
import { hours, laterEndings, stepsOf } from "./clock.ts";
import type { Calendar, VoteTimes } from "./clock.ts";
import { PROPOSALS } from "./proposals.ts";

/** Everything that is due until the last of the delegates' proposals could be executed, were its class Strict. */
export function calendarOf(times: VoteTimes): Calendar {
  const all = PROPOSALS.map(({ at, votes }) => {
    const after = votes.map((vote) => vote.after);
    const { proposed, snapshot, scored, ...ending } = stepsOf(at, times);
    const endings = [ending, ...laterEndings(at, after, times)];
    const due = endings.flatMap(({ closing, decided, ready, delayed }) => [
      ...[closing, decided, ready],
      ...delayed,
    ]);
    const cast = after.map((later) => snapshot + later);
    return { ...ending, due: [proposed, snapshot, ...scored, ...cast, ...due] };
  });
  const first = Math.min(...all.map(({ ready }) => ready));
  // The raider's own delay after his first execution.
  const taken = first + hours(times.timelockS);
  const end = Math.max(
    taken,
    ...all.filter(({ ready }) => ready === first).flatMap(({ delayed }) => delayed),
  );
  return { appointments: [...all.flatMap(({ due }) => due), taken], watchfulFrom: first - DAY_HOURS, end };
}
