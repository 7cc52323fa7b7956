import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Yam";
const reserves = actor(`${DAO} reserves`);
const taker = actor(`${DAO} taker`);

/** A text of routine payments over a call that hands over the reserves. */
export const yam: Mechanic = {
  id: "yam",
  name: "reserves under a text of routine payments",
  date: "2022-07",
  dao: null,
  sources: [
    "https://decrypt.co/104848/yam-finance-safeguards-3-1m-treasury-governance-attack",
    "https://www.coinspeaker.com/yam-finance-attack-control-3m/",
  ],
  published:
    "proposed through internal transactions of an unverified contract; 224,739 YAM of the proposer met the quorum at once; the text lists contributors' payments, the call gives away the reserves of 3.1 million USD; cancelled within hours",
  weak: "the votes come later, from several older wallets, the contract is verified, the text names the change of control",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Contributor payments for May",
      description:
        strength > 0.4
          ? "Pays contributors for May, settles synthetic and success tokens, claims rewards for the reserves."
          : "Pays contributors for May and moves the reserves under a new governance contract.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(3, 0, strength),
        ageDays: between(120, 2, strength),
      },
      actions: [
        {
          target: reserves,
          signature: "_setPendingGov(address)",
          calldata: call("_setPendingGov(address)", [taker]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 43, execution: between(96, 55, strength) },
      supply: 15_000_000,
      quorum: 0.0134,
      treasury: [
        { token: actor(`${DAO} USDC`), symbol: "USDC", decimals: 6, balance: 3_100_000, valueUsd: 3_100_000 },
      ],
      history: { proposals: 30, medianVoters: 14 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "taker",
      support: "for",
      voters: wholeBetween(5, 1, strength),
      share: 224_739 / 15_000_000,
      from: between(0.4, 0.02, strength),
      to: between(0.9, 0.02, strength),
      heldBefore: between(1, 0, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(3, 0, strength),
    },
    honest({ name: "holders", support: "against", voters: wholeBetween(7, 2, strength), share: 0.003 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [reserves]: { hasCode: true, verified: true, ageDays: 600, established: true, replaceable: false },
    [taker]: {
      hasCode: true,
      verified: strength <= 0.5,
      ageDays: between(50, 2, strength),
      established: false,
      replaceable: false,
    },
  };
}
