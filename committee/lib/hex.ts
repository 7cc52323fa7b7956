/** A byte string as 0x-prefixed lower-case hexadecimal. */
export type Hex = `0x${string}`;

/** Bytes as hexadecimal. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** Hexadecimal as bytes; the caller has checked the text. */
export function fromHex(hex: string): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

/** The same hexadecimal in lower case, so that texts compare as bytes do. */
export function lowerHex(hex: string): Hex {
  return hex.toLowerCase() as Hex;
}

/** Whether the text is 0x and exactly `bytes` bytes. */
export function isHex(text: unknown, bytes: number): text is Hex {
  return typeof text === "string" && text.length === 2 + 2 * bytes && /^0x[0-9a-fA-F]*$/.test(text);
}
