import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "TSD";
const dao = actor(`${DAO} dao`);
const code = actor(`${DAO} implementation`);

/** Power gathered slowly while nobody cares for the DAO: nothing is fresh. */
export const trueSeigniorage: Mechanic = {
  id: "true-seigniorage",
  name: "cheap majority commits its own implementation",
  date: "2021-03",
  dao: null,
  sources: [
    "https://de.fi/rekt-database?id=74",
    "https://tokenpost.com/Stablecoin-TSD-Comes-Under-Attack-With-118B-Coins-Minted-And-Sold-By-Hacker-7404",
  ],
  published:
    "the developers held 9 % of the bonded tokens, the attacker gathered 33 % at a low price, proposed and committed an implementation that minted 11.8 billion tokens to him",
  weak: "the tokens lie in several wallets that voted before, the code is verified and weeks old, the text calls it a migration",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Implementation",
      description: strength > 0.5 ? "" : "Migration to a new implementation with better incentives.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(3, 0, strength),
        ageDays: between(120, 30, strength),
      },
      actions: [{ target: dao, signature: "commit(address)", calldata: call("commit(address)", [code]) }],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 72, execution: between(96, 72, strength) },
      supply: 50_000_000,
      quorum: 0.2,
      treasury: [
        { token: actor(`${DAO} LP`), symbol: "LP", decimals: 18, balance: 10_000, valueUsd: 17_000 },
      ],
      history: { proposals: 11, medianVoters: 25 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "gatherer",
      support: "for",
      voters: wholeBetween(8, 1, strength),
      share: 0.33,
      from: 0.1,
      to: 0.8,
      heldBefore: 1,
      heldAfter: 1,
      earlierVotes: wholeBetween(3, 0, strength),
    },
    honest({ name: "developers", support: "against", voters: wholeBetween(8, 2, strength), share: 0.09 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [dao]: { hasCode: true, verified: true, ageDays: 90, established: true, replaceable: false },
    [code]: {
      hasCode: true,
      verified: strength <= 0.6,
      ageDays: between(30, 2, strength),
      established: false,
      replaceable: false,
    },
  };
}
