import type { KeyObject } from "node:crypto";
import { WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../lib/clock.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import { splitSocket } from "../lib/socket-address.ts";
import { importPublicKey } from "../lib/transport-key.ts";
import { NetworkError } from "./errors.ts";
import { acceptSession, dialSession } from "./mesh-session.ts";
import type { MeshSession, SessionDeps } from "./mesh-session.ts";
import type { Transport, TransportHandlers } from "./transport.ts";
import { MAX_PAYLOAD_BYTES } from "./transport.ts";

export interface MeshPeer {
  readonly member: number;
  readonly address: string;
  readonly publicKey: Hex;
}

export interface MeshOptions {
  readonly member: number;
  readonly chainId: number;
  readonly oracle: Hex;
  readonly listen: string;
  readonly key: KeyObject;
  readonly peers: readonly MeshPeer[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Told of every session refused or ended by force, with a reason code. */
  readonly onRefused?: (reason: string) => void;
}

export interface MeshTransport extends Transport {
  /** Where it listens, once started: the port that was free when 0 was asked for. */
  address(): string;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** A full mesh of direct authenticated streams: of two members, the one with the lower index dials. */
export function createMesh(options: MeshOptions): MeshTransport {
  return new Mesh(options);
}

class Mesh implements MeshTransport {
  readonly #options: MeshOptions;
  readonly #stop = new AbortController();
  readonly #sessions = new Map<number, MeshSession>();
  readonly #keys: ReadonlyMap<number, KeyObject>;
  readonly #dialing: Promise<void>[] = [];
  #server: WebSocketServer | null = null;
  #handlers: TransportHandlers | null = null;

  constructor(options: MeshOptions) {
    this.#options = options;
    this.#keys = new Map(options.peers.map((peer) => [peer.member, importPublicKey(peer.publicKey)]));
  }

  async start(handlers: TransportHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#server = await listen(this.#options.listen);
    this.#server.on("connection", (socket) => {
      this.#adopt(acceptSession(socket, this.#sessionDeps())).catch(() => undefined);
    });
    const { member, peers } = this.#options;
    for (const peer of peers.filter((entry) => entry.member > member)) {
      this.#dialing.push(this.#keepDialing(peer));
    }
  }

  address(): string {
    const address = this.#server?.address();
    if (address === null || address === undefined || typeof address === "string") return this.#options.listen;
    return `${splitSocket(this.#options.listen).host}:${address.port}`;
  }

  broadcast(payload: string): void {
    for (const session of this.#sessions.values()) session.send(payload);
  }

  send(to: number, payload: string): void {
    this.#sessions.get(to)?.send(payload);
  }

  connected(): readonly number[] {
    return [...this.#sessions.keys()].sort((a, b) => a - b);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    for (const session of this.#sessions.values()) session.close("stopping");
    const server = this.#server;
    if (server !== null) {
      for (const socket of server.clients) socket.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    }
    await Promise.all(this.#dialing);
  }

  #sessionDeps(): SessionDeps {
    const { member, chainId, oracle, key, clock, onRefused } = this.#options;
    return {
      member,
      chainId,
      oracle,
      key,
      clock,
      peerKeys: this.#keys,
      signal: this.#stop.signal,
      onRefused: onRefused ?? (() => undefined),
    };
  }

  /** Puts a session that is being made in place of the peer's earlier one; resolves when it has ended. */
  async #adopt(making: Promise<MeshSession>): Promise<void> {
    let session: MeshSession;
    try {
      session = await making;
    } catch (error) {
      this.#options.onRefused?.(error instanceof NetworkError ? "handshake" : "connection");
      this.#options.log.debug({ event: "peer.refused", reason: messageOf(error) }, "No session with a peer.");
      throw error;
    }
    const { peer } = session;
    const before = this.#sessions.get(peer);
    this.#sessions.set(peer, session);
    before?.close("superseded");
    if (before === undefined) this.#handlers?.onConnected(peer);
    await session.run((payload) => this.#handlers?.onMessage(peer, payload));
    if (this.#sessions.get(peer) !== session) return;
    this.#sessions.delete(peer);
    this.#handlers?.onDisconnected(peer);
  }

  async #keepDialing(peer: MeshPeer): Promise<void> {
    const { signal } = this.#stop;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        const socket = new WebSocket(`ws://${peer.address}`, {
          perMessageDeflate: false,
          maxPayload: 2 * MAX_PAYLOAD_BYTES,
          handshakeTimeout: LONGEST_RETRY_MS,
        });
        await this.#adopt(dialSession(socket, peer.member, this.#sessionDeps()));
        retryMs = FIRST_RETRY_MS;
      } catch {
        retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
      }
      await sleepUnlessAborted(this.#options.clock, retryMs, signal);
    }
  }
}

async function listen(address: string): Promise<WebSocketServer> {
  const { host, port } = splitSocket(address);
  return new Promise((resolve, reject) => {
    const server = new WebSocketServer({
      host,
      port,
      perMessageDeflate: false,
      maxPayload: 2 * MAX_PAYLOAD_BYTES,
    });
    server.once("listening", () => {
      resolve(server);
    });
    server.once("error", (error) => {
      const why =
        (error as NodeJS.ErrnoException).code === "EADDRINUSE" ? "the port is in use" : error.message;
      reject(
        new NetworkError(
          "LISTEN_FAILED",
          `The transport cannot listen on ${address}: ${why}. Free it or change "transport.listen".`,
          { address },
          error,
        ),
      );
    });
  });
}
