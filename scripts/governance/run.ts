import { join } from "node:path";
import { readGovernanceParameters } from "../deploy/governanceParameters.ts";
import { readParameters } from "../deploy/parameters.ts";
import { MEMBERS } from "../demo/arguments.ts";
import type { DemoOptions } from "../demo/arguments.ts";
import { startChain } from "../demo/chain/local-chain.ts";
import { startCommittee } from "../demo/committee/committee.ts";
import type { CommitteeProcesses } from "../demo/committee/committee.ts";
import { awaitFirstReport, startWarmup } from "../demo/committee/first-report.ts";
import { committeeOf, makeMembers } from "../demo/committee/members.ts";
import type { Member } from "../demo/committee/members.ts";
import { readModels } from "../demo/committee/models.ts";
import { DemoError } from "../demo/errors.ts";
import { HOUR_S, formatHour } from "../demo/hours.ts";
import { untilInterrupted } from "../demo/interruption.ts";
import type { Cleanup } from "../demo/interruption.ts";
import type { RunDeps } from "../demo/run.ts";
import { makeRunFolder } from "../demo/run-folder.ts";
import { trainingLines } from "../demo/screen/summary.ts";
import { calendarOf } from "./calendar.ts";
import { voteTimesOf } from "./clock.ts";
import type { VoteTimes } from "./clock.ts";
import { liveThrough } from "./live.ts";
import { namesOf } from "./names.ts";
import { LEAD_S, governancePlot } from "./plot.ts";
import type { GovernancePlot } from "./plot.ts";
import { proposalsSection } from "./proposals-section.ts";
import { resultOf } from "./result.ts";
import type { GovernanceResult } from "./result.ts";
import { nodesAsScorers } from "./scores.ts";
import { createTelling } from "./screen/telling.ts";
import { drawGovernance } from "./screen/picture.ts";
import { summaryLines } from "./screen/summary.ts";
import { setStage } from "./stage.ts";
import type { GovernanceWorld } from "./world.ts";

export type GovernanceOptions = Pick<DemoOptions, "kill" | "killAt" | "port" | "out">;

/** The scenario from start to end; whatever it started is stopped again, however it ends. */
export function runGovernance(options: GovernanceOptions, deps: RunDeps): Promise<GovernanceResult> {
  return untilInterrupted(deps.signal, (cleanups) => perform(options, deps, cleanups));
}

async function perform(
  options: GovernanceOptions,
  deps: RunDeps,
  cleanups: Cleanup[],
): Promise<GovernanceResult> {
  const { say, signal } = deps;
  const plot = governancePlot();
  const parameters = await readParameters("demo");
  const governanceParameters = await readGovernanceParameters("demo");
  const times = voteTimesOf(governanceParameters, parameters);
  const killAt = killHour(options, plot, times);
  const models = readModels();
  const folder = makeRunFolder(options.out, deps.runName);
  const notes = [...plot.notes, ...trainingLines(models, plot.start, plot.path.hours.at(-1) ?? 0)];
  for (const line of [`${plot.title}.`, plot.story, ...notes]) say(line);

  const chain = await startChain(plot.start - LEAD_S, options.port);
  cleanups.push(() => chain.close());
  say(`The chain listens on ${chain.httpUrl}.`);
  const members = await makeMembers(folder, models, MEMBERS);
  const world = await setStage({
    ...{ chain, plot, parameters, governanceParameters, onStep: say },
    ...committeeOf(members, models),
  });
  signal.throwIfAborted();
  say(`Starting ${members.length} nodes, each with its own key and model; they read the feeds' history.`);
  const committee = await startNodes(world, members, plot, cleanups);
  say("The first report is accepted.");

  const vote = { beginsS: times.votingDelayS, endsS: times.votingDelayS + times.votingPeriodS };
  const { story, killed } = await tellStory({
    ...{ world, plot, times, committee },
    ...{ members, options, killAt, deps },
  });
  const files = drawGovernance({ title: plot.title, ...story, vote }, join(folder, "governance"));
  const result = await resultOf({ world, plot, story, killed, members: members.length, notes, files });
  for (const line of [...summaryLines(result), `  Pictures: ${files.join(", ")}`]) say(line);
  return result;
}

interface StoryInput {
  readonly world: GovernanceWorld;
  readonly plot: GovernancePlot;
  readonly times: VoteTimes;
  readonly committee: CommitteeProcesses;
  readonly members: readonly Member[];
  readonly options: GovernanceOptions;
  readonly killAt: number;
  readonly deps: RunDeps;
}

/** Lives through the story and tells it; kills nodes on the way where that was asked for. */
async function tellStory({ options, deps, committee, members, killAt, ...stage }: StoryInput) {
  const { say, signal } = deps;
  const telling = createTelling(await namesOf(stage.world));
  let killed = 0;
  const story = await liveThrough({
    ...{ ...stage, signal },
    scorers: await nodesAsScorers(stage.world, committee, members),
    onHour: (hour) => {
      if (killed > 0 || options.kill === 0 || hour < killAt) return;
      killed = options.kill;
      committee.kill(killed);
      say(`    killed ${killed} of the ${members.length} nodes`);
    },
    onRecord: (record, lives) => {
      for (const line of telling.lines(record, lives)) say(line);
    },
  });
  return { story, killed };
}

async function startNodes(
  world: GovernanceWorld,
  members: readonly Member[],
  plot: GovernancePlot,
  cleanups: Cleanup[],
): Promise<CommitteeProcesses> {
  const { chain, breakwater } = world;
  const warmup = await startWarmup(chain, plot.start);
  const { oracle, committee: contract } = breakwater;
  const committee = await startCommittee({
    ...{ world, members, breakwater: { oracle, committee: contract } },
    proposals: await proposalsSection(world),
  });
  cleanups.push(() => committee.stop());
  await committee.ready;
  await awaitFirstReport(chain, breakwater, committee, warmup);
  return committee;
}

/** From the first round on, unless the command line says otherwise: before any class is fixed. */
function killHour({ killAt }: GovernanceOptions, { start }: GovernancePlot, times: VoteTimes): number {
  const last = start + calendarOf(times).end * HOUR_S;
  const hour = killAt ?? start;
  if (hour < start || hour > last) {
    throw new DemoError(
      "BadArgument",
      `--kill-at ${formatHour(hour)} is outside the scenario's hours; give one from ${formatHour(start)} to ${formatHour(last)}.`,
    );
  }
  return hour;
}
