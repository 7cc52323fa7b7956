import { actor, between, call, honest, stage, tokens } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Compound";
const token = actor(`${DAO} token`);
const vault = actor(`${DAO} vault`);
const SUPPLY = 10_000_000;

/** Lawful in form: votes bought at an exchange, cast when nobody is left to answer. */
export const compound289: Mechanic = {
  id: "compound-289",
  name: "late swing for a vault of the proposers",
  date: "2024-07",
  dao: "Compound",
  sources: [
    "https://www.coindesk.com/markets/2024/07/29/comp-down-67-after-supposed-governance-attack-on-compound-dao",
    "https://blockfresh.com/compound-finance-resolves-governance-dispute-comp-token-rises/",
  ],
  published:
    "682,191 votes for against 633,636 on a weekend; 499,000 COMP, some 24 million USD and 5 % of the treasury, to a vault of the proposers; five addresses took 230,000 COMP from an exchange just before; third attempt of the same group",
  weak: "most of the bought power is weeks old, its votes come from the middle of the period on, the vault is verified and older",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Trust setup for DAO investment into goldCOMP",
      description:
        "Invests 499,000 COMP of the treasury into the goldCOMP vault, which pays a yield to COMP holders.",
      proposer: { earlierProposals: 2, earlierVotes: 6, ageDays: 400 },
      actions: [
        {
          target: token,
          signature: "approve(address,uint256)",
          calldata: call("approve(address,uint256)", [vault, tokens(499_000)]),
        },
        {
          target: vault,
          signature: "deposit(uint256)",
          calldata: call("deposit(uint256)", [tokens(499_000)]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 48, vote: 72, execution: 168 },
      supply: SUPPLY,
      quorum: 0.04,
      treasury: [{ token, symbol: "COMP", decimals: 18, balance: 9_980_000, valueUsd: 480_000_000 }],
      history: { proposals: 288, medianVoters: 55 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "exchange",
      support: "for",
      voters: 5,
      share: 230_000 / SUPPLY,
      from: between(0.5, 0.94, strength),
      to: 0.98,
      heldBefore: between(0.8, 0, strength),
      heldAfter: 1,
      earlierVotes: 0,
    },
    {
      name: "group",
      support: "for",
      voters: 6,
      share: 352_191 / SUPPLY,
      from: between(0.3, 0.8, strength),
      to: between(0.8, 0.97, strength),
      heldBefore: 1,
      heldAfter: 1,
      earlierVotes: 2,
    },
    honest({ name: "friends", support: "for", voters: 10, share: 100_000 / SUPPLY }),
    honest({ name: "delegates", support: "against", voters: 36, share: 633_636 / SUPPLY }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [token]: { hasCode: true, verified: true, ageDays: 1_600, established: true, replaceable: false },
    [vault]: {
      hasCode: true,
      verified: true,
      ageDays: between(90, 60, strength),
      established: false,
      replaceable: false,
    },
  };
}
