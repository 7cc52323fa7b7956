import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export interface ReadersSpec {
  readonly oracle: string;
  /** Rounds that the history keeps of a market. */
  readonly capacity: number;
  /** The DAO's timelock: says under which names consumers ask. */
  readonly timelock: string;
  /** May unbind a market at once, besides the timelock; the zero address for none. */
  readonly brake: string;
}

/** What reads every market of an oracle: the history, ERC-2362, and recordings for consumers of today's risk oracles. */
export const readersModule = ({ oracle, capacity, timelock, brake }: ReadersSpec) =>
  buildModule("Readers", (m) => {
    const history = m.contract("ScoreHistory", [oracle, capacity]);
    const values = m.contract("ScoreValues", [oracle]);
    const parameterFeed = m.contract("RiskParameterFeed", [history, timelock, brake]);
    return { history, values, parameterFeed };
  });
