import type { KeyObject } from "node:crypto";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../lib/clock.ts";
import { isHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import { NetworkError } from "./errors.ts";
import { createFrames } from "./frames.ts";
import type { Frames } from "./frames.ts";
import { checkIdentity, createEphemeral, deriveKeys, proveIdentity } from "./handshake.ts";
import type { HandshakeContext } from "./handshake.ts";
import { createTokenBucket } from "./token-bucket.ts";
import { MAX_PAYLOAD_BYTES } from "./transport.ts";

export interface SessionDeps {
  readonly member: number;
  readonly chainId: number;
  readonly oracle: Hex;
  readonly key: KeyObject;
  readonly peerKeys: ReadonlyMap<number, KeyObject>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onRefused: (reason: string) => void;
}

/** One authenticated stream with one peer. */
export interface MeshSession {
  readonly peer: number;
  send(payload: string): void;
  /** Hands over what arrives until the stream ends; never rejects. */
  run(onPayload: (payload: string) => void): Promise<void>;
  close(reason: string): void;
}

const HANDSHAKE_MS = 5_000;
const PING_MS = 5_000;
const PER_SECOND = 100;
const BURST = 300;

/** A peer that does not read what it is sent is let go before it fills the memory. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/** The side that opened the socket. */
export async function dialSession(socket: WebSocket, peer: number, deps: SessionDeps): Promise<MeshSession> {
  const inbox = createInbox(socket, deps.signal);
  try {
    await inbox.open();
    const context = { chainId: deps.chainId, oracle: deps.oracle, dialer: deps.member, acceptor: peer };
    const own = createEphemeral();
    socket.send(JSON.stringify({ from: deps.member, to: peer, key: own.publicKey }));
    const reply = parse(await inbox.next());
    const theirs = reply["key"];
    const identity = deps.peerKeys.get(peer);
    if (
      identity === undefined ||
      !isHex(theirs, 32) ||
      !checkIdentity(identity, "acceptor", context, own.publicKey, theirs, reply["proof"])
    ) {
      throw refused(`Member ${peer} does not hold the key that "transport.peers" lists for it.`);
    }
    const keys = deriveKeys(own, theirs, "dialer", context, own.publicKey, theirs);
    const proof = proveIdentity(deps.key, "dialer", context, own.publicKey, theirs);
    socket.send(JSON.stringify({ proof }));
    return createSession(socket, peer, createFrames(keys), inbox, deps);
  } catch (error) {
    socket.terminate();
    throw error;
  }
}

/** The side that was called. */
export async function acceptSession(socket: WebSocket, deps: SessionDeps): Promise<MeshSession> {
  const inbox = createInbox(socket, deps.signal);
  try {
    const hello = parse(await inbox.next());
    const { from: peer, to, key: theirs } = hello;
    const identity = typeof peer === "number" ? deps.peerKeys.get(peer) : undefined;
    if (typeof peer !== "number" || identity === undefined || to !== deps.member || !isHex(theirs, 32)) {
      throw refused(
        `${typeof peer === "number" ? `Member ${peer}` : "A caller"} is not on the list of peers.`,
      );
    }
    const context: HandshakeContext = {
      chainId: deps.chainId,
      oracle: deps.oracle,
      dialer: peer,
      acceptor: deps.member,
    };
    const own = createEphemeral();
    const keys = deriveKeys(own, theirs, "acceptor", context, theirs, own.publicKey);
    const proof = proveIdentity(deps.key, "acceptor", context, theirs, own.publicKey);
    socket.send(JSON.stringify({ key: own.publicKey, proof }));
    const answer = parse(await inbox.next());
    if (!checkIdentity(identity, "dialer", context, theirs, own.publicKey, answer["proof"])) {
      throw refused(`A caller says that it is member ${peer}, but does not hold that member's key.`);
    }
    return createSession(socket, peer, createFrames(keys), inbox, deps);
  } catch (error) {
    socket.terminate();
    throw error;
  }
}

function refused(message: string): NetworkError {
  return new NetworkError("HANDSHAKE_REFUSED", message);
}

function parse(data: Buffer): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(data.toString("utf8"));
    if (typeof json === "object" && json !== null) return json as Record<string, unknown>;
  } catch {
    // Falls through to the refusal below.
  }
  throw refused("A caller does not speak the mesh's handshake.");
}

/** Messages of a socket in order, each waited for with the handshake's deadline. */
interface Inbox {
  open(): Promise<void>;
  next(): Promise<Buffer>;
  /** From now on messages go to the listener, those that wait already included. */
  handOver(listener: (data: Buffer) => void): void;
}

function createInbox(socket: WebSocket, stop: AbortSignal): Inbox {
  const waiting: Buffer[] = [];
  let listener: ((data: Buffer) => void) | null = null;
  let wake: (() => void) | null = null;
  socket.on("message", (data: RawData) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(data as Buffer[]);
    if (listener !== null) listener(bytes);
    else if (waiting.length < BURST) waiting.push(bytes);
    wake?.();
  });
  socket.on("error", () => {
    socket.terminate();
  });
  const until = async <T>(ready: () => T | undefined): Promise<T> => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(HANDSHAKE_MS)]);
    for (;;) {
      const value = ready();
      if (value !== undefined) return value;
      if (signal.aborted || socket.readyState >= socket.CLOSING) throw refused("The connection ended.");
      await new Promise<void>((resolve) => {
        wake = resolve;
        const events = ["open", "close"] as const;
        for (const event of events) socket.once(event, resolve);
        signal.addEventListener("abort", () => {
          resolve();
        });
      });
    }
  };
  return {
    open: async () => {
      await until(() => (socket.readyState === socket.OPEN ? true : undefined));
    },
    next: () => until(() => waiting.shift()),
    handOver: (target) => {
      listener = target;
      for (const data of waiting.splice(0)) target(data);
    },
  };
}

function createSession(
  socket: WebSocket,
  peer: number,
  frames: Frames,
  inbox: Inbox,
  deps: SessionDeps,
): MeshSession {
  const bucket = createTokenBucket(PER_SECOND, BURST, deps.clock.now());
  const end = (reason: string) => {
    deps.onRefused(reason);
    socket.terminate();
  };
  const receive = (data: Buffer, onPayload: (payload: string) => void) => {
    if (socket.readyState !== socket.OPEN) return;
    if (!bucket.take(deps.clock.now())) {
      end("rate");
      return;
    }
    let payload: string;
    try {
      payload = frames.open(data);
    } catch {
      end("frame");
      return;
    }
    onPayload(payload);
  };
  return {
    peer,
    send: (payload) => {
      if (socket.readyState !== socket.OPEN) return;
      if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
        throw new NetworkError("PAYLOAD_TOO_LARGE", `A payload exceeds ${MAX_PAYLOAD_BYTES} bytes.`);
      }
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) end("slow");
      else socket.send(frames.seal(payload));
    },
    run: (onPayload) =>
      new Promise((resolve) => {
        const stopPinging = keepAlive(socket, end);
        const finish = () => {
          stopPinging();
          resolve();
        };
        socket.once("close", finish);
        if (socket.readyState === socket.CLOSED) finish();
        inbox.handOver((data) => {
          receive(data, onPayload);
        });
      }),
    close: (reason) => {
      socket.close(1000, reason);
      setTimeout(() => {
        socket.terminate();
      }, 100).unref();
    },
  };
}

/** Ends a stream whose other side no longer answers. */
function keepAlive(socket: WebSocket, end: (reason: string) => void): () => void {
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) {
      end("silent");
      return;
    }
    answered = false;
    socket.ping();
  }, PING_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
