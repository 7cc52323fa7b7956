// Gas of the steward and the guardian on the real Aave v3.6, a whole transaction each.
import { pathToFileURL } from "node:url";
import { network } from "hardhat";
import { deploySuite } from "../../test/fixtures/deploySuite.ts";

export interface HookGasFigures {
  /** `tighten`, one market that moves. */
  readonly tightenOne: number;
  /** What each further market adds that moves. */
  readonly tightenFurther: number;
  /** What each further market adds that stays. */
  readonly tightenStaying: number;
  /** `trigger`, one calm market. */
  readonly triggerCalm: number;
  /** `trigger`, one market raised to LTV 0, without eModes. */
  readonly triggerRaise: number;
}

type Sent = Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>;

const gasOf = async (sent: Sent): Promise<number> => Number((await (await sent).wait())?.gasUsed ?? 0n);

async function deploy() {
  const suite = await deploySuite(await network.create());
  return { ...suite, all: suite.markets.map(({ marketId }) => marketId) };
}

/** Everyone moves, or everyone stays, in one transaction of all markets. */
async function tightenAll(scoreBps: number): Promise<{ readonly one: number; readonly further: number }> {
  const alone = await deploy();
  await alone.report(() => ({ scoreBps }));
  const one = await gasOf(alone.steward.tighten([alone.all[0] ?? ""]));
  const together = await deploy();
  await together.report(() => ({ scoreBps }));
  const all = await gasOf(together.steward.tighten(together.all));
  return { one, further: Math.round((all - one) / (together.all.length - 1)) };
}

async function triggers(): Promise<{ readonly calm: number; readonly raise: number }> {
  const { report, guardian, idOf } = await deploy();
  const market = [idOf("wstETH")];
  // The second calm round: every slot was written before.
  await report(() => ({ scoreBps: 50 }));
  await guardian.trigger(market);
  await report(() => ({ scoreBps: 50 }));
  const calm = await gasOf(guardian.trigger(market));
  await report(() => ({ scoreBps: 45_00 }));
  await guardian.trigger(market);
  await report(() => ({ scoreBps: 45_00 }));
  return { calm, raise: await gasOf(guardian.trigger(market)) };
}

export async function measureHookGas(): Promise<HookGasFigures> {
  const moving = await tightenAll(60_00);
  const staying = await tightenAll(10);
  const { calm, raise } = await triggers();
  return {
    tightenOne: moving.one,
    tightenFurther: moving.further,
    tightenStaying: staying.further,
    triggerCalm: calm,
    triggerRaise: raise,
  };
}

const launched = process.argv.find((argument) => argument.endsWith("hooks.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  console.log(JSON.stringify(await measureHookGas()));
}
