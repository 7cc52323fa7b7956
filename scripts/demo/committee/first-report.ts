import type { Breakwater } from "../../deploy/deployBreakwater.ts";
import type { LocalChain } from "../chain/local-chain.ts";
import { DemoError } from "../errors.ts";
import { HOUR_S } from "../hours.ts";
import type { CommitteeProcesses } from "./committee.ts";
import { waitForReport } from "./reports.ts";

const FIRST_REPORT_MS = 120_000;

/** The round before the first scored hour. */
export interface Warmup {
  readonly round: number;
  readonly fromBlock: number;
}

/** Mines the block of the round before the first scored hour: the nodes' history is read with it, outside the count. */
export async function startWarmup(chain: LocalChain, firstHour: number): Promise<Warmup> {
  await chain.setNextTime(firstHour - HOUR_S);
  await chain.connection.provider.request({ method: "evm_mine", params: [] });
  const fromBlock = await chain.connection.ethers.provider.getBlockNumber();
  return { round: firstHour / HOUR_S - 1, fromBlock };
}

/** Waits for the report of the warm-up; throws DemoError with a node's own reason where none comes. */
export async function awaitFirstReport(
  chain: LocalChain,
  breakwater: Pick<Breakwater, "committee" | "oracle">,
  committee: CommitteeProcesses,
  warmup: Warmup,
): Promise<void> {
  const quorum = Number(await breakwater.committee.quorum());
  const failures = (): readonly string[] => committee.failuresIn(warmup.round);
  const report = await waitForReport(chain.connection, breakwater.oracle, warmup, {
    timeoutMs: FIRST_REPORT_MS,
    hopeless: () => committee.size - failures().length < quorum,
  });
  if (report !== undefined) return;
  const why = failures()[0] ?? `not within ${FIRST_REPORT_MS / 1000} seconds`;
  throw new DemoError(
    "CommitteeFailed",
    `The committee brought no first report: ${why}; read node-*/node.log in the run's folder, and close other programs if the machine is busy.`,
  );
}
