import type { Breakwater } from "../../deploy/deployBreakwater.ts";
import type { LocalChain } from "../chain/local-chain.ts";
import { HOUR_S } from "../hours.ts";
import type { CommitteeProcesses } from "./committee.ts";
import type { Member } from "./members.ts";

/** What the ledger says of one member at the end of a run. */
export interface MemberSkill {
  readonly member: number;
  readonly model: string;
  /** Forecasts that a day has judged, one a market and round. */
  readonly events: number;
  /** Mean of the squared error, 0 to 1; null where nothing was judged. */
  readonly brierLoss: number | null;
  /** Market rounds counted without it. */
  readonly missed: number;
  readonly weightBps: number;
  /** What it weighed at the start. */
  readonly baseWeightBps: number;
}

export interface LedgerResult {
  readonly epochsClosed: number;
  readonly members: readonly MemberSkill[];
}

const POLL_MS = 20;
/** A turn of the keeping takes tenths of a second; a busy machine is waited for, a stuck one is not. */
const KEEPING_MS = 30_000;
/** Where in the hour an epoch may end: its report is in, the next one far. */
const LATE_IN_THE_HOUR_S = 2_700;
/** A Brier loss of one, in bps squared. */
const ONE = 1e8;

type Keeper = Pick<CommitteeProcesses, "hasKept" | "keeperLives">;

/**
 * Ends an hour behind both sides: mines a block late in it, in which the ledger may be kept. The keeping goes on beside
 * the next round, but an epoch that is over must end before that round begins.
 */
export async function endHour(
  chain: LocalChain,
  { ledger }: Pick<Breakwater, "ledger">,
  keeper: Keeper,
  hour: number,
): Promise<void> {
  if (!keeper.keeperLives) return;
  const late = hour + LATE_IN_THE_HOUR_S;
  await chain.setNextTime(late);
  await chain.connection.provider.request({ method: "evm_mine", params: [] });
  const { startedAt } = await ledger.epoch();
  if (BigInt(late) >= startedAt + (await ledger.epochLength())) await awaitKeeping(keeper, hour / HOUR_S);
}

/** Waits until the keeping node is done with a round, so that its transactions fall into no side's phase. */
export function awaitKeeping(keeper: Keeper, round: number): Promise<void> {
  return until(() => !keeper.keeperLives || keeper.hasKept(round));
}

/** Every member's skill and weight as they stand. */
export async function readSkills(
  { ledger, committee }: Pick<Breakwater, "ledger" | "committee">,
  members: readonly Member[],
  firstEpoch: bigint,
): Promise<LedgerResult> {
  const [epoch, weights, base] = [
    await ledger.epoch(),
    await committee.weights(),
    await committee.baseWeights(),
  ];
  const skills = members.map(async ({ index, signer, model }): Promise<MemberSkill> => {
    const standing = await ledger.standingOf(signer);
    const events = Number(standing.events);
    // Epochs that are closed are noted already; the present one is not.
    const attended = standing.epoch === epoch.index ? standing.epochAttended : 0n;
    const missing = epoch.rounds > attended ? epoch.rounds - attended : 0n;
    return {
      ...{ member: index, model: model.manifest.id, events },
      brierLoss: events === 0 ? null : Number(standing.loss) / events / ONE,
      missed: Number(standing.missed + missing),
      weightBps: Number(weights[index]),
      baseWeightBps: Number(base[index]),
    };
  });
  return { epochsClosed: Number(epoch.index - firstEpoch), members: await Promise.all(skills) };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + KEEPING_MS;
  while (!(await condition()) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
