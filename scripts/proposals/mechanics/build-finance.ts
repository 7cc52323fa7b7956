import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Build";
const token = actor(`${DAO} token`);
const taker = actor(`${DAO} taker`);

/** A small DAO whose quorum one holder can meet. */
export const buildFinance: Mechanic = {
  id: "build-finance",
  name: "hostile takeover of the token contract",
  date: "2022-02",
  dao: null,
  sources: [
    "https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main/past/2022/README.md",
    "https://de.fi/rekt-database?id=2830",
  ],
  published:
    "a first proposal failed, a second one passed unnoticed and gave its author the token contract; 1,107,600 BUILD minted at once, more later; 470,000 USD",
  weak: "the votes come from wallets that voted before and held for weeks, the text names the change, more holders vote",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Proposal 8",
      description:
        strength > 0.5 ? "Community proposal." : "Move governance of the token to the new community address.",
      proposer: {
        earlierProposals: 1,
        earlierVotes: wholeBetween(4, 0, strength),
        ageDays: between(200, 5, strength),
      },
      actions: [
        {
          target: token,
          signature: "setGovernance(address)",
          calldata: call("setGovernance(address)", [taker]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: between(96, 66, strength), execution: between(144, 66, strength) },
      supply: 130_000,
      quorum: 0.05,
      treasury: [
        {
          token: actor(`${DAO} METRIC`),
          symbol: "METRIC",
          decimals: 18,
          balance: 130_000,
          valueUsd: 470_000,
        },
      ],
      history: { proposals: 12, medianVoters: 22 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "taker",
      support: "for",
      voters: wholeBetween(6, 1, strength),
      share: 0.08,
      from: 0.3,
      to: between(0.9, 0.6, strength),
      heldBefore: between(1, 0.2, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(4, 0, strength),
    },
    honest({ name: "holders", support: "against", voters: wholeBetween(8, 2, strength), share: 0.02 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [token]: { hasCode: true, verified: true, ageDays: 500, established: true, replaceable: false },
    [taker]: { hasCode: false, ageDays: between(200, 5, strength), established: false },
  };
}
