import { actor, between, call, honest, stage, tokens, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Synthetify";
const usdc = actor(`${DAO} USDC`);
const staked = actor(`${DAO} stSOL`);
const thief = actor(`${DAO} thief`);

/** The tenth of ten proposals that look alike: the others are empty. */
export const synthetify: Mechanic = {
  id: "synthetify",
  name: "treasury of an ignored DAO",
  date: "2023-10",
  dao: null,
  sources: ["https://twitter.com/synthetify/status/1714933001027477909", "https://hacked.slowmist.io/"],
  published:
    "ten proposals that look alike in an inactive DAO, nine of them empty, voted through with the attacker's own tokens; USDC, mSOL and stSOL for 230,000 USD left, some 90,000 USD stayed",
  weak: "the tokens lie in several wallets that voted before, the text admits to a payment, a quarter of it is taken",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Test",
      description: strength > 0.5 ? "Test proposal." : "Payment for maintenance of the contracts.",
      proposer: {
        earlierProposals: wholeBetween(3, 9, strength),
        earlierVotes: wholeBetween(3, 9, strength),
        ageDays: between(200, 25, strength),
      },
      actions: [
        {
          target: usdc,
          calldata: call("multicall(bytes[])", [
            [call("transfer(address,uint256)", [thief, tokens(between(25_000, 130_000, strength), 6)])],
          ]),
        },
        {
          target: staked,
          calldata: call("transfer(address,uint256)", [thief, tokens(between(700, 4_000, strength))]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 168, execution: 168 },
      supply: 100_000_000,
      quorum: 0.01,
      treasury: [
        { token: usdc, symbol: "USDC", decimals: 6, balance: 200_000, valueUsd: 200_000 },
        { token: staked, symbol: "stSOL", decimals: 18, balance: 4_000, valueUsd: 120_000 },
      ],
      history: { proposals: 25, medianVoters: 11 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "thief",
      support: "for",
      voters: wholeBetween(4, 1, strength),
      share: 0.015,
      from: 0.1,
      to: 0.6,
      heldBefore: between(1, 0.3, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(3, 9, strength),
    },
    honest({ name: "holders", support: "for", voters: wholeBetween(4, 1, strength), share: 0.001 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [usdc]: { hasCode: true, verified: true, ageDays: 900, established: true, replaceable: false },
    [staked]: { hasCode: true, verified: true, ageDays: 700, established: true, replaceable: false },
    [thief]: { hasCode: false, ageDays: between(200, 25, strength), established: false },
  };
}
