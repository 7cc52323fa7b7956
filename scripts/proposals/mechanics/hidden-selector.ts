import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Mechanic } from "./world.ts";

const DAO = "Hidden";
const market = actor(`${DAO} market`);
const taker = actor(`${DAO} taker`);

/** The function that the proposal names is not the one that its calldata calls. The vote is as honest as its voters. */
export const hiddenSelector: Mechanic = {
  id: "hidden-selector",
  name: "calldata that is not what the proposal names",
  date: null,
  dao: null,
  sources: ["https://docs.openzeppelin.com/contracts/5.x/api/governance"],
  published:
    "a governor runs calldata and does not compare it with the signature or the text that voters read: a technique, no single attack",
  weak: "the call lies within an unnamed executor's argument, in a verified contract, and its proposer is known",
  draw: (strength) => {
    const takeover = call("transferOwnership(address)", [taker]);
    return stage({
      dao: DAO,
      title: "Reserve factor of the market to 15 %",
      description: "Sets the reserve factor of the market to 15 %, as discussed in the forum.",
      proposer: {
        earlierProposals: wholeBetween(3, 0, strength),
        earlierVotes: 5,
        ageDays: between(400, 60, strength),
      },
      actions: [
        strength > 0.4
          ? { target: market, signature: "setReserveFactor(uint256)", calldata: takeover }
          : {
              target: market,
              signature: "runAsMarket(bytes)",
              calldata: call("runAsMarket(bytes)", [takeover]),
            },
      ],
      contracts: {
        [market]: { hasCode: true, verified: true, ageDays: 600, established: true, replaceable: false },
        [taker]: {
          hasCode: true,
          verified: strength <= 0.6,
          ageDays: between(90, 5, strength),
          established: false,
          replaceable: false,
        },
      },
      hours: { delay: 24, vote: 72, execution: 144 },
      supply: 10_000_000,
      quorum: 0.04,
      treasury: [
        { token: actor(`${DAO} USDC`), symbol: "USDC", decimals: 6, balance: 8_000_000, valueUsd: 8_000_000 },
      ],
      history: { proposals: 80, medianVoters: 40 },
      blocs: [honest({ name: "holders", support: "for", voters: 38, share: 0.07 })],
    });
  },
};
