import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Collateral } from "../../demo/path/price-path.ts";

/** Everything that ever moved in one collateral's loans, in units: what is held is supplied - withdrawn - seized. */
export interface Account {
  supplied: bigint;
  withdrawn: bigint;
  seized: bigint;
  borrowed: bigint;
  /** By borrowers and by liquidators. */
  repaid: bigint;
  /** Written off: what is owed is borrowed - repaid - deficit. */
  deficit: bigint;
}

export type Accounts = Readonly<Record<Collateral, Account>>;

const empty = (): Account => ({
  supplied: 0n,
  withdrawn: 0n,
  seized: 0n,
  borrowed: 0n,
  repaid: 0n,
  deficit: 0n,
});

export const openAccounts = (): Accounts => ({
  WETH: empty(),
  WBTC: empty(),
  wstETH: empty(),
  LINK: empty(),
});

/** Debt written off so far, in units. */
export const deficitOf = (accounts: Accounts): bigint =>
  COLLATERALS.reduce((sum, asset) => sum + accounts[asset].deficit, 0n);
