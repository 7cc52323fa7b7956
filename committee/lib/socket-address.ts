/** "127.0.0.1:7101" or "[::1]:7101" in its two parts. */
export function splitSocket(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(":");
  const host = address.slice(0, at).replace(/^\[|\]$/g, "");
  return { host, port: Number(address.slice(at + 1)) };
}
