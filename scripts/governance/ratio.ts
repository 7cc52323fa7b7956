import type { Dao } from "./dao.ts";
import type { GovernanceWorld } from "./world.ts";

/** What a market lends against WETH. */
export interface Ratio {
  readonly ltvBps: number;
  readonly liquidationThresholdBps: number;
}

export async function ratioOf({ tokens }: GovernanceWorld, { market }: Dao): Promise<Ratio> {
  const { ltv, liquidationThreshold } = await market.dataProvider.getReserveConfigurationData(tokens.WETH, {
    blockTag: "latest",
  });
  return { ltvBps: Number(ltv), liquidationThresholdBps: Number(liquidationThreshold) };
}
