import { z } from "zod";

const schema = z.object({
  rssBytes: z.number(),
  timings: z.array(z.record(z.string(), z.union([z.number(), z.string()]))),
});

/** What a node says of itself, as far as the benchmark reads it; times in milliseconds. */
export interface NodeStatus {
  readonly rssBytes: number;
  readonly timings: readonly Readonly<Record<string, number>>[];
}

/** Reads a node's /status on loopback. */
export async function readStatus(port: number): Promise<NodeStatus> {
  const response = await fetch(`http://127.0.0.1:${port}/status`);
  const { rssBytes, timings } = schema.parse(await response.json());
  return { rssBytes, timings: timings.map(numbersOf) };
}

function numbersOf(timing: Record<string, number | string>): Record<string, number> {
  const numbers = Object.entries(timing).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  return Object.fromEntries(numbers);
}
