import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { z } from "zod";
import { DemoError, messageOf, systemCode } from "../errors.ts";

/** What the server needs of the chain: EIP-1193 and its notifications. */
export interface RpcSource {
  request(call: { method: string; params: unknown[] }): Promise<unknown>;
  on(event: "notification", listener: (payload: Notification) => void): unknown;
}

interface Notification {
  readonly subscription: string;
}

export interface RpcServer {
  readonly port: number;
  close(): Promise<void>;
}

const requestSchema = z.object({
  id: z.union([z.number(), z.string(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});

const HOST = "127.0.0.1";

/**
 * Serves the in-process chain as JSON-RPC over HTTP and WebSocket, on loopback only.
 * @param port 0 takes a free one; an occupied one throws DemoError.
 */
export async function serveRpc(source: RpcSource, port: number): Promise<RpcServer> {
  const server = createServer((request, response) => {
    void answerHttp(source, request, response);
  });
  const sockets = new WebSocketServer({ server });
  // The HTTP server's error is reported below; without a listener here it would be thrown a second time.
  sockets.on("error", () => undefined);
  sockets.on("connection", (socket) => {
    serveSocket(source, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(listenError(error, port));
    });
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function listenError(error: Error, port: number): DemoError {
  const taken = systemCode(error) === "EADDRINUSE";
  const sentence = taken
    ? `Port ${port} on ${HOST} is taken by another program; stop that one, give another --port, or leave --port away to take a free one.`
    : `The chain cannot listen on ${HOST}:${port}: ${error.message}; give another --port.`;
  return new DemoError("PortTaken", sentence, { cause: error });
}

async function answerHttp(
  source: RpcSource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = await answer(source, Buffer.concat(chunks).toString("utf8"), () => undefined);
  response.setHeader("content-type", "application/json");
  response.end(body);
}

function serveSocket(source: RpcSource, socket: WebSocket): void {
  const subscriptions = new Set<string>();
  const forward = (payload: Notification): void => {
    if (!subscriptions.has(payload.subscription) || socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "eth_subscription", params: payload }));
  };
  notificationsOf(source).add(forward);
  socket.on("close", () => notificationsOf(source).delete(forward));
  socket.on("message", (message: Buffer) => {
    void answer(source, message.toString("utf8"), (id) => subscriptions.add(id)).then((body) => {
      if (socket.readyState === socket.OPEN) socket.send(body);
    });
  });
}

const listeners = new WeakMap<RpcSource, Set<(payload: Notification) => void>>();

/** One listener on the chain for all sockets: an emitter warns about leaks from the eleventh on. */
function notificationsOf(source: RpcSource): Set<(payload: Notification) => void> {
  const known = listeners.get(source);
  if (known !== undefined) return known;
  const created = new Set<(payload: Notification) => void>();
  listeners.set(source, created);
  source.on("notification", (payload) => {
    for (const listener of created) listener(payload);
  });
  return created;
}

async function answer(source: RpcSource, text: string, onSubscribed: (id: string) => void): Promise<string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32700, message: "Not JSON." } });
  }
  const one = (call: unknown): Promise<object> => answerOne(source, call, onSubscribed);
  return JSON.stringify(Array.isArray(parsed) ? await Promise.all(parsed.map(one)) : await one(parsed));
}

async function answerOne(
  source: RpcSource,
  call: unknown,
  onSubscribed: (id: string) => void,
): Promise<object> {
  const checked = requestSchema.safeParse(call);
  if (!checked.success) {
    return { jsonrpc: "2.0", id: null, error: { code: -32600, message: "Not a JSON-RPC request." } };
  }
  const { id, method, params } = checked.data;
  try {
    const result = await source.request({ method, params });
    if (method === "eth_subscribe" && typeof result === "string") onSubscribed(result);
    return { jsonrpc: "2.0", id, result };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: { ...codeAndData(error), message: messageOf(error) } };
  }
}

/** Code and revert data as geth gives them: ethers decodes custom errors from them. */
function codeAndData(error: unknown): { code: number; data?: string } {
  if (!(error instanceof Error)) return { code: -32603 };
  const code = "code" in error && typeof error.code === "number" ? error.code : -32603;
  const data = "data" in error ? error.data : undefined;
  if (typeof data === "string") return { code, data };
  if (typeof data === "object" && data !== null && "data" in data && typeof data.data === "string") {
    return { code, data: data.data };
  }
  return { code };
}
