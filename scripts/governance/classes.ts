import { stateOf } from "./dao.ts";
import type { Life } from "./life.ts";
import type { RiskClass } from "./timeline.ts";
import { latestTime } from "./world.ts";
import type { GovernanceWorld } from "./world.ts";

const LATEST = { blockTag: "latest" } as const;

const gatedOf = (lives: readonly Life[]): { readonly life: Life; readonly id: bigint }[] =>
  lives.flatMap((life) =>
    life.dao.name === "gated" && life.id !== undefined ? [{ life, id: life.id }] : [],
  );

/** Gated proposals that the committee scores. */
export async function scorable(lives: readonly Life[]): Promise<readonly Life[]> {
  const made = gatedOf(lives);
  const states = await Promise.all(made.map(({ life, id }) => stateOf(life.dao, id)));
  return made.filter((_, i) => states[i] === "pending" || states[i] === "active").map(({ life }) => life);
}

/** Gated proposals whose class a score can fix at a time, and none has. */
export async function openClasses(
  { governance: { governor } }: GovernanceWorld,
  lives: readonly Life[],
  now: number,
): Promise<readonly bigint[]> {
  const open: bigint[] = [];
  for (const { id } of gatedOf(lives)) {
    const { isFinal, opensAt, closesAt } = await governor.proposalRisk(id, LATEST);
    if (!isFinal && now >= Number(opensAt) && now <= Number(closesAt)) open.push(id);
  }
  return open;
}

/** The class that the gate's present settings give to score and spread together. */
export async function classFor(
  { governance: { governor } }: GovernanceWorld,
  riskBps: number,
): Promise<RiskClass> {
  const { elevatedFrom, strictFrom } = await governor.riskSettings(LATEST);
  if (riskBps >= Number(strictFrom)) return "Strict";
  return riskBps >= Number(elevatedFrom) ? "Elevated" : "Low";
}

/** What no node has fixed, anyone may: the class is that of the first call with a fresh score. */
export async function fixClasses(world: GovernanceWorld, lives: readonly Life[]): Promise<void> {
  const [, anyone] = await world.chain.connection.ethers.getSigners();
  const governor = world.governance.governor.connect(anyone ?? null);
  for (const id of await openClasses(world, lives, await latestTime(world.chain))) {
    // Refused while there is no fresh score.
    const possible = await governor.fixRisk.staticCall(id, LATEST).then(
      () => true,
      () => false,
    );
    if (!possible) continue;
    try {
      await (await governor.fixRisk(id)).wait();
    } catch (error) {
      // A node may have been first after all.
      if (!(await governor.proposalRisk(id, LATEST)).isFinal) throw error;
    }
  }
}
