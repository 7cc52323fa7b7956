import { createRandom, seedOf } from "../random.ts";
import type { Scenario } from "../scenario.ts";
import { DAY_HOURS, HOUR_S } from "../hours.ts";
import { bridge, correlatedNoise } from "./bridge.ts";
import type { Anchor } from "./bridge.ts";
import type { PricePath } from "./price-path.ts";

/** Standard deviation of an hour's log return of pegged assets, by the width of their ordinary trading. */
const PEG_SIGMA = { stEthPerEth: 0.0006, USDC: 0.0001, DAI: 0.0003 } as const;

/** Builds a scenario's hourly prices from its anchors: warm-up, scored hours, and a day for the outcomes. */
export function reconstruct(scenario: Scenario): PricePath {
  const start = scenario.from - scenario.warmupHours * HOUR_S;
  const count = (scenario.to - start) / HOUR_S + 1 + DAY_HOURS;
  const hours = Array.from({ length: count }, (_, i) => start + i * HOUR_S);
  const random = createRandom(seedOf(scenario.seed, "prices"));
  const noise = correlatedNoise(random, count, scenario.correlation, 3);
  const pegNoise = correlatedNoise(random, count, 0, 3);
  const risky = (asset: "ETH" | "BTC" | "LINK", index: number): number[] =>
    bridge(hours, pins(scenario.anchors[asset]), noise[index] ?? [], sigmaOf(scenario, asset, hours));
  const pegged = (asset: keyof typeof PEG_SIGMA, index: number): number[] =>
    bridge(
      hours,
      pins(scenario.anchors[asset]),
      pegNoise[index] ?? [],
      hours.map(() => PEG_SIGMA[asset]),
    );
  const eth = risky("ETH", 0);
  const ratio = pegged("stEthPerEth", 0);
  return {
    hours,
    usd: {
      WETH: eth,
      WBTC: risky("BTC", 1),
      wstETH: eth.map((price, i) => price * (ratio[i] ?? 1) * scenario.wstEthPerStEth),
      LINK: risky("LINK", 2),
      USDC: pegged("USDC", 1),
      DAI: pegged("DAI", 2),
    },
    from: scenario.warmupHours,
    to: count - 1 - DAY_HOURS,
    notes: [
      `Prices are reconstructed: ${scenario.anchors.ETH.length} dated public anchors for ETH, a seeded bridge between them.`,
    ],
  };
}

const pins = (anchors: readonly { at: number; level: number }[]): Anchor[] =>
  anchors.map(({ at, level }) => ({ hour: at, level }));

function sigmaOf(scenario: Scenario, asset: "ETH" | "BTC" | "LINK", hours: readonly number[]): number[] {
  return hours.map((hour) => {
    const period = scenario.volatilityBps.findLast(({ from }) => from <= hour) ?? scenario.volatilityBps[0];
    return (period?.[asset] ?? 0) / 10_000;
  });
}
