import type { Config } from "./config.ts";
import { createChannels } from "./network/channels.ts";
import type { Channels } from "./network/channels.ts";
import { createExchange } from "./network/exchange.ts";
import type { Exchange } from "./network/exchange.ts";
import type { NodeParts } from "./setup.ts";

export interface NodeNetwork {
  /** For what is said beside the rounds. */
  readonly channels: Channels;
  /** The rounds' own; it starts and closes the transport. */
  readonly exchange: Exchange;
}

/** Puts together what members say to each other, over the node's one transport. */
export function assembleNetwork({ member, timing }: Config, parts: NodeParts): NodeNetwork {
  const { transport, clock, log, metrics, store } = parts;
  const { revealDelayMs, graceMs } = timing;
  const notePeers = (event: "peer.connected" | "peer.disconnected", peer: number) => {
    metrics.set("breakwater_peers_connected", transport.connected().length);
    log.info({ event, peer }, event === "peer.connected" ? "Peer connected." : "Peer disconnected.");
  };
  const channels = createChannels({
    ...{ transport, clock },
    onRefused: (peer, reason) => {
      // Who does not score proposals, or has not read of one yet, hears of them all the same.
      if (reason !== "foreign") metrics.count("breakwater_refusals_total", { reason: `proposal-${reason}` });
      log.debug({ event: "channel.refused", peer, reason }, "A payload that nobody here waits for.");
    },
  });
  const exchange = createExchange({
    ...{ member, transport: channels.home, clock, log, revealDelayMs, graceMs },
    onRefused: (reason) => {
      metrics.count("breakwater_refusals_total", { reason });
    },
    onObservation: (observation) => {
      store.recordObservation(observation);
    },
    onConnected: (peer) => {
      notePeers("peer.connected", peer);
    },
    onDisconnected: (peer) => {
      notePeers("peer.disconnected", peer);
    },
  });
  return { channels, exchange };
}
