import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { messageOf } from "./errors.ts";
import { fromHex, toHex } from "./hex.ts";
import type { Hex } from "./hex.ts";
import { KeyError } from "./keystore.ts";

/** DER of an ed25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** A new ed25519 key for the transport: its PEM for `keys.transport`, its public key for the peers' lists. */
export function createTransportKey(): { pem: string; publicKey: Hex } {
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: publicKeyOf(privateKey),
  };
}

/** The 32 bytes that peers know this key by. */
export function publicKeyOf(privateKey: KeyObject): Hex {
  const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return toHex(der.subarray(SPKI_PREFIX.length));
}

/** A peer's public key as node:crypto wants it. */
export function importPublicKey(publicKey: Hex): KeyObject {
  const der = Buffer.concat([SPKI_PREFIX, fromHex(publicKey)]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
}

/** The ed25519 private key in a PEM file, `file://FILE`. */
export function loadTransportKey(uri: string): KeyObject {
  const file = uri.slice("file://".length);
  let pem: string;
  try {
    pem = readFileSync(file, "utf8");
  } catch (error) {
    throw new KeyError(
      "KEY_MISSING",
      `The transport key cannot be read: ${messageOf(error)}. Without its keys the node does not start.`,
      { file },
      error,
    );
  }
  const key = parsePem(pem, file);
  if (key.asymmetricKeyType === "ed25519") return key;
  throw new KeyError("KEY_INVALID", `The transport key in ${file} is not an ed25519 key.`, { file });
}

function parsePem(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new KeyError("KEY_INVALID", `The transport key in ${file} is not a private key in PEM.`, { file });
  }
}
