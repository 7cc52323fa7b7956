import { z } from "zod";

/** What a node's status says of its newest scores of proposals; everything else in it is left alone. */
const statusSchema = z.object({
  proposals: z
    .array(
      z.object({
        proposalId: z.union([z.string(), z.number()]).transform(BigInt),
        round: z.coerce.number(),
        sentences: z.array(z.string()),
      }),
    )
    .default([]),
});

const TIMEOUT_MS = 5_000;

/** The sentences of the first node that has any of this proposal in this round; none where no node answers. */
export async function readSentences(
  statusUrls: readonly string[],
  proposalId: bigint,
  round: number,
): Promise<readonly string[]> {
  for (const url of statusUrls) {
    const found = (await statusOf(url)).find(
      (entry) => entry.proposalId === proposalId && entry.round === round,
    );
    if (found !== undefined) return found.sentences;
  }
  return [];
}

/** A node that is dead or busy has nothing to say. */
async function statusOf(url: string): Promise<z.output<typeof statusSchema>["proposals"]> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return statusSchema.parse(await response.json()).proposals;
  } catch {
    return [];
  }
}
