/** What a transport reports to its user. */
export interface TransportHandlers {
  /** A payload from an authenticated member. Its content is still to be judged. */
  readonly onMessage: (from: number, payload: string) => void;
  readonly onConnected: (peer: number) => void;
  readonly onDisconnected: (peer: number) => void;
}

/** Carries payloads between members; who sent one is certain, that it arrives is not. */
export interface Transport {
  /** Begins to listen and to dial; resolves once it listens. */
  start(handlers: TransportHandlers): Promise<void>;
  /** To every connected peer. */
  broadcast(payload: string): void;
  /** To one peer, if it is connected. */
  send(to: number, payload: string): void;
  /** Peers with a session now, ascending. */
  connected(): readonly number[];
  close(): Promise<void>;
}

/** The largest payload that any driver carries, in bytes. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;
