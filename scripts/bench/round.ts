import { zeroPadValue, toBeHex } from "ethers";
import { readParameters } from "../deploy/parameters.ts";
import { throughTimelock } from "../deploy/timelock.ts";
import { MEMBERS } from "../demo/arguments.ts";
import { startChain } from "../demo/chain/local-chain.ts";
import { startCommittee } from "../demo/committee/committee.ts";
import { makeMembers } from "../demo/committee/members.ts";
import type { Member } from "../demo/committee/members.ts";
import { readModels } from "../demo/committee/models.ts";
import { waitForReport } from "../demo/committee/reports.ts";
import { HOUR_S } from "../demo/hours.ts";
import { COLLATERALS } from "../demo/path/price-path.ts";
import { plotOf } from "../demo/plot.ts";
import { makeRunFolder } from "../demo/run-folder.ts";
import { loadScenario } from "../demo/scenario.ts";
import { deployWatch } from "../demo/watch.ts";
import { createWorld } from "../demo/world.ts";
import { percentile } from "./percentile.ts";
import { readStatus } from "./node-status.ts";
import type { NodeStatus } from "./node-status.ts";

/** Off-chain figures of one committee on this machine, chain and all nodes sharing its cores. */
export interface RoundFigures {
  /** From the snapshot block to the accepted report. */
  readonly roundMs: { readonly p50: number; readonly p99: number };
  /** Median of each step over all nodes and rounds: where the time goes. */
  readonly stepsMs: Readonly<Record<string, number>>;
  readonly nodeRssMb: number;
  readonly inferenceMsPerMarket: number;
  readonly featureUsPerMarketHour: number;
  readonly rounds: number;
  readonly markets: number;
}

export interface RoundBenchOptions {
  readonly rounds: number;
  readonly markets: number;
  readonly out: string;
  readonly say: (line: string) => void;
}

const FIRST_REPORT_MS = 120_000;
const REPORT_MS = 30_000;

/** Seven node processes, `markets` markets, `rounds` rounds on a quiet chain. */
export async function measureRounds(options: RoundBenchOptions): Promise<RoundFigures> {
  const { rounds, markets, say } = options;
  const plot = plotOf(loadScenario("black-thursday"));
  const firstHour = plot.path.hours[plot.path.from] ?? 0;
  const chain = await startChain(firstHour, 0);
  const cleanups = [() => chain.close()];
  try {
    const read = await readParameters("demo");
    const parameters = { ...read, timelock: { minDelay: 0 } };
    const world = await createWorld({ ...plot, chain, parameters, onStep: say });
    const members = await makeMembers(makeRunFolder(options.out, "bench"), readModels(), MEMBERS);
    const breakwater = await deployWatch(world, parameters, members, readModels());
    const pool = await world.guarded.market.pool.getAddress();
    const list = benchMarkets(
      pool,
      markets,
      world.feeds.addresses,
      breakwater.markets[0]?.thresholdBps ?? 500,
    );
    const data = breakwater.oracle.interface.encodeFunctionData("configureMarkets", [list]);
    const target = await breakwater.oracle.getAddress();
    await throughTimelock(breakwater.timelock, [{ target, data }], zeroPadValue("0x01", 32));
    const elapsed: number[] = [];
    await chain.setNextTime(firstHour - HOUR_S);
    await chain.connection.provider.request({ method: "evm_mine", params: [] });
    const committee = await startCommittee({ world, breakwater, members });
    cleanups.push(() => committee.stop());
    await committee.ready;
    for (let round = -1; round < rounds; ++round) {
      const fromBlock = await chain.connection.ethers.provider.getBlockNumber();
      const hour = firstHour + round * HOUR_S;
      const start = performance.now();
      if (round >= 0) {
        await chain.setNextTime(hour);
        await world.feeds.push(plot.path.from + round, plot.path.from + round);
      }
      const at = { round: hour / HOUR_S, fromBlock };
      const patience = { timeoutMs: round < 0 ? FIRST_REPORT_MS : REPORT_MS, hopeless: () => false };
      const report = await waitForReport(chain.connection, breakwater.oracle, at, patience);
      if (report === undefined)
        throw new Error(`No report of round ${at.round} within ${patience.timeoutMs} ms.`);
      if (round >= 0) elapsed.push(performance.now() - start);
    }
    return figuresOf(elapsed, await statuses(members), markets);
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** Markets that differ in subject and threshold; the feeds go round among them. */
function benchMarkets(
  pool: string,
  count: number,
  feeds: Readonly<Record<(typeof COLLATERALS)[number], string>>,
  threshold: number,
) {
  return Array.from({ length: count }, (_, i) => ({
    kind: 0,
    target: pool,
    subject: zeroPadValue(toBeHex(i + 1), 32),
    threshold: threshold + 100 * i,
    horizon: 86_400,
    referenceFeed: feeds[COLLATERALS[i % COLLATERALS.length] ?? "WETH"],
  }));
}

const statuses = (members: readonly Member[]): Promise<NodeStatus[]> =>
  Promise.all(members.map(({ httpPort }) => readStatus(httpPort)));

function figuresOf(elapsed: readonly number[], nodes: readonly NodeStatus[], markets: number): RoundFigures {
  // The first round reads the whole history and is no steady state.
  const timings = nodes.flatMap((node) => node.timings.slice(1));
  const median = (key: string): number =>
    percentile(
      timings.flatMap((timing) => timing[key] ?? []),
      50,
    );
  const steps = [
    "snapshotMs",
    "featuresMs",
    "inferenceMs",
    "explainMs",
    "signMs",
    "shareMs",
    "quorumMs",
    "transmitMs",
  ];
  return {
    roundMs: { p50: percentile(elapsed, 50), p99: percentile(elapsed, 99) },
    stepsMs: Object.fromEntries(steps.map((step) => [step, median(step)])),
    nodeRssMb: Math.round(
      percentile(
        nodes.map(({ rssBytes }) => rssBytes),
        50,
      ) /
        2 ** 20,
    ),
    inferenceMsPerMarket: median("inferenceMs") / markets,
    featureUsPerMarketHour: (median("featuresMs") * 1000) / markets,
    rounds: elapsed.length,
    markets,
  };
}
