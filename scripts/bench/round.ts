import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZeroAddress, zeroPadValue } from "ethers";
import { z } from "zod";
import { startChain } from "../demo/chain/local-chain.ts";
import type { LocalChain } from "../demo/chain/local-chain.ts";
import { startCommittee } from "../demo/committee/committee.ts";
import type { CommitteeProcesses } from "../demo/committee/committee.ts";
import { makeMembers } from "../demo/committee/members.ts";
import type { Member } from "../demo/committee/members.ts";
import { activateModel } from "../../test/fixtures/deployOracle.ts";
import { readModels } from "../demo/committee/models.ts";
import { waitForReport } from "../demo/committee/reports.ts";
import { createBenchFeeds } from "./feeds.ts";
import { median, percentile } from "./statistics.ts";

const MEMBERS = 7;
const FAULTS = 2;
export const MARKETS = 12;
const HISTORY_HOURS = 1_150;
const ROUNDS = 40;
/** The first rounds open connections and warm caches: they are run and not counted. */
const UNCOUNTED = 5;
const HOUR_S = 3_600;
const FIRST_HOUR = Date.UTC(2024, 0, 1) / 1_000;

const STAGES = [
  "snapshotMs",
  "featuresMs",
  "inferenceMs",
  "calibrateMs",
  "explainMs",
  "signMs",
  "shareMs",
  "quorumMs",
  "transmitMs",
] as const;
export type Stage = (typeof STAGES)[number];

const statusSchema = z.object({
  rssBytes: z.number(),
  timings: z.array(z.object(fields(STAGES))),
});

function fields<K extends string>(names: readonly K[]): Record<K, z.ZodNumber> {
  return Object.fromEntries(names.map((name) => [name, z.number()])) as Record<K, z.ZodNumber>;
}

export interface RoundFigures {
  readonly roundMs: { readonly p50: number; readonly p99: number };
  /** Median over rounds and nodes of each step's time, ms. */
  readonly stagesMs: Readonly<Record<Stage, number>>;
  readonly nodeRssMb: number;
}

/** Seven processes, twelve markets: the time from a new block to the accepted report, and where it goes. */
export async function measureRounds(say: (sentence: string) => void): Promise<RoundFigures> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
  const chain = await startChain(FIRST_HOUR, 0);
  let committee: CommitteeProcesses | undefined;
  try {
    const feeds = await createBenchFeeds(chain, MARKETS);
    await feeds.push(FIRST_HOUR - HISTORY_HOURS * HOUR_S, FIRST_HOUR - HOUR_S);
    const members = await makeMembers(folder, readModels(), MEMBERS);
    const breakwater = await deployOracle(chain, members, feeds.markets);
    const multicall = await (await chain.connection.ethers.deployContract("Multicall3")).getAddress();
    committee = await startCommittee({
      world: { chain, feeds: feeds.panel, multicall },
      breakwater,
      members,
    });
    await committee.ready;
    say(`Seven nodes are ready; ${UNCOUNTED + ROUNDS} rounds of ${MARKETS} markets.`);
    const durations: number[] = [];
    for (let index = 0; index < UNCOUNTED + ROUNDS; index++) {
      durations.push(await runRound(chain, breakwater.oracle, feeds, FIRST_HOUR + index * HOUR_S));
    }
    return { ...summarise(durations.slice(UNCOUNTED)), ...(await readNodes(members)) };
  } finally {
    await committee?.stop();
    await chain.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type BenchFeeds = Awaited<ReturnType<typeof createBenchFeeds>>;
type BenchOracle = Awaited<ReturnType<typeof deployOracle>>["oracle"];

/** One hour: prices in a new block, then the report; milliseconds from that block to the report's acceptance. */
async function runRound(
  chain: LocalChain,
  oracle: BenchOracle,
  feeds: BenchFeeds,
  hour: number,
): Promise<number> {
  const fromBlock = (await chain.connection.ethers.provider.getBlockNumber()) + 1;
  await chain.setNextTime(hour);
  await feeds.push(hour, hour);
  const start = performance.now();
  const hopeless = (): boolean => false;
  const at = { round: hour / HOUR_S, fromBlock };
  const report = await waitForReport(chain.connection, oracle, at, { timeoutMs: 60_000, hopeless });
  if (report === undefined)
    throw new Error(`No report of round ${at.round} within a minute: the machine is too busy.`);
  return performance.now() - start;
}

async function deployOracle(
  { connection: { ethers } }: LocalChain,
  members: readonly Member[],
  markets: readonly { readonly feed: string; readonly thresholdBps: number }[],
) {
  const [admin] = await ethers.getSigners();
  if (admin === undefined) throw new Error("The chain has no account to deploy from.");
  const registry = await ethers.deployContract("ModelRegistry", [admin, admin]);
  for (const { model } of members) {
    const { sha256, featureSchema, id } = model.manifest;
    await activateModel(registry, sha256, featureSchema, `committee/models/${id}/README.md`);
  }
  const committee = await ethers.deployContract("Committee", [registry, ZeroAddress, admin, admin]);
  const configs = members.map(({ signer, weightBps, model }) => ({
    signer,
    operator: signer,
    modelHash: model.manifest.sha256,
    weightBps,
  }));
  await committee.configure(configs, FAULTS, FAULTS + 1, 1);
  const oracle = await ethers.deployContract("RiskOracle", [committee, HOUR_S, 2 * HOUR_S, admin]);
  await oracle.configureMarkets(
    markets.map(({ feed, thresholdBps }) => ({
      kind: 0,
      target: feed,
      subject: zeroPadValue(feed, 32),
      threshold: thresholdBps,
      horizon: 24 * HOUR_S,
      referenceFeed: feed,
    })),
  );
  return { committee, oracle };
}

function summarise(durations: readonly number[]): Pick<RoundFigures, "roundMs"> {
  return { roundMs: { p50: percentile(durations, 0.5), p99: percentile(durations, 0.99) } };
}

async function readNodes(members: readonly Member[]): Promise<Pick<RoundFigures, "stagesMs" | "nodeRssMb">> {
  const statuses = await Promise.all(
    members.map(async ({ httpPort }) => {
      const response = await fetch(`http://127.0.0.1:${httpPort}/status`);
      return statusSchema.parse(await response.json());
    }),
  );
  const timings = statuses.flatMap((status) => status.timings.slice(-ROUNDS));
  const of = (stage: Stage): [Stage, number] => [stage, median(timings.map((timing) => timing[stage]))];
  return {
    stagesMs: Object.fromEntries(STAGES.map(of)) as Record<Stage, number>,
    nodeRssMb: median(statuses.map(({ rssBytes }) => rssBytes / 2 ** 20)),
  };
}
