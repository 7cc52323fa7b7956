/** How many payloads a peer may send: `perSecond` on average, `burst` at once. */
export interface TokenBucket {
  /** Takes one; false when there is none left. `nowMs` never goes back. */
  take(nowMs: number): boolean;
}

export function createTokenBucket(perSecond: number, burst: number, nowMs: number): TokenBucket {
  let tokens = burst;
  let filledAt = nowMs;
  return {
    take(now) {
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * perSecond);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
