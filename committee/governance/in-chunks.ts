/** Requests that are under way at once: many more, and endpoints begin to refuse them. */
const CHUNK = 32;

/** Maps with a function that asks an endpoint, some at a time, in order. */
export async function mapInChunks<T, R>(
  items: readonly T[],
  map: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const mapped: R[] = [];
  for (let from = 0; from < items.length; from += CHUNK) {
    const chunk = items.slice(from, from + CHUNK);
    mapped.push(...(await Promise.all(chunk.map((item, i) => map(item, from + i)))));
  }
  return mapped;
}
