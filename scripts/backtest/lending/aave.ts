/**
 * Aave v3.6's arithmetic for a borrower with one collateral and one debt, in its own integers and rounding
 * (GenericLogic.calculateUserAccountData, LiquidationLogic.executeLiquidationCall; no eMode, no protocol fee). Prices and
 * base-currency values have 8 decimals, ratios are bps. Debt is a dollar at one dollar.
 */
export const COLLATERAL_DECIMALS = 8;
export const DEBT_DECIMALS = 6;

const COLLATERAL_UNIT = 10n ** BigInt(COLLATERAL_DECIMALS);
const DEBT_UNIT = 10n ** BigInt(DEBT_DECIMALS);
const DOLLAR = 100_000_000n;
const ONE_BPS = 10_000n;
const WAD = 10n ** 18n;

const CLOSE_FACTOR_BPS = 5_000n;
const CLOSE_FACTOR_HEALTH = 95n * 10n ** 16n;
const FULL_CLOSE_BELOW = 2_000n * DOLLAR;
const MIN_LEFTOVER = FULL_CLOSE_BELOW / 2n;

/** What somebody has supplied and owes, in units of the tokens. */
export interface Balances {
  readonly collateral: bigint;
  readonly debt: bigint;
}

/** What the pool reads of the collateral: its price (8 decimals), and ratios in bps. */
export interface LiquidationTerms {
  readonly price: bigint;
  readonly liquidationThresholdBps: bigint;
  /** 10_500 gives the liquidator five per cent more collateral than debt. */
  readonly bonusBps: bigint;
}

/** Why the pool refuses a liquidation. */
export type Refusal = "healthy" | "dust";

/**
 * What a liquidation moves, in units.
 * @property deficit Debt written off because no collateral is left: the pool's loss.
 */
export interface Liquidation {
  readonly repaid: bigint;
  readonly seized: bigint;
  readonly deficit: bigint;
}

/** Value of collateral, rounded down. */
export const collateralValue = (collateral: bigint, price: bigint): bigint =>
  (collateral * price) / COLLATERAL_UNIT;

/** Value of debt, rounded up. */
export const debtValue = (debt: bigint): bigint => ceilDiv(debt * DOLLAR, DEBT_UNIT);

/** Health factor with 18 decimals; undefined without debt. */
export function healthFactor(
  { collateral, debt }: Balances,
  price: bigint,
  liquidationThresholdBps: bigint,
): bigint | undefined {
  const owed = debtValue(debt);
  if (owed === 0n) return undefined;
  const weighted = collateralValue(collateral, price) * liquidationThresholdBps;
  return (weighted * WAD + owed / 2n) / owed / ONE_BPS;
}

/** Whether the pool lets anybody liquidate. */
export function isLiquidatable(balances: Balances, price: bigint, liquidationThresholdBps: bigint): boolean {
  const health = healthFactor(balances, price, liquidationThresholdBps);
  return health !== undefined && health < WAD;
}

/** Whether a loan of these balances may be opened, or enlarged to them, at an LTV. */
export const isBorrowable = ({ collateral, debt }: Balances, price: bigint, ltvBps: bigint): boolean =>
  (collateralValue(collateral, price) * ltvBps) / ONE_BPS >= debtValue(debt);

/** What one call moves, or why the pool refuses it. */
export function liquidationOf(
  balances: Balances,
  terms: LiquidationTerms,
  debtToCover: bigint,
): Liquidation | Refusal {
  const health = healthFactor(balances, terms.price, terms.liquidationThresholdBps);
  if (health === undefined || health >= WAD) return "healthy";
  const most = closeable(balances, terms.price, health);
  const { repaid, seized } = exchange(balances.collateral, terms, debtToCover < most ? debtToCover : most);
  if (leavesDust(balances, terms.price, repaid, seized)) return "dust";
  const deficit = seized === balances.collateral ? balances.debt - repaid : 0n;
  return { repaid, seized, deficit };
}

/** Most debt that one call may take. */
function closeable({ collateral, debt }: Balances, price: bigint, health: bigint): bigint {
  const small = collateralValue(collateral, price) < FULL_CLOSE_BELOW || debtValue(debt) < FULL_CLOSE_BELOW;
  if (small || health <= CLOSE_FACTOR_HEALTH) return debt;
  return (percentMul(debtValue(debt), CLOSE_FACTOR_BPS) * DEBT_UNIT) / DOLLAR;
}

/** Collateral for debt at the bonus; where there is too little collateral, the debt that it pays for. */
function exchange(
  collateral: bigint,
  { price, bonusBps }: LiquidationTerms,
  debtToCover: bigint,
): { repaid: bigint; seized: bigint } {
  const base = (DOLLAR * debtToCover * COLLATERAL_UNIT) / (price * DEBT_UNIT);
  const wanted = percentMul(base, bonusBps);
  if (wanted <= collateral) return { repaid: debtToCover, seized: wanted };
  const worth = (price * collateral * DEBT_UNIT) / (DOLLAR * COLLATERAL_UNIT);
  return { repaid: ceilDiv(worth * ONE_BPS, bonusBps), seized: collateral };
}

function leavesDust({ collateral, debt }: Balances, price: bigint, repaid: bigint, seized: bigint): boolean {
  if (repaid >= debt || seized >= collateral) return false;
  const [owed, held] = [debtValue(debt - repaid), collateralValue(collateral - seized, price)];
  return owed < MIN_LEFTOVER || held < MIN_LEFTOVER;
}

const percentMul = (value: bigint, bps: bigint): bigint => (value * bps + ONE_BPS / 2n) / ONE_BPS;

const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
