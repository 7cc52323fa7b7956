import { arithmeticDriver, monitorDriver, POLICY, stepsUnder } from "./drivers.ts";
import { PIPS } from "./fee.ts";
import { replay } from "./replay.ts";
import type { Assumed, Outcome, Step } from "./replay.ts";
import { measuredTurnover, outsidePrices, WINDOWS } from "./window.ts";
import type { Window } from "./window.ts";

const ELASTICITIES = [0.5, 1, 2];
const VALUE = 1_000_000;
const RANGES: readonly (readonly [string, readonly [number, number]])[] = [
  ["the whole range", [0, Infinity]],
  ["0.99 to 1.01", [0.99, 1.01]],
];

interface Row {
  readonly name: string;
  readonly outcome: Outcome;
}

/** The tables of a data folder, as markdown. */
export async function liquidityReport(folder: string): Promise<string> {
  const turnover = measuredTurnover(folder);
  const sections: string[] = [assumptions(turnover)];
  for (const window of WINDOWS) {
    const strategies = await strategiesOf(folder, window);
    for (const [what, range] of RANGES) {
      const assumed = { value: VALUE, range, turnover, baseFee: POLICY.minFee, elasticities: ELASTICITIES };
      const rows = withControls(strategies, assumed);
      sections.push(`### ${window.name}; liquidity over ${what}`, tableOf(rows));
    }
  }
  return sections.join("\n\n");
}

async function strategiesOf(folder: string, window: Window): Promise<ReadonlyMap<string, Step[]>> {
  const prices = outsidePrices(folder, window);
  return new Map([
    ["fixed", prices.map(({ moment, ratio }) => ({ moment, price: ratio, fee: POLICY.minFee }))],
    ["hook, arithmetic", stepsUnder(arithmeticDriver(folder, window), prices)],
    ["hook, peg monitor", stepsUnder(await monitorDriver(folder, window), prices)],
  ]);
}

/** Beside each hook the fixed fee that is its mean over the week: what knowing when is worth. */
function withControls(strategies: ReadonlyMap<string, Step[]>, assumed: Assumed): Row[] {
  return [...strategies].flatMap(([name, steps]) => {
    const outcome = replay(steps, assumed);
    if (name === "fixed") return [{ name: "fixed, 1 bps", outcome }];
    const mean = steps.map((step) => ({ ...step, fee: outcome.meanFee }));
    return [
      { name, outcome },
      { name: "fixed, its mean", outcome: replay(mean, assumed) },
    ];
  });
}

function assumptions(turnover: number): string {
  const percent = (fee: number): string => `${(fee / PIPS) * 100} %`;
  return [
    `Fees: ${percent(POLICY.minFee)} up to a score of ${POLICY.low / 100} %, ${percent(POLICY.maxFee)} from ${POLICY.high / 100} % on,`,
    `${percent(POLICY.blindFee)} without a score. Others trade ${(turnover * 100).toFixed(1)} % of the pool's value a day at`,
    `${percent(POLICY.minFee)}, which is what the real pool traded over its whole history; where the fee is a percent higher, `,
    `they trade ${ELASTICITIES.join(", ")} percent less. Figures are USD per million of liquidity over seven days.`,
  ]
    .map((line) => line.trim())
    .join(" ");
}

function tableOf(rows: readonly Row[]): string {
  const [base] = rows;
  if (base === undefined) return "";
  const head = [
    "fee",
    "mean, bps",
    "lost to arbitrage",
    "lost to holding, before fees",
    "arbitrage volume",
    ...["others' fees", "net of both", "others' volume kept, %"].map(
      (what) => `${what}: ${ELASTICITIES.join(" / ")}`,
    ),
  ];
  const lines = rows.map(({ name, outcome }) => [
    name,
    ((outcome.meanFee / PIPS) * 10_000).toFixed(1),
    whole(outcome.lostToArbitrage),
    whole(outcome.lostToHolding),
    whole(outcome.arbitrageVolume),
    outcome.others.map(({ fees }) => whole(fees)).join(" / "),
    outcome.others.map(({ fees }) => whole(fees - outcome.lostToArbitrage)).join(" / "),
    outcome.others
      .map(({ volume }, e) => ((volume / (base.outcome.others[e]?.volume ?? NaN)) * 100).toFixed(0))
      .join(" / "),
  ]);
  const markdown = [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`);
  return markdown.join("\n");
}

function whole(value: number): string {
  const rounded = Math.round(value);
  return (rounded === 0 ? 0 : rounded).toLocaleString("en-US");
}
