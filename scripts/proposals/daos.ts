/** Constants of a governor that its events do not carry, read in its published source or settings. Amounts in whole tokens. */
export interface GovernorFacts {
  /** Who governs: one DAO can have had several governors. */
  readonly dao: "Compound" | "Uniswap" | "Aave" | "Lido";
  readonly totalSupply: number;
  /** Votes for a proposal that it needs. */
  readonly quorum: number;
  /** Seconds between the end of a vote and the first moment of execution. */
  readonly delaySeconds: number;
  /** Seconds of a vote where blocks do not tell. */
  readonly voteSeconds: number | null;
}

const DAY = 86_400;

/**
 * Compound: GovernorAlpha and GovernorBravo, quorumVotes 400,000 COMP, Timelock delay 2 days. Uniswap: GovernorAlpha,
 * 40,000,000 UNI, Timelock 2 days. Aave governance v2: short executor, 2 % of 16,000,000 AAVE, 1 day (the long executor
 * waits longer and needs more). Lido: Aragon Voting, 5 % of 1,000,000,000 LDO, 72 hours of vote and no timelock in these
 * years.
 */
export const GOVERNORS: Readonly<Record<string, GovernorFacts>> = {
  compound_alpha: {
    dao: "Compound",
    totalSupply: 10_000_000,
    quorum: 400_000,
    delaySeconds: 2 * DAY,
    voteSeconds: null,
  },
  compound_bravo: {
    dao: "Compound",
    totalSupply: 10_000_000,
    quorum: 400_000,
    delaySeconds: 2 * DAY,
    voteSeconds: null,
  },
  uniswap_alpha: {
    dao: "Uniswap",
    totalSupply: 1_000_000_000,
    quorum: 40_000_000,
    delaySeconds: 2 * DAY,
    voteSeconds: null,
  },
  uniswap_alphav2: {
    dao: "Uniswap",
    totalSupply: 1_000_000_000,
    quorum: 40_000_000,
    delaySeconds: 2 * DAY,
    voteSeconds: null,
  },
  aave_v2: { dao: "Aave", totalSupply: 16_000_000, quorum: 320_000, delaySeconds: DAY, voteSeconds: null },
  lido: {
    dao: "Lido",
    totalSupply: 1_000_000_000,
    quorum: 50_000_000,
    delaySeconds: 0,
    voteSeconds: 3 * DAY,
  },
};
