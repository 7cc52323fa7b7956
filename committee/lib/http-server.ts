import { createServer } from "node:http";
import type { Server } from "node:http";
import { BreakwaterError } from "./errors.ts";
import { splitSocket } from "./socket-address.ts";

/** The status server cannot listen. */
export class HttpError extends BreakwaterError<"LISTEN_FAILED"> {}

/** One named thing that must be well, and what to do when it is not. */
export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly advice?: string;
}

export interface HttpPages {
  readonly checks: () => readonly HealthCheck[];
  readonly status: () => object;
  readonly metrics: () => Promise<string>;
}

export interface StatusServer {
  /** Host and port, the one that was free when 0 was asked for. */
  readonly address: string;
  close(): Promise<void>;
}

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/** Serves /livez, /readyz, /status and /metrics. */
export async function startStatusServer(listen: string, pages: HttpPages): Promise<StatusServer> {
  const { host, port } = splitSocket(listen);
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    answer(path, request.method ?? "GET", pages)
      .catch((error: unknown) => json(500, { error: error instanceof Error ? error.message : "failed" }))
      .then(({ code, type, body }) => {
        response.writeHead(code, { "content-type": type });
        response.end(body);
      })
      .catch(() => undefined);
  });
  await listening(server, host, port, listen);
  const bound = server.address();
  return {
    address: `${host}:${typeof bound === "object" && bound !== null ? bound.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number, listen: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "the port is in use" : error.message;
      const message = `The status server cannot listen on ${listen}: ${why}. Free it or change "http.listen".`;
      reject(new HttpError("LISTEN_FAILED", message, { listen }, error));
    });
    server.listen(port, host, resolve);
  });
}

function json(code: number, body: object): Answer {
  const text = JSON.stringify(body, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return { code, type: "application/json", body: `${text}\n` };
}

async function answer(path: string, method: string, pages: HttpPages): Promise<Answer> {
  if (method !== "GET" && method !== "HEAD") return json(405, { error: "Only GET is answered." });
  switch (path) {
    case "/livez":
      return json(200, { live: true });
    case "/readyz": {
      const checks = pages.checks();
      const ready = checks.every(({ ok }) => ok);
      return json(ready ? 200 : 503, { ready, checks });
    }
    case "/status":
      return json(200, pages.status());
    case "/metrics":
      return { code: 200, type: "text/plain; version=0.0.4", body: await pages.metrics() };
    default:
      return json(404, { error: "Known paths: /livez, /readyz, /status, /metrics." });
  }
}
