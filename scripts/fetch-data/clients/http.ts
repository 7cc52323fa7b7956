import { FetchDataError, messageOf } from "../errors.ts";

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** What a client needs of the world; tests pass their own. */
export interface HttpDeps {
  readonly fetch: Fetch;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
}

export interface HttpPolicy {
  /** Least time between the starts of two requests. */
  readonly intervalMs: number;
  readonly attempts: number;
  readonly backoffMs: number;
  readonly timeoutMs: number;
}

export const POLITE: HttpPolicy = { intervalMs: 150, attempts: 6, backoffMs: 1000, timeoutMs: 60_000 };

/** Answers worth asking again for: rate limits (418 is Binance's ban) and a server's own failures. */
const AGAIN = new Set([408, 418, 425, 429, 500, 502, 503, 504]);

/** JSON over HTTP from one host: spaced out, repeated with growing waits, refused with a sentence. */
export class JsonClient {
  readonly #deps: HttpDeps;
  readonly #policy: HttpPolicy;
  #nextAt = 0;

  constructor(deps: HttpDeps, policy: HttpPolicy = POLITE) {
    this.#deps = deps;
    this.#policy = policy;
  }

  async get(url: string): Promise<unknown> {
    return this.#request(url, {});
  }

  async post(url: string, body: unknown): Promise<unknown> {
    return this.#request(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  async #request(url: string, init: RequestInit): Promise<unknown> {
    const host = new URL(url).host;
    let failure: FetchDataError | undefined;
    for (let attempt = 0; attempt < this.#policy.attempts; attempt++) {
      await this.#turn();
      const outcome = await this.#once(url, init, host, attempt);
      if ("value" in outcome) return outcome.value;
      failure = outcome.failure;
      if (outcome.waitMs === undefined) throw failure;
      if (attempt + 1 < this.#policy.attempts) await this.#deps.sleep(outcome.waitMs);
    }
    throw (
      failure ?? new FetchDataError("FETCH_REFUSED", `${host} was not asked: allow at least one attempt.`)
    );
  }

  /** Waits until the next request may start. */
  async #turn(): Promise<void> {
    const now = this.#deps.now();
    const wait = this.#nextAt - now;
    this.#nextAt = Math.max(now, this.#nextAt) + this.#policy.intervalMs;
    if (wait > 0) await this.#deps.sleep(wait);
  }

  async #once(
    url: string,
    init: RequestInit,
    host: string,
    attempt: number,
  ): Promise<{ value: unknown } | { failure: FetchDataError; waitMs?: number }> {
    const backoff = this.#policy.backoffMs * 2 ** attempt;
    let response: Response;
    let text: string;
    try {
      response = await this.#deps.fetch(url, {
        ...init,
        signal: AbortSignal.timeout(this.#policy.timeoutMs),
      });
      text = await response.text();
    } catch (cause) {
      const why =
        cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : messageOf(cause);
      const message = `${host} cannot be reached (${why}): this command needs the internet; try again where it is.`;
      return { failure: new FetchDataError("FETCH_NO_CONNECTION", message, { cause }), waitMs: backoff };
    }
    if (response.ok) return parsed(text, host);
    const message = `${host} answered ${response.status} (${text.slice(0, 160).trim()}): wait or name another endpoint, then run the command again; what was fetched is kept.`;
    const failure = new FetchDataError("FETCH_REFUSED", message);
    if (!AGAIN.has(response.status)) return { failure };
    const asked = Number(response.headers.get("retry-after")) * 1000;
    return { failure, waitMs: asked > 0 ? asked : backoff };
  }
}

function parsed(text: string, host: string): { value: unknown } | { failure: FetchDataError } {
  try {
    return { value: JSON.parse(text) };
  } catch (cause) {
    const message = `${host} answered something other than JSON ("${text.slice(0, 80)}"): name another endpoint.`;
    return { failure: new FetchDataError("FETCH_BAD_ANSWER", message, { cause }) };
  }
}
