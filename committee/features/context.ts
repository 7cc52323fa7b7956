import { CONTEXT_COLUMNS, CONTEXT_FEATURES, CONTEXT_GROUPS, CONTEXT_INPUTS } from "./context-schema.ts";
import { Lag, logChange, RollingTotal } from "./context-series.ts";
import { FeatureError } from "./errors.ts";

/** Raw inputs of one hour by name (CONTEXT_INPUTS); null or absent is missing, never zero. */
export interface ContextSample {
  /** Unix seconds, a multiple of 3,600: everything in the sample was known by then. */
  readonly hour: number;
  readonly inputs: Readonly<Record<string, number | null>>;
}

/** Hours of history after which a row is the same whenever the engine was started. */
export const CONTEXT_HISTORY_HOURS = 721;

/** Binance quotes funding to 1e-8; dollars are counted in cents, gas in wei: rolling sums stay exact integers. */
const [FUNDING_SCALE, USD_SCALE, WEI_SCALE] = [1e8, 100, 1];
const KNOWN_INPUTS: ReadonlySet<string> = new Set(CONTEXT_INPUTS.map(({ name }) => name));

type Values = Record<string, number | null>;

/**
 * Context features hour by hour at constant cost. Pure: no clock, no reads. Two engines that saw the same last
 * CONTEXT_HISTORY_HOURS samples give the same bits, since sums are exact integers and nothing decays.
 */
export class ContextEngine {
  #hour: number | null = null;
  readonly #fundingBtc = new RollingTotal(72, FUNDING_SCALE);
  readonly #fundingEth = new RollingTotal(72, FUNDING_SCALE);
  readonly #liquidatedReserves = new RollingTotal(24, USD_SCALE);
  readonly #liquidatedWbtc = new RollingTotal(24, USD_SCALE);
  readonly #gas = new RollingTotal(720, WEI_SCALE);
  readonly #pools = new Lag(24);
  readonly #poolDepth = new Lag(24);
  readonly #supply = new Lag(168);
  readonly #tvl = new Lag(168);

  /**
   * Takes the next hour and gives its row, one number for each of CONTEXT_COLUMNS: a flag per group, then the
   * features, clipped to their bounds. Throws FeatureError for an hour that does not follow, an unknown input or one
   * that is no finite number.
   */
  push(sample: ContextSample): Float32Array {
    this.#check(sample);
    this.#hour = sample.hour;
    const input = (name: string): number | null => sample.inputs[name] ?? null;
    return toRow({
      ...this.#funding(input),
      ...lending(input),
      ...this.#liquidations(input),
      ...pegs(input),
      ...this.#dex(input),
      ...this.#totals(input),
    });
  }

  #funding(input: (name: string) => number | null): Values {
    const [btc, eth] = [input("fundingBtc"), input("fundingEth")];
    this.#fundingBtc.push(btc);
    this.#fundingEth.push(eth);
    return {
      fundingBtcLast: scaled(btc, 1e4),
      fundingBtcMean72: scaled(this.#fundingBtc.mean(48), 1e4),
      fundingEthLast: scaled(eth, 1e4),
      fundingEthMean72: scaled(this.#fundingEth.mean(48), 1e4),
    };
  }

  #liquidations(input: (name: string) => number | null): Values {
    this.#liquidatedReserves.push(input("liquidatedReserves"));
    this.#liquidatedWbtc.push(input("liquidatedWbtc"));
    return {
      liquidatedReserves24: log1p(this.#liquidatedReserves.sum()),
      liquidatedWbtc24: log1p(this.#liquidatedWbtc.sum()),
    };
  }

  #dex(input: (name: string) => number | null): Values {
    const [pools, depth] = [input("pools"), input("poolDepth")];
    return {
      poolsChange24: logChange(pools, this.#pools.push(pools)),
      poolDepthChange24: logChange(depth, this.#poolDepth.push(depth)),
      curve3poolImbalance: input("curve3pool"),
    };
  }

  #totals(input: (name: string) => number | null): Values {
    const [supply, tvl, gas] = [input("supply"), input("tvl"), input("gas")];
    this.#gas.push(gas);
    return {
      supplyChange168: logChange(supply, this.#supply.push(supply)),
      tvlChange168: logChange(tvl, this.#tvl.push(tvl)),
      gasRatio720: logChange(gas, this.#gas.mean(480)),
    };
  }

  #check({ hour, inputs }: ContextSample): void {
    const follows = this.#hour === null || hour === this.#hour + 3600;
    if (!Number.isInteger(hour) || hour % 3600 !== 0 || !follows) {
      const expected = this.#hour === null ? "a multiple of 3600" : String(this.#hour + 3600);
      const message = `Context of hour ${hour} does not follow: expected ${expected}; push a missing hour with null inputs.`;
      throw new FeatureError("FEATURE_BAD_HOUR", message, { hour });
    }
    for (const [name, value] of Object.entries(inputs)) {
      if (KNOWN_INPUTS.has(name) && (value === null || Number.isFinite(value))) continue;
      const message = `Context input ${name} at hour ${hour} is unknown or no finite number: pass null for a missing one.`;
      throw new FeatureError("FEATURE_BAD_INPUT", message, { hour, name });
    }
  }
}

function lending(input: (name: string) => number | null): Values {
  const entries = ["Usdc", "Usdt", "Dai"].flatMap((symbol): [string, number | null][] => {
    const [supplied, borrowed] = [input(`supplied${symbol}`), input(`borrowed${symbol}`)];
    const rate = input(`rate${symbol}`);
    const known = supplied !== null && supplied > 0 && borrowed !== null;
    return [
      [`utilisation${symbol}`, known ? borrowed / supplied : null],
      [`logRate${symbol}`, rate === null ? null : Math.log(Math.max(rate, 1e-4))],
    ];
  });
  return Object.fromEntries(entries);
}

function pegs(input: (name: string) => number | null): Values {
  const deviation = (name: string): number | null => {
    const price = input(name);
    return price === null ? null : (price - 1) * 1e4;
  };
  const [usdc, usdt, dai] = [deviation("priceUsdc"), deviation("priceUsdt"), deviation("priceDai")];
  const worst = usdc === null || usdt === null || dai === null ? null : Math.min(usdc, usdt, dai);
  return { pegUsdc: usdc, pegUsdt: usdt, pegDai: dai, pegWorst: worst, stethDiscount: deviation("steth") };
}

function scaled(value: number | null, by: number): number | null {
  return value === null ? null : value * by;
}

function log1p(value: number | null): number | null {
  return value === null ? null : Math.log1p(value);
}

/** Flags and clipped features; a group with one missing feature is missing whole. */
function toRow(values: Values): Float32Array {
  const missing = new Set<string>();
  for (const { name, group } of CONTEXT_FEATURES) {
    const value = values[name] ?? null;
    if (value === null || !Number.isFinite(value)) missing.add(group);
  }
  const row = new Float32Array(CONTEXT_COLUMNS.length);
  CONTEXT_GROUPS.forEach((group, i) => (row[i] = missing.has(group) ? 1 : 0));
  CONTEXT_FEATURES.forEach(({ name, group, min, max }, i) => {
    if (missing.has(group)) return;
    row[CONTEXT_GROUPS.length + i] = Math.min(max, Math.max(min, values[name] ?? 0));
  });
  return row;
}
