import { NAMES } from "./cast.ts";
import type { Person } from "./cast.ts";
import type { GovernanceWorld } from "./world.ts";

/** Whom and what addresses are, in lower case, for people. */
export async function namesOf(world: GovernanceWorld): Promise<ReadonlyMap<string, string>> {
  const { cast, tokens, votes, breakwater, governance, market } = world;
  const people = (Object.keys(cast) as Person[]).map(
    (person) => [cast[person].address, NAMES[person]] as const,
  );
  const contracts = [
    [await breakwater.timelock.getAddress(), "the timelock"],
    [await governance.governor.getAddress(), "the governor"],
    [await governance.condition.getAddress(), "the score condition"],
    [await market.pool.getAddress(), "the market"],
    [await market.configurator.getAddress(), "the market's configurator"],
    [await votes.getAddress(), "the votes' token"],
    [tokens.USDC, "USDC"],
    [tokens.WETH, "WETH"],
  ] as const;
  return new Map([...people, ...contracts].map(([address, name]) => [address.toLowerCase(), name]));
}
