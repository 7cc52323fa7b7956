import type { Rpc } from "../chain/rpc.ts";
import { quantity } from "../chain/rpc.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import { oracleAbi } from "./ledger.ts";

/** A report that the oracle took, as its log and its calldata say. */
export interface AcceptedReport {
  readonly round: bigint;
  readonly observedAt: bigint;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly configDigest: Hex;
  /** Of the block that holds the report. */
  readonly reportedIn: Hex;
  readonly txHash: Hex;
}

/** What a report's calldata holds of one member. */
export interface ReportedObservation {
  readonly member: number;
  readonly snapshotRoot: Hex;
  readonly explanationRoot: Hex;
  readonly scores: Hex;
  readonly r: Hex;
  readonly vs: Hex;
}

interface RawLog {
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockHash: string;
  readonly transactionHash: string;
}

/** Reports accepted between two blocks, both included; of one round where one is named. */
export async function findAccepted(
  rpc: Pick<Rpc, "send">,
  oracle: Hex,
  { from, to, round }: { readonly from: bigint; readonly to: bigint; readonly round?: bigint },
  signal: AbortSignal,
): Promise<readonly AcceptedReport[]> {
  const topics = oracleAbi.encodeFilterTopics("ReportAccepted", round === undefined ? [] : [round]);
  const filter = { address: oracle, topics, fromBlock: quantity(from), toBlock: quantity(to) };
  const logs = (await rpc.send("eth_getLogs", [filter], signal)) as readonly RawLog[];
  return logs.map(({ topics: found, data, blockHash, transactionHash }) => {
    const event = oracleAbi.decodeEventLog("ReportAccepted", data, [...found]);
    return {
      round: event["round"] as bigint,
      observedAt: event["observedAt"] as bigint,
      blockNumber: event["blockNumber"] as bigint,
      blockHash: lowerHex(event["blockHash"] as string),
      configDigest: lowerHex(event["configDigest"] as string),
      reportedIn: lowerHex(blockHash),
      txHash: lowerHex(transactionHash),
    };
  });
}

export interface ReportCalldata {
  readonly marketMask: bigint;
  readonly observations: readonly ReportedObservation[];
}

/** A report as it was sent; null where it did not go to the oracle straight, so that it cannot be read back. */
export async function readCalldata(
  rpc: Pick<Rpc, "send">,
  oracle: Hex,
  txHash: Hex,
  signal: AbortSignal,
): Promise<ReportCalldata | null> {
  const transaction = (await rpc.send("eth_getTransactionByHash", [txHash], signal)) as {
    readonly to: string | null;
    readonly input: string;
  } | null;
  if (transaction === null || transaction.to === null || lowerHex(transaction.to) !== oracle) return null;
  const parsed = oracleAbi.parseTransaction({ data: transaction.input });
  if (parsed?.name !== "submit") return null;
  const { marketMask, observations } = parsed.args[0] as {
    marketMask: bigint;
    observations: readonly (Omit<ReportedObservation, "member"> & { member: bigint })[];
  };
  return {
    marketMask,
    observations: observations.map((one) => ({
      member: Number(one.member),
      snapshotRoot: lowerHex(one.snapshotRoot),
      explanationRoot: lowerHex(one.explanationRoot),
      scores: lowerHex(one.scores),
      r: lowerHex(one.r),
      vs: lowerHex(one.vs),
    })),
  };
}
