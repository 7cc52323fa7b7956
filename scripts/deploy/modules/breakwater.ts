import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { stewardLibraries } from "./stewardLibraries.ts";
import { openTimelock } from "./timelock.ts";
import type { TimelockSpec } from "./timelock.ts";

/** IMemberBonds.Terms, and the token. */
export interface BondSpec {
  readonly token: string;
  /** In the token's smallest units. */
  readonly minimumBond: bigint;
  readonly maximumMinimum: bigint;
  readonly reporterShare: number;
  readonly exitDelay: number;
  readonly longestHorizon: number;
  readonly challengeTime: number;
  readonly raiseNotice: number;
}

export interface BreakwaterSpec extends TimelockSpec {
  /** Aave's PoolAddressesProvider of the guarded market. */
  readonly provider: string;
  readonly roundLength: number;
  readonly maxAge: number;
  /** May suspend, retire, disable and cancel at once, besides the timelock; the zero address for none. */
  readonly brake: string;
  readonly bonds: BondSpec;
}

/**
 * Breakwater's contracts, unconfigured: every role is the timelock's from the constructor on. The timelock starts
 * with no delay and with the deployer among its proposers, until `deployBreakwater` has configured everything.
 */
export const breakwaterModule = (spec: BreakwaterSpec) =>
  buildModule("Breakwater", (m) => {
    const timelock = openTimelock(m, spec);
    const registry = m.contract("ModelRegistry", [timelock, spec.brake]);
    const { token, ...terms } = spec.bonds;
    // What slashings leave goes to the DAO, which is the timelock.
    const bonds = m.contract("MemberBonds", [token, timelock, timelock, terms]);
    const committee = m.contract("Committee", [registry, bonds, timelock, spec.brake]);
    const oracle = m.contract("RiskOracle", [committee, spec.roundLength, spec.maxAge, timelock]);
    const court = m.contract("EquivocationCourt", [oracle, committee, bonds]);
    const libraries = stewardLibraries(m);
    const steward = m.contract("CollateralSteward", [oracle, timelock, spec.brake], { libraries });
    const guardian = m.contract("PauseGuardian", [oracle, timelock, spec.brake]);
    const collateralAdapter = m.contract("AaveV3CollateralAdapter", [spec.provider, steward]);
    const pauseAdapter = m.contract("AaveV3PauseAdapter", [spec.provider, guardian]);
    const accountability = { bonds, court };
    const hooks = { steward, guardian, collateralAdapter, pauseAdapter };
    return { timelock, registry, committee, oracle, ...accountability, ...hooks };
  });
