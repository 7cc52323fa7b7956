import { readFileSync } from "node:fs";
import { scrypt as nodeScrypt } from "node:crypto";
import type { ScryptOptions } from "node:crypto";
import { SigningKey, Wallet, computeAddress, encryptKeystoreJson, isHexString, scrypt } from "ethers";
import { BreakwaterError, messageOf } from "./errors.ts";
import { toHex } from "./hex.ts";

export type KeyErrorCode = "KEY_MISSING" | "KEY_INVALID" | "PASSWORD_MISSING" | "PASSWORD_WRONG";

/** A key cannot be had. The message never contains any part of the key or the password. */
export class KeyError extends BreakwaterError<KeyErrorCode> {}

// The compiled scrypt of Node takes a tenth of the time that the JavaScript one of ethers takes.
scrypt.register(async (password, salt, N, r, p, dkLen) => {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise<string>((resolve, reject) => {
    nodeScrypt(password, salt, dkLen, options, (error, key) => {
      if (error === null) resolve(toHex(key));
      else reject(error);
    });
  });
});

function readKeyFile(what: string, file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new KeyError(
      "KEY_MISSING",
      `The ${what} cannot be read: ${messageOf(error)}. Without its keys the node does not start.`,
      { file },
      error,
    );
  }
}

/**
 * A secp256k1 key from `keystore://FILE` (decrypted with the password in `passwordFile`) or `file://FILE` (0x and 64
 * digits). `what` names the key in errors: "report key", "gas key".
 */
export async function loadSigningKey(what: string, uri: string, passwordFile?: string): Promise<SigningKey> {
  const [scheme = "", file = ""] = uri.split("://");
  const content = readKeyFile(what, file);
  if (scheme === "file") {
    if (isHexString(content, 32)) return new SigningKey(content);
    throw new KeyError(
      "KEY_INVALID",
      `The ${what} in ${file} is not a private key: write 0x and 64 digits, or use a keystore.`,
      { file },
    );
  }
  if (passwordFile === undefined) {
    throw new KeyError(
      "PASSWORD_MISSING",
      `The ${what} in ${file} is an encrypted keystore, but the configuration names no "keys.passwordFile".`,
      { file },
    );
  }
  const password = readKeyFile("password of the keystores", passwordFile);
  return decrypt(what, file, content, password);
}

async function decrypt(what: string, file: string, content: string, password: string): Promise<SigningKey> {
  try {
    return (await Wallet.fromEncryptedJson(content, password)).signingKey;
  } catch (error) {
    if (messageOf(error).includes("incorrect password")) {
      throw new KeyError(
        "PASSWORD_WRONG",
        `The ${what} in ${file} does not open with the password given: check "keys.passwordFile".`,
        { file },
      );
    }
    throw new KeyError(
      "KEY_INVALID",
      `The ${what} in ${file} is not an encrypted JSON keystore: ${messageOf(error)}.`,
      { file },
    );
  }
}

/**
 * The text of an encrypted JSON keystore. `scryptN` is the cost: 131072 for keys of worth; a small power of two only
 * for keys that live as long as a test or a demonstration.
 */
export async function encryptSigningKey(
  privateKey: string,
  password: string,
  scryptN = 131_072,
): Promise<string> {
  const account = { address: computeAddress(privateKey), privateKey };
  return encryptKeystoreJson(account, password, { scrypt: { N: scryptN, r: 8, p: 1 } });
}
