import type { Hex } from "../lib/hex.ts";
import type { Block } from "../market/chain-reader.ts";
import { ledgerAbi } from "./ledger.ts";
import type { LedgerState } from "./ledger.ts";
import type { KeepingCall } from "./types.ts";

const CLOSE_GAS = 900_000n;
const BEGIN_TERM_GAS = 120_000n;

/**
 * The end of an epoch, when it is due. New weights void what was signed under the old ones, so it waits until the
 * present round's report is stored or three quarters of the round are over, and never comes in the first half. A term
 * that the committee's configuration has ended begins anew at once: until then nothing counts.
 */
export function closeEpochCall(
  state: LedgerState,
  head: Block,
  reportedRound: bigint,
  ledger: Hex,
): readonly KeepingCall[] {
  const { epoch, epochLength, roundLength, configuredVersion } = state;
  const data = ledgerAbi.encodeFunctionData("closeEpoch") as Hex;
  const about = { epoch: epoch.index };
  if (epoch.configuredVersion !== configuredVersion) {
    return [{ job: "close-epoch", target: ledger, data, gas: BEGIN_TERM_GAS, about }];
  }
  const isOver = head.timestamp >= epoch.startedAt + epochLength;
  const into = head.timestamp % roundLength;
  const isReported = reportedRound >= head.timestamp / roundLength;
  const isQuiet = isReported ? 2n * into >= roundLength : 4n * into >= 3n * roundLength;
  return isOver && isQuiet ? [{ job: "close-epoch", target: ledger, data, gas: CLOSE_GAS, about }] : [];
}
