/** A numbered promise; `later` names what it still waits for. */
export interface Guarantee {
  readonly id: string;
  readonly statement: string;
  readonly later?: string;
}

export const GUARANTEES: readonly Guarantee[] = [
  {
    id: "R1",
    statement:
      "An accepted report carries at least q = 2f + 1 observations of distinct active members, n >= 3f + 1, 1 <= f, n <= 31. Each member signs its own observation (EIP-712).",
  },
  {
    id: "R2",
    statement:
      "What is signed binds chain id, contract, config digest (members, f, models, market set), round, observedAt, snapshot block and root, model hash, explanation root and every score.",
  },
  {
    id: "R3",
    statement:
      "Per market, round and observedAt strictly increase. Nothing replays across market, chain, contract, configuration or fork.",
  },
  { id: "R4", statement: "observedAt <= now + 60 s, and now - observedAt <= maxAge." },
  {
    id: "R5",
    statement:
      "Zero-address recovery, high-s signatures, wrong lengths, duplicate or unordered members and trailing calldata are refused.",
  },
  {
    id: "R6",
    statement:
      "With at most f faulty members the score lies within the honest members' range. It is a weighted median, permutation invariant, the upper value at a tie. An abstention is never a zero.",
  },
  {
    id: "R7",
    statement: "A score is stored with its spread, contributors, distinct models and flags.",
  },
  { id: "R8", statement: "One storage slot per market per round in steady state." },
  {
    id: "R9",
    statement:
      "A reader never takes a stale score for a fresh one: a status, or a revert by choice; a facade's updatedAt is the signed observedAt.",
  },
  {
    id: "R10",
    statement: "A call from a liquidation, repay or withdrawal path never reverts because of the oracle.",
  },
  {
    id: "R11",
    statement:
      "Two different observations signed by one member for one round are provable on chain by anyone: the member is suspended and its bond slashed.",
  },
  {
    id: "R12",
    statement:
      "After its horizon an event is resolved from the feed's own rounds, none of them skipped; each member's Brier loss accumulates and moves its weight within a step, a floor and caps. No weight exceeds one third.",
  },
  {
    id: "H1",
    statement:
      "|new - current| <= step(direction), now - last >= delay(direction), |new - anchor| <= drift, all on state read at execution.",
  },
  {
    id: "H2",
    statement:
      "Whenever loosening is allowed, tightening is. Tightening is at once and permissionless within a recharging budget; loosening waits, can be cancelled, expires and executes once.",
  },
  {
    id: "H3",
    statement:
      "Stale, degraded, out-of-distribution, wide-spread or thin input never loosens. Both directions read score + spread.",
  },
  {
    id: "H4",
    statement:
      "Parameters that hang together are validated as one bundle, and again on what the protocol reports after the write.",
  },
  {
    id: "H5",
    statement: 'Cap semantics are the adapter\'s: "tighten" never writes the value that means unlimited.',
  },
  {
    id: "H6",
    statement:
      "A market that is frozen, paused, at LTV 0 or has a pending LTV is the guardian's: the steward refuses it.",
  },
  {
    id: "H7",
    statement:
      "A liquidation threshold goes down as a ramp of announced steps, never in the transaction that others can liquidate in.",
  },
  {
    id: "H8",
    statement:
      "In a batch a duplicate cannot stack past a bound, and one failing market cannot block the others: its failure is an event. Due but skipped is an event too.",
  },
  {
    id: "G1",
    statement:
      "Only upwards: borrow off -> LTV 0 -> freeze -> pause. The guardian cannot unpause, unfreeze, loosen or touch funds.",
  },
  {
    id: "G2",
    statement:
      "Each rung has its own threshold, dwell and minimum of contributors, and leaves lower than it enters.",
  },
  { id: "G3", statement: "Repeating never reverts and never extends. Gas is bounded per call." },
  {
    id: "G4",
    statement:
      "Anyone can trigger on a fresh breach; a breach is usable once per round and dies after maxAge, also after a manual reset.",
  },
  {
    id: "G5",
    statement:
      "A raise budget per market and period; the DAO's power to resume never depends on the committee.",
  },
  {
    id: "G6",
    statement:
      "Fewer than q keys alone have no effect. Whoever decides the score (q keys, or more than f with honest observations at hand) can tighten or raise within budgets and can never loosen past the delay.",
  },
  {
    id: "V1",
    statement:
      "A proposal's risk class is fixed once, before the second half of its vote; later scores, calls and settings cannot flip a decided vote.",
  },
  {
    id: "V2",
    statement:
      "A missing or stale score gives the strict class, never a block: nothing on a proposal's way asks the oracle.",
  },
  {
    id: "V3",
    statement:
      "Proposals that only govern the committee, its oracles or its guardian are exempt from gating: the committee cannot veto its own removal, and nothing hides behind such a call.",
  },
  { id: "V4", statement: "Gating only raises quorum and delay, both capped for good." },
];
