import { daosOf } from "./dao.ts";
import { GRANTED_USDC, allowance, grants, liveEarlierLife } from "./earlier-life.ts";
import { fillTreasury } from "./holdings.ts";
import { createGovernanceWorld } from "./world.ts";
import type { GovernanceWorld, GovernanceWorldInput } from "./world.ts";

/** Both DAOs as they stand when the story begins: deployed, with a history and full treasuries. */
export async function setStage(input: GovernanceWorldInput): Promise<GovernanceWorld> {
  const world = await createGovernanceWorld(input);
  const [gated, ungated] = daosOf(world);
  input.onStep(
    "Twelve earlier proposals: the delegates pay grants, as they have for long; and one that lets the market take WETH.",
  );
  await fillTreasury(world, gated, GRANTED_USDC);
  await fillTreasury(world, ungated);
  await liveEarlierLife(world, gated, [...grants(world), await allowance(world, gated)]);
  await liveEarlierLife(world, ungated, [await allowance(world, ungated)]);
  return world;
}
