import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Beanstalk";
const diamond = actor(`${DAO} diamond`);
const code = actor(`${DAO} init`);

/** Votes bought for one block, and a path that needs no more than that. */
export const beanstalk: Mechanic = {
  id: "beanstalk",
  name: "flash-loan vote with an emergency path",
  date: "2022-04",
  dao: null,
  sources: [
    "https://rekt.news/beanstalk-rekt/",
    "https://medium.com/defi-safety/the-beanstalk-bean-exploit-b038f4d324ea",
  ],
  published:
    "some 1 billion USD borrowed for one block gave more than two thirds of the Stalk; votes counted at the current balance; emergencyCommit runs a proposal a day old with two thirds; the proposal's init contract was unverified and put into place afterwards; 181 million USD",
  weak: "part of the Stalk is held for weeks, the contract is verified and a month old, the text calls it an upgrade, more holders vote",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "BIP-18",
      description:
        strength > 0.5 ? "" : "Upgrade of the Silo: the diamond takes a new facet and runs its migration.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(3, 0, strength),
        ageDays: between(60, 1, strength),
      },
      actions: [
        {
          target: diamond,
          calldata: call("diamondCut((address,uint8,bytes4[])[],address,bytes)", [
            [],
            code,
            call("init()", []),
          ]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 24.5, execution: 24 },
      supply: 213_000_000,
      quorum: 2 / 3,
      treasury: [
        { token: actor(`${DAO} LP`), symbol: "LP", decimals: 18, balance: 79_000_000, valueUsd: 144_000_000 },
      ],
      history: { proposals: 17, medianVoters: 40 },
      blocs: blocsOf(strength),
      live: true,
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "borrower",
      support: "for",
      voters: 1,
      share: between(0.67, 0.79, strength),
      from: 0.99,
      to: 0.99,
      heldBefore: between(0.6, 0, strength),
      heldAfter: between(0.6, 0, strength),
      earlierVotes: wholeBetween(3, 0, strength),
    },
    honest({ name: "holders", support: "for", voters: wholeBetween(20, 3, strength), share: 0.01 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [diamond]: { verified: true, ageDays: 200, established: true, hasCode: true, replaceable: false },
    [code]: {
      verified: strength <= 0.5,
      ageDays: between(30, 0, strength),
      replaceable: strength > 0.7,
      established: false,
      hasCode: true,
    },
  };
}
