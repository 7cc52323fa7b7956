import type { Signer } from "ethers";
import type { Breakwater } from "../deploy/deployBreakwater.ts";
import type { LocalChain } from "./chain/local-chain.ts";
import { logsOf } from "./economy/side-contracts.ts";
import type { NamedLog } from "./economy/side-contracts.ts";
import { percent } from "./screen/words.ts";

/** Something that Breakwater did, and why, in words. */
export interface Action {
  readonly market: string;
  readonly by: "steward" | "guardian";
  readonly what: string;
  readonly why: string;
}

/** ICollateralSteward.Reason, in its order, as a person would say it. */
const STEWARD_REASONS = [
  "",
  "it has no policy",
  "its policy is disabled",
  "the market is in the guardian's hands",
  "there is no score yet",
  "the score is stale",
  "the score is degraded",
  "the inputs are unlike anything in training",
  "the members disagree too widely",
  "too few members contributed",
  "it stands where it should",
  "the last change is too recent",
  "the budget is spent",
  "it stands at its furthest from the anchor",
  "it would come too close to the liquidation threshold",
  "nothing is queued",
  "its wait is not over",
  "its time has passed",
  "it is queued already",
  "the protocol refused",
  "the policy leaves it out",
  "the step is smaller than the protocol can hold",
  "it would leave less than the liquidator's bonus",
  "no ramp is announced",
  "the notice is running",
] as const;

/** Parameter, in its order. */
const PARAMETERS = ["LTV", "liquidation threshold", "supply cap", "borrow cap"] as const;

const THRESHOLD = 1;
/** ICollateralSteward.Move. */
const LOWER = 3n;

const RUNGS = ["nothing", "borrowing off", "LTV 0", "frozen", "paused"] as const;

/** Reasons that belong to every quiet hour and are not worth a line. */
const QUIET = new Set([10, 15, 16, 18]);

/** Anyone: calls what anyone may call, each hour, and says in words what came of it. */
export interface Keeper {
  act(): Promise<Action[]>;
  /** Sentences about loosenings that did not happen although they were due, for the screen. */
  readonly held: readonly string[];
}

export function createKeeper(
  breakwater: Pick<Breakwater, "steward" | "guardian" | "markets">,
  chain: Pick<LocalChain, "stamp">,
  caller: Signer,
): Keeper {
  const steward = breakwater.steward.connect(caller);
  const guardian = breakwater.guardian.connect(caller);
  const ids = breakwater.markets.map(({ marketId }) => marketId);
  const nameOf = (log: NamedLog): string =>
    breakwater.markets.find(({ marketId }) => marketId === log.args["marketId"])?.symbol ?? "?";
  let held: string[] = [];
  const run = async (
    call: () => ReturnType<typeof steward.tighten>,
    contract: typeof steward | typeof guardian,
  ) => {
    await chain.stamp();
    return logsOf(contract, call());
  };
  const queued = new Set<string>();
  const ramps = new Set<string>();
  const followRamps = (logs: readonly NamedLog[]): void => {
    for (const { name, args } of logs) {
      if (name === "RampAnnounced") ramps.add(String(args["marketId"]));
      if (name === "RampEnded") ramps.delete(String(args["marketId"]));
    }
  };
  /** Takes the steps of announced ramps that are due: a transaction for nothing would be an event for nothing. */
  const lower = async (): Promise<NamedLog[]> => {
    const due: string[] = [];
    for (const id of ramps) {
      const [outlooks] = await steward.preview(id);
      const { move, reason } = outlooks[THRESHOLD];
      if (move === LOWER && reason === 0n) due.push(id);
    }
    return due.length === 0 ? [] : run(() => steward.lowerThreshold(due), steward);
  };
  return {
    get held() {
      return held;
    },
    act: async () => {
      const tightened = await run(() => steward.tighten(ids), steward);
      followRamps(tightened);
      const lowered = await lower();
      followRamps(lowered);
      const triggered = await run(() => guardian.trigger(ids), guardian);
      const asked = await run(() => steward.queueLoosening(ids), steward);
      for (const log of asked) if (log.name === "LooseningQueued") queued.add(String(log.args["marketId"]));
      const executed =
        queued.size === 0 ? [] : await run(() => steward.executeLoosening([...queued]), steward);
      for (const log of executed) {
        const done = log.name === "Loosened" || Number(log.args["reason"]) === 17;
        if (done) queued.delete(String(log.args["marketId"]));
      }
      followRamps([...asked, ...executed]);
      held = [...asked, ...executed].flatMap((log) => heldSentence(log, nameOf(log)));
      return [...tightened, ...lowered, ...triggered, ...asked, ...executed].flatMap((log) =>
        actionOf(log, nameOf(log)),
      );
    },
  };
}

function heldSentence({ name, args }: NamedLog, market: string): string[] {
  const reason = Number(args["reason"]);
  if (name !== "MarketSkipped" || QUIET.has(reason)) return [];
  return [`${market} is not loosened: ${STEWARD_REASONS[reason] ?? "unknown reason"}.`];
}

function actionOf({ name, args }: NamedLog, market: string): Action[] {
  const bps = (key: string): string => percent(Number(args[key]));
  const risk = (): string =>
    `risk ${percent(Number(args["score"]) + Number(args["spread"]))} (score ${bps("score")}, spread ${bps("spread")})`;
  const parameter = Number(args["parameter"]);
  const called = PARAMETERS[parameter] ?? "?";
  // Ratios are in bps, caps in the asset's base units.
  const value = (key: string): string => (parameter < 2 ? bps(key) : String(args[key]));
  switch (name) {
    case "Tightened":
      return [
        {
          market,
          by: "steward",
          what: `${called} ${value("from")} -> ${value("to")}`,
          why: parameter === THRESHOLD ? "the announced step is due" : `${risk()} stands in a higher band`,
        },
      ];
    case "RampAnnounced":
      return [
        {
          market,
          by: "steward",
          what: `announced that the liquidation threshold falls from ${bps("from")} to ${bps("to")}`,
          why: "the risk has stood in a higher band for rounds in a row; the notice runs",
        },
      ];
    case "Loosened":
      return [
        {
          market,
          by: "steward",
          what: `${called} ${value("from")} -> ${value("to")}`,
          why: `${risk()} fell, and the wait is over`,
        },
      ];
    case "LooseningQueued":
      return [
        {
          market,
          by: "steward",
          what: `queued a loosening to ${called} ${value("to")}`,
          why: "the score allows it; now it waits",
        },
      ];
    case "RungRaised":
      return [
        {
          market,
          by: "guardian",
          what: `raised the ladder from ${RUNGS[Number(args["from"])] ?? "?"} to ${RUNGS[Number(args["to"])] ?? "?"}`,
          why: `score ${bps("score")} for its dwell of rounds in a row, ${String(args["contributors"])} contributors`,
        },
      ];
    default:
      return [];
  }
}
