import type { Hex } from "../../committee/lib/hex.ts";
import { lowerHex } from "../../committee/lib/hex.ts";
import { GOVERNORS } from "./daos.ts";
import type { GovernorFacts } from "./daos.ts";
import { ProposalsError } from "./errors.ts";
import { neededNumber, numberOf, readTable } from "./rows.ts";
import type { Row } from "./rows.ts";

const PROPOSALS = "governance_proposals.csv.gz";
const VOTES = "governance_votes.csv.gz";

export interface VoteRecord {
  readonly voter: Hex;
  readonly support: "for" | "against" | "abstain";
  /** Tokens in units of 1e-6: as exact as the data. */
  readonly weight: bigint;
  readonly castAt: number;
}

/** A proposal and its votes as the data hold them. */
export interface ProposalRecord {
  readonly governor: string;
  readonly facts: GovernorFacts;
  readonly id: string;
  readonly createdAt: number;
  readonly proposer: Hex;
  readonly title: string;
  readonly startBlock: number | null;
  readonly endBlock: number | null;
  /** Null where the data have none; a list that was cut short has fewer than there were actions. */
  readonly signatures: readonly string[] | null;
  readonly outcome: string;
  /** In the order in which they were cast. */
  readonly votes: readonly VoteRecord[];
}

/** Smallest units of a token here: the data are rounded to eight digits. */
export const toUnits = (tokens: number): bigint => BigInt(Math.round(tokens * 1e6));

/** Reads every proposal of a data folder with its votes, in the order of their creation. */
export async function readRecords(folder: string): Promise<ProposalRecord[]> {
  const columns = [
    "dao",
    "proposal_id",
    "created_ts",
    "proposer",
    "title",
    "start_block",
    "end_block",
    "signatures",
    "outcome",
  ];
  const proposals = await readTable(folder, PROPOSALS, columns);
  const votes = await readTable(folder, VOTES, ["dao", "proposal_id", "ts", "voter", "support", "votes"]);
  const byProposal = new Map<string, VoteRecord[]>();
  for (const row of votes) {
    const key = `${row["dao"] ?? ""}/${row["proposal_id"] ?? ""}`;
    const list = byProposal.get(key) ?? [];
    list.push(voteOf(row));
    byProposal.set(key, list);
  }
  return proposals
    .map((row) => proposalOf(row, byProposal.get(`${row["dao"] ?? ""}/${row["proposal_id"] ?? ""}`) ?? []))
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

function voteOf(row: Row): VoteRecord {
  const support = ({ "1": "for", "0": "against", "2": "abstain" } as const)[row["support"] ?? ""];
  if (support === undefined)
    throw broken(VOTES, `"${row["support"] ?? ""}" in column "support" is none of 0, 1, 2`);
  return {
    voter: address(row, "voter", VOTES),
    support,
    weight: toUnits(neededNumber(row, "votes", VOTES)),
    castAt: neededNumber(row, "ts", VOTES),
  };
}

function proposalOf(row: Row, votes: VoteRecord[]): ProposalRecord {
  const governor = row["dao"] ?? "";
  const facts = GOVERNORS[governor];
  if (facts === undefined)
    throw broken(PROPOSALS, `"${governor}" in column "dao" is no governor that is known here`);
  return {
    governor,
    facts,
    id: row["proposal_id"] ?? "",
    createdAt: neededNumber(row, "created_ts", PROPOSALS),
    proposer: address(row, "proposer", PROPOSALS),
    title: row["title"] ?? "",
    startBlock: numberOf(row, "start_block", PROPOSALS),
    endBlock: numberOf(row, "end_block", PROPOSALS),
    signatures: signaturesOf(row["signatures"] ?? ""),
    outcome: row["outcome"] ?? "",
    votes: votes.sort((a, b) => a.castAt - b.castAt),
  };
}

/** A list as Python prints one, `['a(uint256)', '']`; a last entry that is cut off is left out. */
function signaturesOf(cell: string): string[] | null {
  return cell === "" ? null : [...cell.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
}

function address(row: Row, column: string, file: string): Hex {
  const text = row[column] ?? "";
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return lowerHex(text);
  throw broken(file, `"${text}" in column "${column}" is no address`);
}

const broken = (file: string, why: string): ProposalsError =>
  new ProposalsError("PROPOSALS_BROKEN_ROWS", `${file}: ${why}; mend the row or fetch the file again.`, {
    file,
  });
