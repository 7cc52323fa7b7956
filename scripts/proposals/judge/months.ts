import type { BenignCase } from "./sample.ts";

const MONTH_SECONDS = 30.4375 * 86_400;

/** The DAOs of a sample, in the order of their first proposals. */
export const daosOf = (benign: readonly BenignCase[]): string[] => [...new Set(benign.map(({ dao }) => dao))];

/** Months of a DAO from its first proposal to the end of its last vote. */
export function monthsOf(benign: readonly BenignCase[], dao: string): number {
  const times = benign.filter((proposal) => proposal.dao === dao).map(({ snapshot }) => snapshot.timing);
  const from = Math.min(...times.map(({ createdAt }) => createdAt));
  const to = Math.max(...times.map(({ voteEnd }) => voteEnd));
  return (to - from) / MONTH_SECONDS;
}

/** DAO-months of a sample. */
export const allMonths = (benign: readonly BenignCase[]): number =>
  daosOf(benign).reduce((sum, dao) => sum + monthsOf(benign, dao), 0);
