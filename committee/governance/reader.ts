import type { Rpc } from "../chain/rpc.ts";
import type { ProposalsConfig } from "../config.ts";
import type { Block, PinnedReader } from "../market/chain-reader.ts";
import { readDao } from "./dao.ts";
import { createGovernorLog } from "./governor-log.ts";
import { findLive } from "./live.ts";
import type { LiveProposal } from "./live.ts";
import type { Simulator } from "./simulate.ts";
import { takeProposalSnapshot } from "./snapshot.ts";
import type { SnapshotInput, TakenSnapshot } from "./snapshot.ts";
import { readTreasury } from "./treasury.ts";
import type { GovernorConfig } from "../config.ts";

/** A proposal that is to be scored, with a snapshot that is taken when it is asked for. */
export interface ReadProposal extends LiveProposal {
  readonly config: GovernorConfig;
  take(signal: AbortSignal): Promise<TakenSnapshot>;
}

/** Reads governors, one after the other, and keeps their events between rounds. */
export interface ProposalReader {
  readonly governors: readonly GovernorConfig[];
  read(
    config: GovernorConfig,
    block: Block,
    at: PinnedReader,
    signal: AbortSignal,
  ): Promise<readonly ReadProposal[]>;
}

export function createProposalReader(
  { oracle, governors, freshBlocks }: ProposalsConfig,
  rpc: Rpc,
  simulator: Simulator,
): ProposalReader {
  const logs = new Map(
    governors.map(({ governor, fromBlock }) => [
      governor,
      createGovernorLog(rpc, governor, BigInt(fromBlock)),
    ]),
  );
  return {
    governors,
    async read(config, block, at, signal) {
      const history = await logs.get(config.governor)?.read(block, signal);
      if (history === undefined) return [];
      const dao = await readDao(config, history, block, rpc, at, signal);
      const live = await findLive(dao, oracle, at, signal);
      const treasury = live.length === 0 ? null : await readTreasury(config, rpc, at, signal);
      return live.map((one): ReadProposal => {
        const input: SnapshotInput = {
          ...{ proposal: one.proposal, dao, freshBlocks: BigInt(freshBlocks), simulator },
          treasury: treasury === null ? null : [...treasury],
        };
        return { ...one, config, take: (until) => takeProposalSnapshot(input, rpc, at, until) };
      });
    },
  };
}
