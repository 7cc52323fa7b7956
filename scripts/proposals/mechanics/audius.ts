import { actor, between, call, honest, stage, tokens, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Audius";
const token = actor(`${DAO} token`);
const thief = actor(`${DAO} thief`);

/** The governor is initialised again: other rules, and power out of nothing. */
export const audius: Mechanic = {
  id: "audius",
  name: "re-initialised governor, power from nothing",
  date: "2022-07",
  dao: null,
  sources: [
    "https://blog.audius.co/article/audius-governance-takeover-post-mortem-7-23-22",
    "https://de.fi/rekt-database?id=3129",
  ],
  published:
    "an initializer could be called again: voting period of 3 blocks, no delay, 10 trillion AUDIO delegated to the attacker from nothing; one voter; 18.6 million AUDIO of the community pool, worth 6 million USD",
  weak: "the voting period stays at three days, half of the power is real and older, others vote as well, less is taken",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: strength > 0.5 ? "Hello" : "Rewards",
      description: strength > 0.5 ? "World" : "Community grant: transfer of rewards from the pool.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(2, 0, strength),
        ageDays: between(90, 3, strength),
      },
      actions: [
        {
          target: token,
          signature: "transfer(address,uint256)",
          calldata: call("transfer(address,uint256)", [
            thief,
            tokens(between(3_700_000, 18_564_497, strength)),
          ]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: between(72, 0.02, strength), execution: between(96, 0.02, strength) },
      supply: 10_000_000_000_000,
      quorum: 0.05,
      treasury: [{ token, symbol: "AUDIO", decimals: 18, balance: 18_600_000, valueUsd: 6_000_000 }],
      history: { proposals: 84, medianVoters: 14 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "thief",
      support: "for",
      voters: 1,
      share: between(0.2, 0.9, strength),
      from: 0.5,
      to: 0.5,
      heldBefore: between(0.5, 0, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(2, 0, strength),
    },
    ...(strength < 0.8
      ? [
          honest({
            name: "stakers",
            support: "against" as const,
            voters: wholeBetween(10, 2, strength),
            share: 0.02,
          }),
        ]
      : []),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [token]: { hasCode: true, verified: true, ageDays: 600, established: true, replaceable: false },
    [thief]: { hasCode: false, ageDays: between(90, 3, strength), established: false },
  };
}
