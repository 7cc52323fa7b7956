import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { openTimelock } from "./timelock.ts";
import type { TimelockSpec } from "./timelock.ts";

export interface MirrorSpec extends TimelockSpec {
  readonly homeChainId: bigint;
  readonly homeCommittee: string;
  readonly homeOracle: string;
  /** The home's. */
  readonly roundLength: bigint;
  readonly maxAge: bigint;
  /** May suspend members at once, besides the timelock; the zero address for none. */
  readonly brake: string;
}

/** A mirror that follows nothing yet: every role is the timelock's, which starts with no delay, as Breakwater's does. */
export const mirrorModule = (spec: MirrorSpec) =>
  buildModule("BreakwaterMirror", (m) => {
    const timelock = openTimelock(m, spec);
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
