import type { Rpc } from "../chain/rpc.ts";
import type { GovernorConfig } from "../config.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block, PinnedReader } from "../market/chain-reader.ts";
import { readOptionalViews } from "../market/views.ts";
import { governorAbi, timelockAbi, view } from "./abis.ts";
import type { GovernorHistory } from "./events.ts";
import { createTimepoints, readClockMode } from "./timepoints.ts";
import type { Timepoints } from "./timepoints.ts";

/** A DAO as it stands at a block: what all of its proposals have in common. */
export interface Dao {
  readonly config: GovernorConfig;
  readonly block: Block;
  readonly history: GovernorHistory;
  readonly times: Timepoints;
  /** Where votes are kept; null where the governor does not say. */
  readonly token: Hex | null;
  readonly timelock: Hex | null;
  /** Seconds from the end of a vote that a passing proposal waits; null where no timelock says. */
  readonly minDelay: bigint | null;
}

export async function readDao(
  config: GovernorConfig,
  history: GovernorHistory,
  block: Block,
  reader: Pick<Rpc, "block">,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<Dao> {
  const { governor } = config;
  const mode = await readClockMode(governor, at, signal);
  const [token, timelock] = (
    await readOptionalViews(
      [view(governorAbi, governor, "token"), view(governorAbi, governor, "timelock")],
      at,
      signal,
    )
  ).map((address) => (typeof address === "string" ? lowerHex(address) : null));
  const minDelay = timelock == null ? null : await readMinDelay(timelock, at, signal);
  const times = createTimepoints(reader, block, mode);
  return { config, block, history, times, token: token ?? null, timelock: timelock ?? null, minDelay };
}

async function readMinDelay(timelock: Hex, at: PinnedReader, signal: AbortSignal): Promise<bigint | null> {
  const [delay] = await readOptionalViews([view(timelockAbi, timelock, "getMinDelay")], at, signal);
  return typeof delay === "bigint" ? delay : null;
}
