import { expect } from "chai";
import type { Interface } from "ethers";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainlinkSource } from "../../../scripts/dataset/context/chainlink.ts";
import { curveSource } from "../../../scripts/dataset/context/curve.ts";
import { liquidationsSource } from "../../../scripts/dataset/context/liquidations.ts";
import { onchainSource } from "../../../scripts/dataset/context/onchain.ts";
import { pegsSource } from "../../../scripts/dataset/context/pegs.ts";
import { poolStateSource } from "../../../scripts/dataset/context/pool-state.ts";
import { poolsSource } from "../../../scripts/dataset/context/pools.ts";
import { reservesSource } from "../../../scripts/dataset/context/reserves.ts";
import type { ContextSource } from "../../../scripts/dataset/context/series.ts";
import { stethSource } from "../../../scripts/dataset/context/steth.ts";
import {
  AAVE,
  AAVE_ORACLE,
  AAVE_POOL,
  CURVE_POOL,
  CURVE_POOLS,
  ERC20,
  FEED,
  FEEDS,
  TOKENS,
  UNISWAP_POOL,
  UNISWAP_POOLS,
} from "../../../scripts/fetch-data/contracts.ts";
import { FetchDataError } from "../../../scripts/fetch-data/errors.ts";
import { fetchData } from "../../../scripts/fetch-data/fetch.ts";
import { parseDay } from "../../../scripts/fetch-data/months.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { answer, aWorld, NodeDouble } from "./doubles.ts";
import type { Answer, NodeLog, NodeOptions } from "./doubles.ts";

const FROM = parseDay("2024-01-01")!;
const TO = parseDay("2024-01-02")!;
const BLOCK_S = 12;
const LATEST = 40_000;
/** The double's chain begins a day and a half before the first day asked for. */
const GENESIS = FROM - 130_000;
const timestampOf = (block: number): number => GENESIS + block * BLOCK_S;
const blockAt = (moment: number): number => Math.floor((moment - GENESIS) / BLOCK_S);

const ONE = `0x${"0".repeat(39)}1`;
const ZERO = `0x${"0".repeat(40)}`;
const ATOKEN = `0x${"a".repeat(40)}`;
const VARIABLE = `0x${"b".repeat(40)}`;

function on(
  to: string,
  abi: Interface,
  name: string,
  of: (args: unknown[], block: number) => unknown[] | null,
): [string, Answer] {
  const selector = abi.getFunction(name)!.selector;
  const handler: Answer = (data, block) => {
    const values = of([...abi.decodeFunctionData(name, data)], block);
    return values === null ? null : abi.encodeFunctionResult(name, values);
  };
  return [`${to.toLowerCase()}:${selector}`, handler];
}

/** Feeds answer every hour on the hour; the USDC feed changed its aggregator (phase 2) at noon. */
function feed(name: keyof typeof FEEDS, price: bigint): [string, Answer][] {
  const noon = FROM + 12 * 3600;
  const hourOf = (block: number): number => Math.floor(timestampOf(block) / 3600) * 3600;
  const split = name === "USDC/USD";
  const idOf = (hour: number): bigint =>
    split && hour >= noon
      ? (2n << 64n) + BigInt((hour - noon) / 3600 + 1)
      : (1n << 64n) + BigInt((hour - (FROM - 48 * 3600)) / 3600 + 1);
  const hourOfRound = (id: bigint): number => {
    const round = Number(id & ((1n << 64n) - 1n)) - 1;
    return id >> 64n === 2n ? noon + round * 3600 : FROM - 48 * 3600 + round * 3600;
  };
  const data = (hour: number): unknown[] => [idOf(hour), price, hour, hour, idOf(hour)];
  return [
    on(FEEDS[name], FEED, "latestRoundData", (_, block) => data(hourOf(block))),
    on(FEEDS[name], FEED, "getRoundData", ([id], block) => {
      const hour = hourOfRound(id as bigint);
      return hour <= hourOf(block) && idOf(hour) === id ? data(hour) : null;
    }),
  ];
}

/** Reserve data by field name, in the order that the version's struct has them. */
function reserve(version: "v2" | "v3"): unknown[] {
  const values: Readonly<Record<string, unknown>> = {
    currentLiquidityRate: 2n * 10n ** 25n,
    currentVariableBorrowRate: 35n * 10n ** 24n,
    aTokenAddress: ATOKEN,
    variableDebtTokenAddress: VARIABLE,
    stableDebtTokenAddress: ZERO,
  };
  const struct = AAVE_POOL[version].getFunction("getReserveData")!.outputs[0]!.components!;
  return [struct.map(({ name, type }) => values[name] ?? (type === "address" ? ONE : 0n))];
}

