import { actor, between, call, honest, stage, tokens, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Mango";
const usdc = actor(`${DAO} USDC`);
const robber = actor(`${DAO} robber`);

/** Votes with what was stolen, for keeping the rest of it. Everything is said openly. */
export const mango: Mechanic = {
  id: "mango",
  name: "stolen votes for keeping the loot",
  date: "2022-10",
  dao: null,
  sources: ["https://rekt.news/mango-markets-rekt/", "https://de.fi/rekt-database?id=3215"],
  published:
    "the attacker voted with tens of millions of MNGO out of the attack for a proposal by which the treasury's 70 million USDC pay bad debt, part of the loot stays with him and nobody prosecutes; it lacked its quorum, a milder one passed",
  weak: "half of the votes for it are honest ones, the stolen tokens were bought weeks before, less is paid",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Repay bad debt",
      description:
        "The treasury will transfer USDC to cover the bad debt. By voting for this, holders agree to pay the bounty and to pursue no claims.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(2, 0, strength),
        ageDays: between(200, 8, strength),
      },
      actions: [
        {
          target: usdc,
          signature: "transfer(address,uint256)",
          calldata: call("transfer(address,uint256)", [
            robber,
            tokens(between(14_000_000, 70_000_000, strength), 6),
          ]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 72, execution: 72 },
      supply: 5_000_000_000,
      quorum: 0.02,
      treasury: [
        { token: usdc, symbol: "USDC", decimals: 6, balance: 70_000_000, valueUsd: 70_000_000 },
        {
          token: actor(`${DAO} token`),
          symbol: "MNGO",
          decimals: 18,
          balance: 3_000_000_000,
          valueUsd: 60_000_000,
        },
      ],
      history: { proposals: 60, medianVoters: 30 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "robber",
      support: "for",
      voters: wholeBetween(5, 1, strength),
      share: between(0.015, 0.03, strength),
      from: 0.02,
      to: 0.2,
      heldBefore: between(0.9, 0, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(2, 0, strength),
    },
    honest({
      name: "creditors",
      support: "for",
      voters: wholeBetween(30, 10, strength),
      share: between(0.015, 0.0003, strength),
    }),
    honest({ name: "holders", support: "against", voters: 12, share: 0.004 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [usdc]: { hasCode: true, verified: true, ageDays: 1_500, established: true, replaceable: false },
    [robber]: { hasCode: false, ageDays: between(200, 8, strength), established: false },
  };
}
