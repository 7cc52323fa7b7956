import type { AaveMarket } from "./deployAaveMarket.ts";

export interface HookRoles {
  readonly collateralAdapter: string;
  readonly pauseAdapter: string;
  /** Whether any policy lowers a liquidation threshold, for which the adapter needs EMERGENCY_ADMIN. */
  readonly lowersThresholds: boolean;
}

export interface HandOver {
  readonly deployer: string;
  readonly timelock: string;
}

/** RISK_ADMIN and EMERGENCY_ADMIN to the adapters alone, before the policies that rest on them are set. */
export const grantHookRoles = async (
  { acl }: Pick<AaveMarket, "acl">,
  { collateralAdapter, pauseAdapter, lowersThresholds }: HookRoles,
): Promise<void> => {
  await (await acl.addRiskAdmin(collateralAdapter)).wait();
  if (lowersThresholds) await (await acl.addEmergencyAdmin(collateralAdapter)).wait();
  await (await acl.addRiskAdmin(pauseAdapter)).wait();
  await (await acl.addEmergencyAdmin(pauseAdapter)).wait();
};

/** Gives an Aave market to its DAO: what the adapters do not hold is the timelock's. The deployer keeps nothing. */
export const handOverAave = async (
  { acl, provider }: Pick<AaveMarket, "acl" | "provider">,
  { deployer, timelock }: HandOver,
): Promise<void> => {
  const admin = await acl.DEFAULT_ADMIN_ROLE();
  await (await acl.addPoolAdmin(timelock)).wait();
  await (await acl.grantRole(admin, timelock)).wait();
  await (await provider.setACLAdmin(timelock)).wait();
  await (await provider.transferOwnership(timelock)).wait();
  await (await acl.removePoolAdmin(deployer)).wait();
  await (await acl.renounceRole(admin, deployer)).wait();
};