const WBTC = "0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599";
const LIQUIDATED_AT = FROM + 5 * 3600 + 600;

function liquidation(version: "v2" | "v3", collateral: string, amount: bigint): NodeLog {
  const abi = AAVE_POOL[version];
  const { data, topics } = abi.encodeEventLog("LiquidationCall", [
    collateral,
    TOKENS.DAI.address,
    ONE,
    900n * 10n ** 18n,
    amount,
    ONE,
    false,
  ]);
  return { address: AAVE[version].pool, topics: topics, data, block: blockAt(LIQUIDATED_AT) };
}

function contracts(): Record<string, Answer> {
  const usdcUsdt = UNISWAP_POOLS.USDC_USDT_pool.address;
  const balances: Readonly<Record<string, bigint>> = { [usdcUsdt.toLowerCase()]: 5_000_000n * 10n ** 6n };
  const balanceOf = ([owner]: unknown[]): unknown[] => [balances[String(owner).toLowerCase()] ?? 0n];
  return Object.fromEntries([
    ...feed("USDC/USD", 99_990_000n),
    ...feed("USDT/USD", 100_010_000n),
    ...feed("DAI/USD", 100_000_000n),
    ...feed("ETH/USD", 2_000n * 10n ** 8n),
    ...feed("STETH/ETH", 999n * 10n ** 15n),
    on(AAVE.v2.pool, AAVE_POOL.v2, "getReserveData", ([token]) =>
      token === TOKENS.USDC.address ? reserve("v2") : null,
    ),
    on(AAVE.v3.pool, AAVE_POOL.v3, "getReserveData", ([token]) =>
      token === TOKENS.WETH.address ? reserve("v3") : null,
    ),
    // The same token doubles stand for both reserves; supplies grow with the block.
    on(ATOKEN, ERC20, "totalSupply", (_, block) => [10n ** 12n + BigInt(block)]),
    on(VARIABLE, ERC20, "totalSupply", (_, block) => [8n * 10n ** 11n + BigInt(block)]),
    on(AAVE.v2.oracle, AAVE_ORACLE, "getAssetPrice", () => [5n * 10n ** 14n]),
    on(AAVE.v3.oracle, AAVE_ORACLE, "getAssetPrice", ([token]) => [
      token === TOKENS.WETH.address ? 2_000n * 10n ** 8n : 10n ** 8n,
    ]),
    ...Object.entries(TOKENS).flatMap(([symbol, { address, decimals }]) => [
      on(address, ERC20, "symbol", () => [symbol]),
      on(address, ERC20, "decimals", () => [decimals]),
      on(address, ERC20, "balanceOf", balanceOf),
    ]),
    on(WBTC, ERC20, "symbol", () => ["WBTC"]),
    on(WBTC, ERC20, "decimals", () => [8]),
    on(usdcUsdt, UNISWAP_POOL, "slot0", () => [2n ** 96n, -3, 0, 0, 0, 0, true]),
    on(usdcUsdt, UNISWAP_POOL, "liquidity", () => [430_394_234_327_008_495n]),
    on(CURVE_POOLS["3crv"].address, CURVE_POOL.uint256, "balances", ([i]) => [
      i === 0n ? 5n * 10n ** 25n : 25n * 10n ** 12n,
    ]),
    on(CURVE_POOLS["3crv"].address, CURVE_POOL.uint256, "get_virtual_price", () => [102n * 10n ** 16n]),
  ]);
}

