import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from "node:crypto";
import { sign as edSign, verify as edVerify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { fromHex, isHex, toHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";

/**
 * Mutual authentication after SIGMA (Krawczyk, CRYPTO 2003): both sides sign the transcript of an ephemeral X25519
 * exchange with their ed25519 keys, and the session's keys come out of it. The transcript names protocol, chain,
 * oracle, roles and members, so that no signature serves twice or elsewhere.
 */
export interface HandshakeContext {
  readonly chainId: number;
  readonly oracle: Hex;
  readonly dialer: number;
  readonly acceptor: number;
}

export interface Ephemeral {
  readonly privateKey: KeyObject;
  readonly publicKey: Hex;
}

export interface SessionKeys {
  readonly send: Buffer;
  readonly receive: Buffer;
}

/** DER of an X25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410). */
const X25519_PREFIX = Buffer.from("302a300506032b656e032100", "hex");
const PROTOCOL = "breakwater-mesh-1";

export function createEphemeral(): Ephemeral {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  const der = publicKey.export({ type: "spki", format: "der" });
  return { privateKey, publicKey: toHex(der.subarray(X25519_PREFIX.length)) };
}

function transcript(context: HandshakeContext, dialerKey: Hex, acceptorKey: Hex): string {
  const { chainId, oracle, dialer, acceptor } = context;
  return [PROTOCOL, chainId, oracle, dialer, acceptor, dialerKey, acceptorKey].join("|");
}

export type Role = "dialer" | "acceptor";

/** The signature by which one side proves who it is in this exchange. */
export function proveIdentity(
  key: KeyObject,
  role: Role,
  context: HandshakeContext,
  dialerKey: Hex,
  acceptorKey: Hex,
): Hex {
  return toHex(edSign(null, Buffer.from(`${role}|${transcript(context, dialerKey, acceptorKey)}`), key));
}

export function checkIdentity(
  publicKey: KeyObject,
  role: Role,
  context: HandshakeContext,
  dialerKey: Hex,
  acceptorKey: Hex,
  signature: unknown,
): boolean {
  if (!isHex(signature, 64)) return false;
  const signed = Buffer.from(`${role}|${transcript(context, dialerKey, acceptorKey)}`);
  return edVerify(null, signed, publicKey, fromHex(signature));
}

/** One key for each direction. */
export function deriveKeys(
  own: Ephemeral,
  theirs: Hex,
  role: Role,
  context: HandshakeContext,
  dialerKey: Hex,
  acceptorKey: Hex,
): SessionKeys {
  const publicKey = createPublicKey({
    key: Buffer.concat([X25519_PREFIX, fromHex(theirs)]),
    format: "der",
    type: "spki",
  });
  const secret = diffieHellman({ privateKey: own.privateKey, publicKey });
  const salt = createHash("sha256")
    .update(transcript(context, dialerKey, acceptorKey))
    .digest();
  const derive = (info: string) => Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
  const [fromDialer, fromAcceptor] = [derive("dialer to acceptor"), derive("acceptor to dialer")];
  return role === "dialer"
    ? { send: fromDialer, receive: fromAcceptor }
    : { send: fromAcceptor, receive: fromDialer };
}
