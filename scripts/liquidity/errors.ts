import { BreakwaterError } from "../../committee/lib/errors.ts";

export class LiquidityReplayError extends BreakwaterError<"LIQUIDITY_USAGE"> {}
