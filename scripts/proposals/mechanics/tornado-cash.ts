import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Mechanic } from "./world.ts";

const DAO = "Tornado";
const proposal = actor(`${DAO} proposal contract`);

/** Honest voters approve code that is another one when it runs. Nothing about the vote is wrong. */
export const tornadoCash: Mechanic = {
  id: "tornado-cash",
  name: "approved code, redeployed before execution",
  date: "2023-05",
  dao: null,
  sources: [
    "https://twitter.com/SlowMist_Team/status/1660252800406659073",
    "https://de.fi/rekt-database?id=3532",
  ],
  published:
    "proposal 20 was said to repeat the logic of an earlier one; its contract could selfdestruct and was deployed again at the same address by CREATE2; 1.2 million votes given to the attacker against some 700,000 lawful ones",
  weak: "who reads the snapshot does not see that the code can be replaced (null below one half), the contract is older, its proposer has voted",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Proposal 20: penalise cheating relayers",
      description: "Slashes relayers that cheat, with the same contract code as proposal 16.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(4, 0, strength),
        ageDays: between(120, 20, strength),
      },
      actions: [{ target: proposal, calldata: call("executeProposal()", []), delegatecall: true }],
      contracts: {
        [proposal]: {
          hasCode: true,
          verified: true,
          ageDays: between(30, 6, strength),
          replaceable: strength > 0.5 ? true : null,
          established: false,
        },
      },
      hours: { delay: 0, vote: 120, execution: 168 },
      supply: 10_000_000,
      quorum: 0.01,
      treasury: [
        {
          token: actor(`${DAO} token`),
          symbol: "TORN",
          decimals: 18,
          balance: 5_000_000,
          valueUsd: 30_000_000,
        },
      ],
      history: { proposals: 19, medianVoters: 30 },
      blocs: [
        honest({ name: "holders", support: "for", voters: 24, share: 0.06 }),
        honest({ name: "doubters", support: "against", voters: 3, share: 0.003 }),
      ],
    }),
};
