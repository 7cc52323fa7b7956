import type { Clock } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import type { Channels } from "../network/channels.ts";
import { createExchange } from "../network/exchange.ts";
import type { Exchange, ShareInput, SharedRound } from "../network/exchange.ts";

export interface ProposalExchangeDeps {
  readonly member: number;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly log: Logger;
  readonly revealDelayMs: number;
  readonly graceMs: number;
  readonly onRefused: (reason: string) => void;
}

/** Shares observations of proposals: one exchange a proposal, each on a channel of its own. */
export interface ProposalExchange {
  /** As `Exchange.share`, of one proposal. */
  share(governor: Hex, marketId: Hex, input: ShareInput, signal: AbortSignal): SharedRound;
  /** Closes the channels of a governor's other proposals: what is still said about those is late. */
  keepOnly(governor: Hex, marketIds: ReadonlySet<Hex>): void;
}

export function createProposalExchange(deps: ProposalExchangeDeps): ProposalExchange {
  const open = new Map<Hex, { readonly governor: Hex; readonly exchange: Exchange }>();
  const exchangeOf = (governor: Hex, marketId: Hex): Exchange => {
    const known = open.get(marketId);
    if (known !== undefined) return known.exchange;
    const { channels, ...rest } = deps;
    const exchange = createExchange({
      ...rest,
      transport: channels.channel(marketId),
      // Two observations of a proposal are refused, and prove nothing to anybody: no court is over this domain.
      onObservation: () => undefined,
    });
    void exchange.start();
    open.set(marketId, { governor, exchange });
    return exchange;
  };
  return {
    share: (governor, marketId, input, signal) => exchangeOf(governor, marketId).share(input, signal),
    keepOnly: (governor, marketIds) => {
      for (const [marketId, { governor: its, exchange }] of open) {
        if (its !== governor || marketIds.has(marketId)) continue;
        open.delete(marketId);
        void exchange.close();
      }
    },
  };
}
