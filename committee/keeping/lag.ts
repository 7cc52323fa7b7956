import { Interface, id } from "ethers";
import { quantity } from "../chain/rpc.ts";
import type { Rpc } from "../chain/rpc.ts";
import type { Block, PinnedReader } from "../market/chain-reader.ts";
import type { Roster } from "../market/roster.ts";
import { findSnapshotBlock } from "../market/rounds.ts";
import { readViews } from "../market/views.ts";
import { findAccepted } from "./accepted.ts";
import type { AcceptedReport } from "./accepted.ts";
import { readDigests } from "./configuration.ts";
import { OUTCOME, ledgerAbi, readLedgerState } from "./ledger.ts";
import { pinnedAt } from "./types.ts";
import type { KeepingContracts } from "./types.ts";

/** How far the ledger is behind, as the chain alone says: for whoever has no store to look into. */
export interface MeasuredLag {
  /** Reported in the last day, the present round left out. */
  readonly rounds: number;
  /** Batches witnessed in the same time. */
  readonly witnesses: number;
  /** Windows of a day of rounds that are over for longer than the gap limit. */
  readonly windows: number;
  readonly unsettled: number;
  readonly termOutdated: boolean;
  /** Whether the ledger may move weights. */
  readonly authorised: boolean;
}

/** OpenZeppelin's AccessControl, which the committee is and its interface does not name. */
const accessAbi = new Interface(["function hasRole(bytes32 role, address account) view returns (bool)"]);

const DAY = 86_400n;

/** Looks a day back for witnesses, and at the day of windows that ended last. Reads only. */
export async function measureLag(
  deps: { readonly rpc: Rpc; readonly contracts: KeepingContracts },
  roster: Roster,
  head: Block,
  signal: AbortSignal,
): Promise<MeasuredLag> {
  const { rpc, contracts } = deps;
  const at = pinnedAt(deps, head);
  const { ledger, committee } = contracts;
  const state = await readLedgerState(contracts, at, signal);
  const horizon = BigInt(Math.max(...roster.markets.map(({ horizonSeconds }) => horizonSeconds)));
  const atLeast = (time: bigint) => (time > state.epoch.termStartedAt ? time : state.epoch.termStartedAt);
  const reportsFrom = async (time: bigint) => {
    const { number: from } = await findSnapshotBlock(rpc, head, atLeast(time), signal);
    return { from, reports: await findAccepted(rpc, contracts.oracle, { from, to: head.number }, signal) };
  };
  const recent = await reportsFrom(head.timestamp - DAY);
  const older = await reportsFrom(head.timestamp - DAY - horizon - state.gapLimit);
  const present = head.timestamp / state.roundLength;
  const topics = ledgerAbi.encodeFilterTopics("Witnessed", []);
  const filter = { address: ledger, topics, fromBlock: quantity(recent.from), toBlock: "latest" };
  const witnessed = (await rpc.send("eth_getLogs", [filter], signal)) as readonly unknown[];
  const over = older.reports
    .filter(({ configDigest }) => configDigest === roster.configDigest)
    .filter(({ observedAt }) => observedAt + horizon + state.gapLimit < head.timestamp);
  const outcomes = await outcomesOf(over, roster, contracts, at, signal);
  const role = { target: committee, abi: accessAbi, name: "hasRole", args: [id("WEIGHER_ROLE"), ledger] };
  const [authorised] = await readViews([role], at, signal);
  return {
    rounds: recent.reports.filter(({ round }) => round < present).length,
    witnesses: witnessed.length,
    windows: outcomes.length,
    unsettled: outcomes.filter((outcome) => outcome === OUTCOME.Unsettled).length,
    termOutdated: state.epoch.configuredVersion !== state.configuredVersion,
    authorised: authorised === true,
  };
}

/** How each market of each round turned out, as far as the ledger knows. */
async function outcomesOf(
  rounds: readonly AcceptedReport[],
  { markets }: Roster,
  contracts: KeepingContracts,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { marketsDigest } = await readDigests(contracts, at, signal);
  const views = rounds.flatMap(({ observedAt }) =>
    markets.map(({ id: marketId }) => ({
      ...{ target: contracts.ledger, abi: ledgerAbi, name: "outcomeOf" },
      args: [marketsDigest, marketId, observedAt],
    })),
  );
  const answers = (await readViews(views, at, signal)) as readonly { outcome: bigint }[];
  return answers.map(({ outcome }) => Number(outcome));
}
