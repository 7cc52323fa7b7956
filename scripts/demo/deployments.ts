import { join } from "node:path";
import type { Breakwater } from "../deploy/deployBreakwater.ts";
import { writeWhole } from "./run-folder.ts";
import type { World } from "./world.ts";

const FOLDER = join(import.meta.dirname, "../../deployments/demo");

/**
 * Writes the addresses of this run's contracts in the form of Ignition's own `deployed_addresses.json`.
 * Ignition keeps no journal of a chain that lives in memory: it could not be resumed anyway.
 */
export async function writeDeployments(world: World, breakwater: Breakwater): Promise<void> {
  const addresses: Record<string, string> = {
    "Guarded#Pool": await world.guarded.market.pool.getAddress(),
    "Control#Pool": await world.control.market.pool.getAddress(),
    "Breakwater#Committee": await breakwater.committee.getAddress(),
    "Breakwater#ModelRegistry": await breakwater.registry.getAddress(),
    "Breakwater#RiskOracle": await breakwater.oracle.getAddress(),
    "Breakwater#MemberBonds": await breakwater.bonds.getAddress(),
    "Breakwater#EquivocationCourt": await breakwater.court.getAddress(),
    "Breakwater#SkillLedger": await breakwater.ledger.getAddress(),
    "Breakwater#ShadowLedger": await breakwater.shadowLedger.getAddress(),
    "Breakwater#CollateralSteward": await breakwater.steward.getAddress(),
    "Breakwater#PauseGuardian": await breakwater.guardian.getAddress(),
    "Breakwater#TimelockController": await breakwater.timelock.getAddress(),
    "Breakwater#AaveV3CollateralAdapter": await breakwater.collateralAdapter.getAddress(),
    "Breakwater#AaveV3PauseAdapter": await breakwater.pauseAdapter.getAddress(),
    "Readers#ScoreHistory": await breakwater.history.getAddress(),
    "Readers#ScoreValues": await breakwater.values.getAddress(),
    "Readers#RiskParameterFeed": await breakwater.parameterFeed.getAddress(),
  };
  for (const [symbol, address] of Object.entries(breakwater.scoreFeeds)) {
    addresses[`ScoreFeeds#${symbol}`] = address;
  }
  for (const [symbol, { address }] of Object.entries(world.tokens))
    addresses[`DemoAssets#${symbol}Token`] = address;
  for (const [symbol, address] of Object.entries(world.feeds.addresses)) {
    addresses[`DemoAssets#${symbol}Feed`] = address;
  }
  writeWhole(join(FOLDER, "deployed_addresses.json"), `${JSON.stringify(addresses, null, 2)}\n`);
}
