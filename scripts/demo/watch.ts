import { mintDemoBonds } from "../deploy/bonds.ts";
import { deployBreakwater } from "../deploy/deployBreakwater.ts";
import type { Breakwater } from "../deploy/deployBreakwater.ts";
import type { DeploymentParameters } from "../deploy/parameters.ts";
import type { DemoModel } from "./committee/models.ts";
import { committeeOf } from "./committee/members.ts";
import type { Member } from "./committee/members.ts";
import { awaitKeeping, endHour } from "./committee/ledger.ts";
import { waitForReport } from "./committee/reports.ts";
import type { AcceptedReport } from "./committee/reports.ts";
import type { CommitteeProcesses } from "./committee/committee.ts";
import { HOUR_S } from "./hours.ts";
import { createKeeper } from "./keeper.ts";
import type { Action } from "./keeper.ts";
import { COLLATERALS } from "./path/price-path.ts";
import type { Collateral } from "./path/price-path.ts";
import type { MarketHour, ScoreStatus } from "./record.ts";
import type { World } from "./world.ts";

/** Longest wait for a report while a quorum of nodes lives, and while none does. */
const REPORT_MS = 30_000;
const HOPELESS_MS = 1_500;

/** What the watch did in one hour. */
export interface WatchHour {
  readonly report: AcceptedReport | undefined;
  readonly alive: number;
  readonly markets: Readonly<Record<Collateral, MarketHour>>;
  readonly actions: readonly Action[];
  readonly held: readonly string[];
}

/** Breakwater at work on the guarded side, hour by hour. */
export interface Watch {
  hour(round: number, fromBlock: number): Promise<WatchHour>;
  /** After both sides lived through an hour: the ledger may be kept. */
  endHour(hour: number): Promise<void>;
  /** Waits for what is still being kept. */
  end(): Promise<void>;
}

/** Deploys Breakwater onto the guarded market for these members, and bonds them. */
export async function deployWatch(
  world: {
    readonly chain: Pick<World["chain"], "connection">;
    readonly guarded: Pick<World["guarded"], "market">;
  },
  parameters: DeploymentParameters,
  members: readonly Member[],
  models: readonly DemoModel[],
): Promise<Breakwater> {
  const input = {
    aave: world.guarded.market,
    parameters,
    ...committeeOf(members, models),
  };
  await mintDemoBonds(world.chain.connection, input);
  return deployBreakwater(world.chain.connection, input);
}

/** The hourly round: the report, then whatever anyone may ask the steward and the guardian to do. */
export async function createWatch(
  world: World,
  breakwater: Breakwater,
  committee: Omit<CommitteeProcesses, "ready" | "kill" | "stop">,
): Promise<Watch> {
  const { chain } = world;
  const [, caller] = await chain.connection.ethers.getSigners();
  if (caller === undefined) throw new Error("The chain has no second account.");
  const keeper = createKeeper(breakwater, chain, caller);
  const quorum = Number(await breakwater.committee.quorum());
  let ended: number | undefined;
  return {
    hour: async (round, fromBlock) => {
      const patience = committee.alive >= quorum ? REPORT_MS : HOPELESS_MS;
      const at = { round, fromBlock };
      const report = await waitForReport(chain.connection, breakwater.oracle, at, {
        timeoutMs: patience,
        hopeless: () => committee.size - committee.failuresIn(round).length < quorum,
      });
      // Of the hour before: its last transactions may fall into this one, but into no side's phase.
      if (ended !== undefined) await awaitKeeping(committee, ended);
      await chain.startPhase();
      const actions = await keeper.act();
      const markets = await readMarkets(world, breakwater, report);
      return { report, alive: committee.alive, markets, actions, held: keeper.held };
    },
    endHour: async (hour) => {
      await endHour(chain, breakwater, committee, hour);
      ended = hour / HOUR_S;
    },
    end: async () => {
      if (ended !== undefined) await awaitKeeping(committee, ended);
    },
  };
}

const STATUS: readonly ScoreStatus[] = ["unknown", "stale", "degraded", "fresh"];

async function readMarkets(
  world: World,
  breakwater: Breakwater,
  report: AcceptedReport | undefined,
): Promise<Record<Collateral, MarketHour>> {
  const read = async (symbol: Collateral): Promise<[Collateral, MarketHour]> => {
    const index = breakwater.markets.findIndex((market) => market.symbol === symbol);
    const market = breakwater.markets[index];
    if (market === undefined) throw new Error(`Breakwater does not score ${symbol}.`);
    return [symbol, await readMarket(world, breakwater, market, report?.votes[index] ?? [])];
  };
  const entries = await Promise.all(COLLATERALS.map(read));
  return Object.fromEntries(entries) as Record<Collateral, MarketHour>;
}

async function readMarket(
  { guarded }: World,
  { oracle, pauseAdapter }: Breakwater,
  { marketId, asset }: { readonly marketId: string; readonly asset: string },
  votes: MarketHour["votes"],
): Promise<MarketHour> {
  const [record, status] = await oracle.score(marketId, { blockTag: "latest" });
  const { ltv } = await guarded.market.dataProvider.getReserveConfigurationData(asset);
  const rung = await pauseAdapter.rungOf(await guarded.market.pool.getAddress(), asset);
  return {
    votes,
    scoreBps: Number(record.score),
    spreadBps: Number(record.spread),
    contributors: Number(record.contributors),
    status: STATUS[Number(status)] ?? "unknown",
    ltvBps: Number(ltv),
    rung: Number(rung),
  };
}

/** The markets of a run without Breakwater: no score, and the LTVs as Aave has them. */
export function unwatched(world: World): Record<Collateral, MarketHour> {
  const of = (asset: Collateral): MarketHour => ({
    votes: [],
    scoreBps: 0,
    spreadBps: 0,
    contributors: 0,
    status: "unknown",
    ltvBps: Math.round(world.guarded.terms[asset].ltv * 10_000),
    rung: 0,
  });
  return { WETH: of("WETH"), WBTC: of("WBTC"), wstETH: of("wstETH"), LINK: of("LINK") };
}
