import { setTimeout } from "node:timers/promises";
import { fetchArguments, USAGE } from "./fetch-data/arguments.ts";
import { FetchDataError } from "./fetch-data/errors.ts";
import { fetchData } from "./fetch-data/fetch.ts";
import type { FetchResult } from "./fetch-data/fetch.ts";

function summary(out: string, { fetched, kept, leftOut, files }: FetchResult): string {
  const lines = Object.entries(files).map(([file, rows]) => `  ${file}: ${rows} rows`);
  const missing = leftOut.length === 0 ? [] : [`Left out, because they need --rpc: ${leftOut.join(", ")}.`];
  return [
    `${fetched} parts fetched, ${kept} kept from earlier runs; in ${out}:`,
    ...lines,
    ...missing,
    `Next: npm run dataset -- --data ${out}`,
  ].join("\n");
}

try {
  const request = fetchArguments(process.argv.slice(2), Date.now() / 1000);
  if (request === "help") console.log(USAGE);
  else {
    const result = await fetchData(request, {
      fetch: (url, init) => fetch(url, init),
      sleep: (ms) => setTimeout(ms),
      now: () => Date.now(),
      say: (sentence) => {
        console.error(sentence);
      },
    });
    console.log(summary(request.out, result));
  }
} catch (error) {
  if (!(error instanceof FetchDataError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
