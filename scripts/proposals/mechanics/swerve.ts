import type { Hex } from "../../../committee/lib/hex.ts";
import { actor, between, call, honest, stage, wholeBetween } from "./world.ts";
import type { Bloc, Mechanic, Plot } from "./world.ts";

const DAO = "Swerve";
const agent = actor(`${DAO} agent`);
const pool = actor(`${DAO} pool`);
const taker = actor(`${DAO} taker`);

/** Aragon's script of one call: spec 1, target, length, data. */
function script(target: Hex, data: Hex): Hex {
  const length = ((data.length - 2) / 2).toString(16).padStart(8, "0");
  return `0x00000001${target.slice(2)}${length}${data.slice(2)}`;
}

/** A DAO that everybody has left, and still owns something. */
export const swerve: Mechanic = {
  id: "swerve",
  name: "ownership of an abandoned pool",
  date: "2023-03",
  dao: null,
  sources: ["https://www.chaincatcher.com/article/2089961"],
  published:
    "a defunct fork of Curve, with Aragon voting as Curve has; an attempt through its votes at a pool of 1.3 million USD",
  weak: "the votes come from old wallets of the DAO, the new owner is a verified contract, the text names it",
  draw: (strength) =>
    stage({
      dao: DAO,
      title: "Vote 17",
      description: strength > 0.5 ? "Parameter update." : "Hand the ownership of the pool to a new admin.",
      proposer: {
        earlierProposals: 1,
        earlierVotes: wholeBetween(3, 0, strength),
        ageDays: between(300, 20, strength),
      },
      actions: [
        {
          target: agent,
          calldata: call("forward(bytes)", [script(pool, call("transferOwnership(address)", [taker]))]),
        },
      ],
      contracts: contractsOf(strength),
      hours: { delay: 0, vote: 168, execution: 168 },
      supply: 30_000_000,
      quorum: 0.015,
      treasury: [
        { token: actor(`${DAO} LP`), symbol: "swUSD", decimals: 18, balance: 1_300_000, valueUsd: 1_300_000 },
      ],
      history: { proposals: 16, medianVoters: 12 },
      blocs: blocsOf(strength),
    }),
};

function blocsOf(strength: number): Bloc[] {
  return [
    {
      name: "taker",
      support: "for",
      voters: wholeBetween(4, 1, strength),
      share: 0.018,
      from: 0.2,
      to: 0.5,
      heldBefore: between(1, 0.4, strength),
      heldAfter: 1,
      earlierVotes: wholeBetween(3, 0, strength),
    },
    honest({ name: "leftovers", support: "against", voters: wholeBetween(5, 1, strength), share: 0.004 }),
  ];
}

function contractsOf(strength: number): Plot["contracts"] {
  return {
    [agent]: { hasCode: true, verified: true, ageDays: 900, established: true, replaceable: false },
    [pool]: { hasCode: true, verified: true, ageDays: 900, established: true, replaceable: false },
    [taker]: {
      hasCode: true,
      verified: strength <= 0.5,
      ageDays: between(60, 3, strength),
      established: false,
      replaceable: false,
    },
  };
}
