// Prints what the contracts and the node cost. Nothing here is a test: the figures of one run stand side by side, and
// only ratios between them carry from one machine to another.
import { parseArgs } from "node:util";
import { measureGas } from "./bench/gas.ts";
import { measureModels } from "./bench/models.ts";
import { MARKETS, measureRounds } from "./bench/round.ts";

const say = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
};

const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits));

async function main(json: boolean): Promise<void> {
  say("Gas of a report, on the local chain.");
  const gas = await measureGas();
  say("Features and inference.");
  const models = await measureModels();
  say(`Rounds: seven node processes, ${MARKETS} markets.`);
  const rounds = await measureRounds(say);
  const figures = {
    gas,
    roundMs: { p50: rounded(rounds.roundMs.p50, 0), p99: rounded(rounds.roundMs.p99, 0) },
    nodeRssMb: rounded(rounds.nodeRssMb, 0),
    inferenceMsPerMarket: rounded(models.inferenceMsPerMarket),
    featureUsPerMarketHour: rounded(models.featureUsPerMarketHour, 2),
    stagesMs: mapValues(rounds.stagesMs, (ms) => rounded(ms, 1)),
    inferenceMsByModel: mapValues(models.inferenceMsByModel, (ms) => rounded(ms)),
    explainMsPerMarket: rounded(models.explainMsPerMarket),
    explainMsByModel: mapValues(models.explainMsByModel, (ms) => rounded(ms)),
  };
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : tableOf(figures));
}

function mapValues<K extends string>(
  record: Readonly<Record<K, number>>,
  map: (value: number) => number,
): Record<K, number> {
  const entries = Object.entries<number>(record).map(([key, value]) => [key, map(value)]);
  return Object.fromEntries(entries) as Record<K, number>;
}

function tableOf(figures: object): string {
  const rows = Object.entries(figures).flatMap(([name, value]: [string, number | Record<string, number>]) =>
    typeof value === "number"
      ? [[name, value] as const]
      : Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner] as const),
  );
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${rows.map(([name, value]) => `${name.padEnd(width)}  ${value.toLocaleString("en-US")}`).join("\n")}\n`;
}

try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  await main(values.json);
} catch (error) {
  process.stderr.write(`The benchmark failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// The chain's threads would keep the process for some seconds more.
process.exit();
