import { actor, between, call, honest, stage, tokens, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Fortress";
const comptroller = actor(`${DAO} comptroller`);
const oracle = actor(`${DAO} oracle`);
const feeder = actor(`${DAO} feeder`);
const market = actor(`${DAO} fFTS`);

/** A vote that costs less than what it opens: other prices, and collateral at those prices. */
export const fortress: Mechanic = {
  id: "fortress",
  name: "cheap vote for other prices",
  date: "2022-05",
  dao: null,
  sources: [
    "https://rekt.news/fortress-rekt/",
    "https://github.com/kismp123/DeFi-Security-Incident/blob/main/2022/2022-05-08_FortressLoans_OraclePriceGovernanceAttack.md",
  ],
  published:
    "cheaply bought FTS met the 4 % quorum; the proposal made FTS collateral and the oracle's prices were the attacker's; 3 million USD out of 13 markets",
  weak: "the FTS lie in several wallets for weeks, the feeder is verified and older, the text speaks of a new price feed",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Proposal 11",
      description: strength > 0.5 ? "Adjust FTS." : "New price feed for FTS, and FTS as collateral.",
      proposer: {
        earlierProposals: 0,
        earlierVotes: wholeBetween(3, 0, strength),
        ageDays: between(150, 30, strength),
      },
      actions: [
        {
          target: oracle,
          signature: "setPriceSubmitter(address)",
          calldata: call("setPriceSubmitter(address)", [feeder]),
        },
        {
          target: comptroller,
          signature: "_setCollateralFactor(address,uint256)",
          calldata: call("_setCollateralFactor(address,uint256)", [market, tokens(0.7)]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 72, execution: 120 },
      supply: 10_000_000,
      quorum: 0.04,
      treasury: [
        { token: actor(`${DAO} token`), symbol: "FTS", decimals: 18, balance: 3_000_000, valueUsd: 70_000 },
      ],
      history: { proposals: 10, medianVoters: 15 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "buyer",
      support: "for",
      voters: wholeBetween(5, 1, strength),
      share: 0.042,
      from: 0.1,
      to: 0.5,
      heldBefore: between(1, 0.3, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(3, 0, strength),
    },
    honest({ name: "holders", support: "against", voters: wholeBetween(7, 1, strength), share: 0.005 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [oracle]: { hasCode: true, verified: true, ageDays: 300, established: true, replaceable: false },
    [comptroller]: { hasCode: true, verified: true, ageDays: 300, established: true, replaceable: false },
    [feeder]: {
      hasCode: true,
      verified: strength <= 0.5,
      ageDays: between(40, 15, strength),
      established: false,
      replaceable: false,
    },
  };
}