describe("fetchData from an archive node", function () {
  this.timeout(60_000);
  let out: string;

  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), "breakwater-chain-"));
  });

  afterEach(() => {
    rmSync(out, { recursive: true });
  });

  const run = (only: string, options: Partial<NodeOptions> = {}): ReturnType<typeof fetchData> => {
    const node = new NodeDouble({ latest: LATEST, timestampOf, contracts: contracts(), ...options });
    const request = { out, from: FROM, to: TO, rpc: "https://node.example.org/secret", only: [only] };
    return fetchData(request, { ...aWorld(node.fetch), say: () => undefined });
  };

  const observations = (source: ContextSource, name: string): [number, number][] => {
    const series = source.load(out).series.get(name);
    expect(series, name).to.not.equal(undefined);
    return series!.live.map(({ knownAt, value }) => [knownAt, value]);
  };

  it("reads stablecoin prices and the stETH ratio at the end of every hour", async () => {
    await run("stables");
    await run("steth");
    const usdc = observations(pegsSource, "peg:USDC");
    expect(usdc).to.have.length(24);
    expect(usdc[0]).to.deep.equal([FROM + 3600, 0.9999]);
    expect(usdc.at(-1)![0]).to.equal(TO);
    expect(observations(stethSource, "ratio:stETH")[0]).to.deep.equal([FROM + 3600 + 1200, 0.999]);
  });

  it("walks every round of a feed across a change of its aggregator", async () => {
    await run("rounds");
    const moments = observations(chainlinkSource, "chainlink:USDC").map(([moment]) => moment);
    expect(moments).to.deep.equal(Array.from({ length: 24 }, (_, i) => FROM + i * 3600));
    expect(observations(chainlinkSource, "chainlink:DAI")).to.have.length(24);
  });

  it("reads reserves in dollars with their rates, and leaves out those that are not there", async () => {
    await run("reserves", {
      logs: [liquidation("v2", TOKENS.USDC.address, 1_000n * 10n ** 6n)],
      maxLogSpan: 500,
    });
    const supplied = observations(reservesSource, "reserve:aave_v2_usdc:supplied");
    expect(supplied).to.have.length(24);
    const block = blockAt(FROM + 3600);
    expectNearly(supplied[0]![1], ((10 ** 12 + block) / 1e6) * 0.9999, 1e-6);
    expectNearly(observations(reservesSource, "reserve:aave_v2_usdc:rate")[0]![1], 3.5);
    const liquidated = observations(reservesSource, "reserve:aave_v2_usdc:liquidated");
    expect(liquidated.filter(([, usd]) => usd > 0).map(([moment]) => moment)).to.deep.equal([
      FROM + 6 * 3600,
    ]);
    expectNearly(liquidated[5]![1], 999.9);
    expect(reservesSource.load(out).series.has("reserve:aave_v3_usdc:supplied")).to.equal(false);
    expect(observations(reservesSource, "reserve:aave_v3_eth:supplied")).to.have.length(24);
  });

  it("prices liquidations by Aave's own oracle, in ether on v2 and in dollars on v3", async () => {
    const logs = [liquidation("v2", WBTC, 1_000n * 10n ** 8n), liquidation("v3", WBTC, 2_000n * 10n ** 8n)];
    await run("liquidations", { logs });
    const [hour] = observations(liquidationsSource, "liquidations:WBTC");
    expect(hour![0]).to.equal(FROM + 6 * 3600);
    // v2: 1,000 tokens of 0.0005 ether at 2,000 dollars, debt 900; v3: 2,000 tokens of a dollar against a debt of 900.
    expectNearly(hour![1], 1000 + 900, 1e-6);
  });

  it("reads pools' worth, prices, state and Curve's balances", async () => {
    for (const task of ["pools", "pool-state", "curve"]) await run(task);
    const tvl = observations(poolsSource, "pool:USDC_USDT:tvl");
    expect(tvl).to.have.length(24);
    expect(tvl[0]![0]).to.equal(FROM + 3600);
    expectNearly(tvl[0]![1], 5e6 * 0.9999 + 5e6 * 1.0001, 1e-6);
    expect(observations(poolStateSource, "pool:USDC_USDT:tick")[0]).to.deep.equal([FROM + 3600, -3]);
    expect(observations(poolStateSource, "pool:USDC_USDT:liquidity")[0]![1]).to.equal(430394234327008495);
    const [imbalance] = observations(curveSource, "curve:3crv:imbalance");
    expectNearly(imbalance![1], 0.5 - 1 / 3);
  });

  it("averages the base fee over a day's hours", async () => {
    await run("gas");
    const [day] = observations(onchainSource, "onchain:gas");
    const blocks = Array.from({ length: 24 }, (_, i) => blockAt(FROM + (i + 1) * 3600));
    const mean = 20_000_000_000 + blocks.reduce((a, b) => a + b, 0) / 24;
    expectNearly(day![1], mean, 1);
  });

  it("refuses a node without history by a sentence that keeps its key to itself", async () => {
    const node = new NodeDouble({ latest: LATEST, timestampOf });
    const pruned: typeof node.fetch = async (url, init) => {
      const body = (await (await node.fetch(url, init)).json()) as { id: number; result?: unknown }[];
      const broken = body.map((one) =>
        typeof one.result === "string" ? { id: one.id, error: { message: "missing trie node" } } : one,
      );
      return answer(broken);
    };
    const request = { out, from: FROM, to: TO, rpc: "https://node.example.org/secret", only: ["stables"] };
    const error = await fetchData(request, { ...aWorld(pruned), say: () => undefined }).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect((error as FetchDataError).code).to.equal("FETCH_RPC_FAILED");
    expect((error as FetchDataError).message)
      .to.contain("missing trie node")
      .and.to.contain("archive");
    expect((error as FetchDataError).message).to.not.contain("secret");
  });
});
