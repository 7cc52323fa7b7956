import type { AaveMarket } from "./deployAaveMarket.ts";

export interface HandOver {
  readonly deployer: string;
  readonly timelock: string;
  readonly collateralAdapter: string;
  readonly pauseAdapter: string;
}

/**
 * Gives an Aave market to its DAO: RISK_ADMIN and EMERGENCY_ADMIN to the adapters alone, everything else to the
 * timelock. The deployer keeps nothing.
 */
export const handOverAave = async (
  { acl, provider }: Pick<AaveMarket, "acl" | "provider">,
  { deployer, timelock, collateralAdapter, pauseAdapter }: HandOver,
): Promise<void> => {
  const admin = await acl.DEFAULT_ADMIN_ROLE();
  await (await acl.addRiskAdmin(collateralAdapter)).wait();
  await (await acl.addRiskAdmin(pauseAdapter)).wait();
  await (await acl.addEmergencyAdmin(pauseAdapter)).wait();
  await (await acl.addPoolAdmin(timelock)).wait();
  await (await acl.grantRole(admin, timelock)).wait();
  await (await provider.setACLAdmin(timelock)).wait();
  await (await provider.transferOwnership(timelock)).wait();
  await (await acl.removePoolAdmin(deployer)).wait();
  await (await acl.renounceRole(admin, deployer)).wait();
};
