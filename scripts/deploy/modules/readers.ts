import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export interface ReadersSpec {
  readonly oracle: string;
  /** Rounds that the history keeps of a market. */
  readonly capacity: number;
}

/** What reads every market of an oracle: the history, and ERC-2362. */
export const readersModule = ({ oracle, capacity }: ReadersSpec) =>
  buildModule("Readers", (m) => {
    const history = m.contract("ScoreHistory", [oracle, capacity]);
    const values = m.contract("ScoreValues", [oracle]);
    return { history, values };
  });
