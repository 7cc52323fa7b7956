import { daosOf } from "./dao.ts";
import { liveEarlierLife } from "./earlier-life.ts";
import { createGovernanceWorld, fillTreasury } from "./world.ts";
import type { GovernanceWorld, GovernanceWorldInput } from "./world.ts";

/** Both DAOs as they stand when the story begins: deployed, with a history and full treasuries. */
export async function setStage(input: GovernanceWorldInput): Promise<GovernanceWorld> {
  const world = await createGovernanceWorld(input);
  const [gated, ungated] = daosOf(world);
  input.onStep("Twelve earlier proposals: the delegates pay grants, as they have for long.");
  await liveEarlierLife(world, gated);
  await fillTreasury(world.chain, world.tokens, await ungated.timelock.getAddress());
  return world;
}
