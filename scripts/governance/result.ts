import { NAMES } from "./cast.ts";
import type { Dao } from "./dao.ts";
import { daosOf } from "./dao.ts";
import type { Life } from "./life.ts";
import type { Story } from "./live.ts";
import { namesOf } from "./names.ts";
import type { GovernancePlot } from "./plot.ts";
import { PROPOSALS } from "./proposals.ts";
import type { PlannedProposal, ProposalKey } from "./proposals.ts";
import { ratioOf } from "./ratio.ts";
import type { Ratio } from "./ratio.ts";
import { classOf, hindsightOf, outcomeOf, scoreOf } from "./timeline.ts";
import type { Hindsight, Outcome, RiskClass, RiskReason, TimelineEvent } from "./timeline.ts";
import { lossesOf } from "./treasury.ts";
import type { Losses } from "./treasury.ts";
import type { GovernanceWorld } from "./world.ts";

/** One proposal's life on one DAO. */
export interface LifeResult {
  readonly proposalId: string;
  readonly outcome: Outcome;
  readonly quorumVotes: number | null;
  readonly events: readonly TimelineEvent[];
}

export interface GatedResult extends LifeResult {
  readonly riskClass: RiskClass | null;
  readonly reason: RiskReason | null;
  /** The score that fixed the class, or the latest where none did; null where nobody scored it. */
  readonly scoreBps: number | null;
  readonly spreadBps: number | null;
  readonly sentences: readonly string[];
  readonly extraDelayHours: number;
  /** The committee's last score before the decision; null where nobody scored it, or it is not decided. */
  readonly hindsight: Pick<Hindsight, "scoreBps" | "spreadBps" | "riskClass" | "sentences"> | null;
}

export interface ProposalResult {
  readonly key: ProposalKey;
  readonly title: string;
  readonly about: string;
  readonly hostile: boolean;
  readonly by: string;
  readonly gated: GatedResult;
  readonly ungated: LifeResult;
}

/** A DAO at the end: what left its treasury against its delegates' will, and what its market lends against WETH. */
export interface DaoResult {
  readonly losses: Losses;
  readonly ratio: Ratio;
}

/** What `--json` prints. */
export interface GovernanceResult {
  readonly scenario: "governance";
  readonly source: "reconstructed";
  readonly rounds: number;
  readonly committee: {
    readonly members: number;
    readonly killed: number;
    readonly reportsAccepted: number;
    readonly reportsMissed: number;
  };
  readonly proposals: readonly ProposalResult[];
  readonly gated: DaoResult;
  readonly ungated: DaoResult;
  /** Whom and what the addresses in the sentences are, by address in lower case. */
  readonly names: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly files: readonly string[];
}

export interface ResultInput {
  readonly world: GovernanceWorld;
  readonly plot: GovernancePlot;
  readonly story: Story;
  readonly members: number;
  readonly killed: number;
  readonly notes: readonly string[];
  readonly files: readonly string[];
}

/** Sums a run up; what stands on the chain is read from it. */
export async function resultOf(input: ResultInput): Promise<GovernanceResult> {
  const { story, members, killed, notes, files } = input;
  const { records, lives } = story;
  const accepted = records.filter((record) => record.accepted).length;
  const now = records.at(-1)?.hour ?? 0;
  const [gated, ungated] = daosOf(input.world);
  return {
    scenario: "governance",
    source: "reconstructed",
    rounds: records.length,
    committee: { members, killed, reportsAccepted: accepted, reportsMissed: records.length - accepted },
    proposals: PROPOSALS.map((plan) => proposalResult(plan, lives, now)),
    gated: await daoResult(input, gated),
    ungated: await daoResult(input, ungated),
    names: Object.fromEntries(await namesOf(input.world)),
    notes,
    files,
  };
}

async function daoResult({ world, plot, story }: ResultInput, dao: Dao): Promise<DaoResult> {
  const losses = await lossesOf(world, plot, {
    dao,
    lives: story.lives,
    hour: story.records.at(-1)?.hour ?? 0,
  });
  return { losses, ratio: await ratioOf(world, dao) };
}

export function proposalResult(plan: PlannedProposal, lives: readonly Life[], now: number): ProposalResult {
  const of = (name: Dao["name"]): Life => {
    const life = lives.find(({ plan: { key }, dao }) => key === plan.key && dao.name === name);
    if (life === undefined) throw new RangeError(`${plan.title} was not lived through on the ${name} DAO.`);
    return life;
  };
  const { key, title, about, hostile, by } = plan;
  const [gated, ungated] = [of("gated").timeline, of("ungated").timeline];
  const [fixed, score] = [classOf(gated), scoreOf(gated)];
  return {
    ...{ key, title, about, hostile, by: NAMES[by] },
    gated: {
      ...lifeResult(gated, now),
      riskClass: fixed?.riskClass ?? null,
      reason: fixed?.reason ?? null,
      scoreBps: score?.scoreBps ?? null,
      spreadBps: score?.spreadBps ?? null,
      sentences: score?.sentences ?? [],
      extraDelayHours: (fixed?.extraDelayS ?? 0) / 3_600,
      hindsight: hindsightIn(gated),
    },
    ungated: lifeResult(ungated, now),
  };
}

function hindsightIn(timeline: Life["timeline"]): GatedResult["hindsight"] {
  const found = hindsightOf(timeline);
  if (found === undefined) return null;
  const { scoreBps, spreadBps, riskClass, sentences } = found;
  return { scoreBps, spreadBps, riskClass, sentences };
}

function lifeResult(timeline: Life["timeline"], now: number): LifeResult {
  const { proposalId, events } = timeline;
  const decided = events.find((event) => event.kind === "succeeded" || event.kind === "defeated");
  return { proposalId, outcome: outcomeOf(timeline, now), quorumVotes: decided?.quorumVotes ?? null, events };
}
