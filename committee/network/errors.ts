import { BreakwaterError } from "../lib/errors.ts";

export type NetworkErrorCode =
  "LISTEN_FAILED" | "HANDSHAKE_REFUSED" | "FRAME_INVALID" | "MEMBER_TAKEN" | "PAYLOAD_TOO_LARGE";

/** The transport cannot listen, or a peer is not who it says it is. */
export class NetworkError extends BreakwaterError<NetworkErrorCode> {}
