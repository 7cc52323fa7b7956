import { Interface } from "ethers";
import { RISK_ORACLE_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readMany } from "../market/multicall.ts";
import type { QuorumReport } from "../quorum/select.ts";

const abi = new Interface(RISK_ORACLE_ABI);

/** What the oracle holds of one market. */
export interface StoredScore {
  readonly scoreBps: number;
  readonly round: bigint;
  readonly observedAt: bigint;
}

interface RecordTuple {
  readonly score: bigint;
  readonly round: bigint;
  readonly observedAt: bigint;
}

/** The stored score of every market, in the order given; a market without one has round 0. */
export async function readScores(
  oracle: Hex,
  marketIds: readonly Hex[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly StoredScore[]> {
  const calls = marketIds.map((id) => ({
    target: oracle,
    data: abi.encodeFunctionData("score", [id]) as Hex,
  }));
  const answers = await readMany(calls, at, signal);
  return answers.map((answer) => {
    if (answer === null) return { scoreBps: 0, round: 0n, observedAt: 0n };
    const [record] = abi.decodeFunctionResult("score", answer) as unknown as [RecordTuple];
    return { scoreBps: Number(record.score), round: record.round, observedAt: record.observedAt };
  });
}

/** Calldata of `RiskOracle.submit`. */
export function encodeSubmit(report: Pick<QuorumReport, "header" | "observations">, marketMask: bigint): Hex {
  return abi.encodeFunctionData("submit", [reportTuple(report, marketMask)]) as Hex;
}

/** IRiskOracle.Report, as oracle, mirror and ledger take it. */
export function reportTuple(
  { header, observations }: Pick<QuorumReport, "header" | "observations">,
  marketMask: bigint,
) {
  const { round, observedAt, blockNumber, blockHash } = header;
  return {
    round,
    observedAt,
    blockNumber,
    blockHash,
    marketMask,
    observations: observations.map(({ member, observation, r, vs }) => ({
      member,
      snapshotRoot: observation.snapshotRoot,
      explanationRoot: observation.explanationRoot,
      scores: observation.scores,
      r,
      vs,
    })),
  };
}

/** A revert by its error's name and arguments; of the oracle unless another interface is given. */
export function describeRevert(data: unknown, interfaces: readonly Interface[] = [abi]): string {
  if (typeof data !== "string" || data.length < 10) return "no reason given";
  const error = interfaces.map((one) => one.parseError(data)).find((parsed) => parsed !== null) ?? null;
  if (error === null) return `unknown error ${data.slice(0, 10)}`;
  return `${error.name}(${error.args.map(String).join(", ")})`;
}
