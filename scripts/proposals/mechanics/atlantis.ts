import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Atlantis";
const markets = ["aBNB", "aBUSD", "aUSDT", "aETH"].map((name) => actor(`${DAO} ${name}`));
const taker = actor(`${DAO} taker`);

/** The developers left, the contracts and the users' allowances stayed. */
export const atlantis: Mechanic = {
  id: "atlantis",
  name: "admin of every market of an abandoned lender",
  date: "2023-06",
  dao: null,
  sources: ["https://rekt.news/atlantis-loans-rekt/", "https://hacked.slowmist.io/"],
  published:
    "a lender without developers, governed as Compound was; a proposal gave the attacker's contract the markets' administration, and with a back door in their code what users had allowed them: over 1 million USD",
  weak: "the votes come from wallets of the DAO, the new admin is verified and older, the text names it, more holders vote",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Proposal 52",
      description: strength > 0.5 ? "Update." : "New admin for the markets, so that somebody maintains them.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(3, 0, strength),
        ageDays: between(100, 40, strength),
      },
      actions: markets.map((target) => ({
        target,
        signature: "_setPendingAdmin(address)",
        calldata: call("_setPendingAdmin(address)", [taker]),
      })),
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 72, execution: 120 },
      supply: 100_000_000,
      quorum: 0.04,
      treasury: [
        { token: actor(`${DAO} token`), symbol: "ATL", decimals: 18, balance: 1_000_000, valueUsd: 10_000 },
      ],
      history: { proposals: 51, medianVoters: 9 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "taker",
      support: "for",
      voters: wholeBetween(5, 1, strength),
      share: 0.05,
      from: 0.05,
      to: 0.4,
      heldBefore: between(1, 0.5, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(3, 0, strength),
    },
    honest({ name: "holders", support: "against", voters: wholeBetween(5, 1, strength), share: 0.005 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    ...Object.fromEntries(
      markets.map((market) => [
        market,
        { hasCode: true, verified: true, ageDays: 700, established: true, replaceable: false },
      ]),
    ),
    [taker]: {
      hasCode: true,
      verified: strength <= 0.5,
      ageDays: between(50, 20, strength),
      established: false,
      replaceable: false,
    },
  };
}
