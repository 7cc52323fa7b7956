import type { Model } from "./inference/model.ts";
import type { Config } from "./config.ts";
import type { Rpc } from "./chain/rpc.ts";
import type { Clock } from "./lib/clock.ts";
import { messageOf } from "./lib/errors.ts";
import { lowerHex } from "./lib/hex.ts";
import type { Hex } from "./lib/hex.ts";
import { readMany } from "./market/multicall.ts";
import { configDigestCall, readRoster } from "./market/roster.ts";
import type { Market, Roster } from "./market/roster.ts";
import { createSnapshotTaker } from "./market/snapshot.ts";
import type { Calibrator } from "./calibration/calibrator.ts";
import { createScorer } from "./report/scorer.ts";
import type { ContextSource, RoundContext } from "./round.ts";
import { assertMembership } from "./setup.ts";

export interface ContextDeps {
  readonly config: Config;
  readonly rpc: Rpc;
  readonly model: Model;
  readonly calibrator: Calibrator;
  readonly clock: Clock;
  readonly signer: Hex;
}

/** Keeps what follows from the configuration on chain, and makes it anew when its digest changes. */
export interface ContextKeeper extends ContextSource {
  readonly signer: Hex;
}

export function createContextKeeper(deps: ContextDeps): ContextKeeper {
  const { config, rpc, model, calibrator, clock, signer } = deps;
  const { oracle, committee, multicall } = config.chain;
  const feedOf = (market: Market) => config.feeds.markets[market.id] ?? market.referenceFeed;
  const panel = [config.feeds.panel.BTC, config.feeds.panel.ETH];
  let current: RoundContext | null = null;

  const create = (roster: Roster, problem: string | null): RoundContext => {
    const feeds = [...new Set([...panel, ...roster.markets.map(feedOf)])];
    const { historyHours, staleAfterSeconds } = config.feeds;
    const taker = createSnapshotTaker({
      reader: rpc,
      multicall,
      oracle,
      feeds,
      historyHours,
      staleAfterSeconds,
    });
    const scorer = createScorer({ model, calibrator, clock, panel, feedOf });
    return { roster, taker, scorer, modelHash: lowerHex(model.sha256), problem };
  };

  const problemOf = (roster: Roster): string | null => {
    try {
      assertMembership(roster, config.member, signer, lowerHex(model.sha256));
      return null;
    } catch (error) {
      return messageOf(error);
    }
  };

  return {
    signer,
    get current() {
      return current;
    },
    at: async (block, signal) => {
      const at = { reader: rpc, multicall, blockHash: block.hash };
      if (current !== null) {
        const [digest] = await readMany([configDigestCall(oracle)], at, signal);
        if (digest === current.roster.configDigest) return current;
      }
      const roster = await readRoster(oracle, committee, at, signal);
      current = create(roster, problemOf(roster));
      return current;
    },
  };
}
