import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { ZeroAddress } from "ethers";

export interface MirrorSpec {
  readonly homeChainId: bigint;
  readonly homeCommittee: string;
  readonly homeOracle: string;
  /** The home's. */
  readonly roundLength: bigint;
  readonly maxAge: bigint;
  /** May suspend members at once, besides the timelock; the zero address for none. */
  readonly brake: string;
  /** Who may propose to and cancel in the timelock. */
  readonly proposers: readonly string[];
  /** Who may execute; the zero address lets anyone. */
  readonly executors: readonly string[];
}

/** A mirror that follows nothing yet: every role is the timelock's, which starts with no delay, as Breakwater's does. */
export const mirrorModule = (spec: MirrorSpec) =>
  buildModule("BreakwaterMirror", (m) => {
    const deployer = m.getAccount(0);
    const timelock = m.contract("TimelockController", [
      0n,
      [deployer, ...spec.proposers],
      [deployer, ...spec.executors],
      ZeroAddress,
    ]);
    const committee = m.contract("MirrorCommittee", [
      spec.homeChainId,
      spec.homeCommittee,
      spec.homeOracle,
      timelock,
      spec.brake,
    ]);
    const oracle = m.contract("MirrorOracle", [committee, spec.roundLength, spec.maxAge, timelock]);
    return { timelock, committee, oracle };
  });
