import { createCipheriv, createDecipheriv } from "node:crypto";
import { NetworkError } from "./errors.ts";
import type { SessionKeys } from "./handshake.ts";

const TAG_BYTES = 16;

/** Seals and opens the payloads of one session, in order: AES-256-GCM with the frame's number as the nonce. */
export interface Frames {
  seal(payload: string): Buffer;
  /** Throws NetworkError FRAME_INVALID for a frame of another session, out of order, repeated or changed. */
  open(frame: Buffer): string;
}

export function createFrames(keys: SessionKeys): Frames {
  let sent = 0n;
  let received = 0n;
  return {
    seal(payload) {
      const cipher = createCipheriv("aes-256-gcm", keys.send, nonce(sent++));
      return Buffer.concat([cipher.update(payload, "utf8"), cipher.final(), cipher.getAuthTag()]);
    },
    open(frame) {
      try {
        const body = frame.subarray(0, frame.length - TAG_BYTES);
        const decipher = createDecipheriv("aes-256-gcm", keys.receive, nonce(received++), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAuthTag(frame.subarray(frame.length - TAG_BYTES));
        return decipher.update(body, undefined, "utf8") + decipher.final("utf8");
      } catch (error) {
        throw new NetworkError("FRAME_INVALID", "A frame does not belong to this session.", {}, error);
      }
    },
  };
}

function nonce(count: bigint): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(count, 4);
  return bytes;
}
