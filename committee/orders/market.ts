import { AbiCoder, Interface, keccak256 } from "ethers";
import { RISK_ORACLE_ABI } from "../lib/abi.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readMany } from "../market/multicall.ts";
import { OrderError } from "./errors.ts";

const oracleAbi = new Interface(RISK_ORACLE_ABI);

/** The market's pool or vault, its asset, and its event. */
export interface OrderMarket {
  readonly target: Hex;
  readonly asset: Hex;
  readonly threshold: number;
  readonly horizon: number;
}

interface MarketTuple {
  readonly kind: bigint;
  readonly target: string;
  readonly subject: string;
  readonly threshold: bigint;
  readonly horizon: bigint;
}

/**
 * Reads what a person is shown beside a market's id, and holds it to the id: an endpoint cannot show one asset and have
 * another stopped.
 */
export async function readMarket(
  { chainId, oracle }: { readonly chainId: number; readonly oracle: Hex },
  marketId: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<OrderMarket> {
  const data = oracleAbi.encodeFunctionData("marketOf", [marketId]) as Hex;
  const [answer] = await readMany([{ target: oracle, data }], at, signal);
  if (answer === null || answer === undefined || answer === "0x") {
    throw new OrderError("ORDER_REFUSED", `The oracle ${oracle} lists no market ${marketId}.`, { marketId });
  }
  const [found] = oracleAbi.decodeFunctionResult("marketOf", answer) as unknown as [MarketTuple];
  const { kind, target, subject, threshold, horizon } = found;
  const parts = AbiCoder.defaultAbiCoder().encode(
    ["uint256", "uint8", "address", "bytes32"],
    [chainId, kind, target, subject],
  );
  if (keccak256(parts) !== marketId) {
    throw new OrderError(
      "ORDER_REFUSED",
      `The oracle ${oracle} answers with a market that has another id than ${marketId}: do not trust this endpoint.`,
      { marketId },
    );
  }
  const asset = lowerHex(`0x${subject.slice(-40)}`);
  return { target: lowerHex(target), asset, threshold: Number(threshold), horizon: Number(horizon) };
}
