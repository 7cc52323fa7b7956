import type { Breakwater } from "../../deploy/deployBreakwater.ts";
import type { Connection } from "../chain/local-chain.ts";

/** What one member said of one market. */
export interface Vote {
  readonly member: number;
  /** Undefined where the member abstained. */
  readonly scoreBps: number | undefined;
  readonly outOfDistribution: boolean;
  readonly degraded: boolean;
}

/** An accepted report, unpacked: votes by market, in the order of the signed vectors. */
export interface AcceptedReport {
  readonly round: number;
  readonly submitter: string;
  readonly members: readonly number[];
  readonly votes: readonly (readonly Vote[])[];
}

const ABSTAIN = 0x3fff;
const POLL_MS = 20;

/** The accepted report of a round, or undefined once `timeoutMs` have passed or there is no hope left. */
export async function waitForReport(
  connection: Connection,
  oracle: Breakwater["oracle"],
  { round, fromBlock }: { readonly round: number; readonly fromBlock: number },
  { timeoutMs, hopeless }: { readonly timeoutMs: number; readonly hopeless: () => boolean },
): Promise<AcceptedReport | undefined> {
  const deadline = performance.now() + timeoutMs;
  const filter = oracle.filters.ReportAccepted(round);
  let searched = fromBlock - 1;
  while (performance.now() < deadline && !hopeless()) {
    const latest = await connection.ethers.provider.getBlockNumber();
    const [event] = latest === searched ? [] : await oracle.queryFilter(filter, searched + 1, latest);
    searched = latest;
    if (event !== undefined) return unpack(connection, oracle, round, event.transactionHash);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

async function unpack(
  { ethers }: Connection,
  oracle: Breakwater["oracle"],
  round: number,
  hash: string,
): Promise<AcceptedReport> {
  const transaction = await ethers.provider.getTransaction(hash);
  if (transaction === null) throw new Error(`The chain does not have transaction ${hash}.`);
  const [report] = oracle.interface.decodeFunctionData("submit", transaction.data);
  const observations = (report as { observations: { member: bigint; scores: string }[] }).observations;
  const perMember = observations.map(({ member, scores }) => unpackVotes(Number(member), scores));
  const markets = perMember[0]?.length ?? 0;
  return {
    round,
    submitter: transaction.from,
    members: observations.map(({ member }) => Number(member)),
    votes: Array.from({ length: markets }, (_, market) => perMember.flatMap((votes) => votes[market] ?? [])),
  };
}

/** Two bytes for each market: bits 0-13 the score or an abstention, 14 out of distribution, 15 degraded. */
export function unpackVotes(member: number, scores: string): Vote[] {
  const bytes = Buffer.from(scores.slice(2), "hex");
  return Array.from({ length: bytes.length / 2 }, (_, market) => {
    const word = bytes.readUInt16BE(2 * market);
    const score = word & 0x3fff;
    return {
      member,
      scoreBps: score === ABSTAIN ? undefined : score,
      outOfDistribution: (word & 0x4000) !== 0,
      degraded: (word & 0x8000) !== 0,
    };
  });
}
