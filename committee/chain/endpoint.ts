import { FetchRequest, JsonRpcProvider, Network, WebSocketProvider, isError } from "ethers";
import type { JsonRpcApiProvider } from "ethers";
import { messageOf } from "../lib/errors.ts";
import { ChainError } from "./errors.ts";

/** One JSON-RPC endpoint. */
export interface Endpoint {
  readonly url: string;
  /** Whether new blocks are pushed. */
  readonly pushes: boolean;
  /**
   * One request. Rejects with ChainError: CALL_REVERTED and RPC_REFUSED are answers, RPC_TIMEOUT and NO_ENDPOINT say
   * that the endpoint itself failed.
   */
  send(method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown>;
  /** Calls back at every new block, for as long as the connection lasts; only where `pushes`. */
  onHead(listener: () => void): void;
  close(): void;
}

/** JSON-RPC codes that say "not now" rather than "no": limit exceeded, resource unavailable. */
const RETRYABLE_RPC_CODES = new Set([-32005, -32002]);

export function openEndpoint(url: string, chainId: number, timeoutMs: number): Endpoint {
  return /^wss?:/.test(url)
    ? new SocketEndpoint(url, chainId, timeoutMs)
    : new HttpEndpoint(url, chainId, timeoutMs);
}

class HttpEndpoint implements Endpoint {
  readonly url: string;
  readonly pushes = false;
  readonly #provider: JsonRpcProvider;
  readonly #timeoutMs: number;

  constructor(url: string, chainId: number, timeoutMs: number) {
    this.url = url;
    this.#timeoutMs = timeoutMs;
    const request = new FetchRequest(url);
    request.timeout = timeoutMs;
    // The node decides itself what to read together (multicall): batching would only delay each request.
    const options = { staticNetwork: Network.from(chainId), batchMaxCount: 1, cacheTimeout: -1 };
    this.#provider = new JsonRpcProvider(request, chainId, options);
  }

  send(method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    return sendThrough(this.#provider, this.url, this.#timeoutMs, method, params, signal);
  }

  onHead(): void {
    // Nothing is pushed over HTTP.
  }

  close(): void {
    this.#provider.destroy();
  }
}

class SocketEndpoint implements Endpoint {
  readonly url: string;
  readonly pushes = true;
  readonly #chainId: number;
  readonly #timeoutMs: number;
  readonly #listeners: (() => void)[] = [];
  #provider: WebSocketProvider | null = null;
  #closed = false;

  constructor(url: string, chainId: number, timeoutMs: number) {
    this.url = url;
    this.#chainId = chainId;
    this.#timeoutMs = timeoutMs;
  }

  send(method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    return sendThrough(this.#connect(), this.url, this.#timeoutMs, method, params, signal);
  }

  onHead(listener: () => void): void {
    this.#listeners.push(listener);
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#drop(this.#provider);
  }

  /** The standing connection, or a new one when it was lost. */
  #connect(): WebSocketProvider {
    if (this.#provider !== null) return this.#provider;
    const socket = new WebSocket(this.url);
    const options = { staticNetwork: Network.from(this.#chainId), batchMaxCount: 1, cacheTimeout: -1 };
    const provider = new WebSocketProvider(socket, this.#chainId, options);
    const lost = () => {
      if (this.#provider === provider) this.#drop(provider);
    };
    socket.addEventListener("close", lost);
    socket.addEventListener("error", lost);
    void provider.on("block", () => {
      for (const listener of this.#listeners) listener();
    });
    if (this.#closed) this.#drop(provider);
    else this.#provider = provider;
    return provider;
  }

  #drop(provider: WebSocketProvider | null): void {
    this.#provider = null;
    provider?.destroy().catch(() => undefined);
  }
}

async function sendThrough(
  provider: JsonRpcApiProvider,
  url: string,
  timeoutMs: number,
  method: string,
  params: readonly unknown[],
  signal: AbortSignal,
): Promise<unknown> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    reject(signal.reason as Error);
  };
  signal.addEventListener("abort", onAbort);
  const timer = setTimeout(() => {
    const message = `${hostOf(url)} did not answer ${method} within ${timeoutMs} ms.`;
    reject(new ChainError("RPC_TIMEOUT", message, { host: hostOf(url), method }));
  }, timeoutMs);
  try {
    signal.throwIfAborted();
    return await Promise.race([provider.send(method, [...params]) as Promise<unknown>, interrupted]);
  } catch (error) {
    if (signal.aborted || error instanceof ChainError) throw error;
    throw toChainError(error, url, method);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function toChainError(error: unknown, url: string, method: string): ChainError {
  const host = hostOf(url);
  if (isError(error, "CALL_EXCEPTION")) {
    return new ChainError(
      "CALL_REVERTED",
      `${method} reverts.`,
      { data: error.data, reason: error.reason },
      error,
    );
  }
  const answer = rpcAnswer(error);
  if (answer !== null && !RETRYABLE_RPC_CODES.has(answer.code)) {
    return new ChainError(
      "RPC_REFUSED",
      `${host} refuses ${method}: ${answer.message}`,
      { host, ...answer },
      error,
    );
  }
  const why = answer?.message ?? messageOf(error);
  return new ChainError("NO_ENDPOINT", `${host} fails at ${method}: ${why}`, { host, method }, error);
}

/** The JSON-RPC error inside an ethers error, if the endpoint answered with one. */
function rpcAnswer(error: unknown): { readonly code: number; readonly message: string } | null {
  const holder = error as { error?: unknown; info?: { error?: unknown } };
  const inner = (holder.error ?? holder.info?.error) as { code?: unknown; message?: unknown } | undefined;
  if (typeof inner?.code !== "number") return null;
  return { code: inner.code, message: typeof inner.message === "string" ? inner.message : "no reason given" };
}

/** An endpoint's host: its path may hold an access token, which no log or error may show. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an endpoint";
}
