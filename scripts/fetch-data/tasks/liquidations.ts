import { firstBig, readViews, units } from "../clients/reader.ts";
import type { Rpc } from "../clients/rpc.ts";
import { AAVE, AAVE_ORACLE, AAVE_POOL, ERC20 } from "../contracts.ts";
import type { AaveVersion } from "../contracts.ts";
import type { Month } from "../months.ts";
import type { Row } from "../store.ts";
import { feedPrices } from "./feeds.ts";
import { chainOf } from "./task.ts";
import type { Chain, FetchTask } from "./task.ts";

/** A LiquidationCall of Aave, amounts in base units. */
export interface Liquidation {
  readonly version: AaveVersion;
  readonly block: number;
  readonly transaction: string;
  readonly collateral: string;
  readonly debt: string;
  readonly borrower: string;
  readonly liquidator: string;
  readonly collateralAmount: bigint;
  readonly debtAmount: bigint;
}

/** Every liquidation on Aave v2 and v3 in a month, in order of their blocks. */
export async function liquidationsOf(month: Month, { rpc, blocks }: Chain): Promise<Liquidation[]> {
  const [first, last] = [await blocks.at(month.from), await blocks.at(month.to)];
  const found: Liquidation[] = [];
  for (const version of ["v2", "v3"] as const) {
    const abi = AAVE_POOL[version];
    const topic = abi.getEvent("LiquidationCall")?.topicHash ?? "";
    for (const log of await rpc.logs([AAVE[version].pool], topic, first.number + 1, last.number)) {
      const { args } = abi.parseLog({ topics: [...log.topics], data: log.data }) ?? {};
      if (args === undefined) continue;
      found.push({
        version,
        block: log.block,
        transaction: log.transaction,
        collateral: String(args["collateralAsset"]),
        debt: String(args["debtAsset"]),
        borrower: String(args["user"]).toLowerCase(),
        liquidator: String(args["liquidator"]).toLowerCase(),
        collateralAmount: BigInt(String(args["liquidatedCollateralAmount"])),
        debtAmount: BigInt(String(args["debtToCover"])),
      });
    }
  }
  return found.sort((a, b) => a.block - b.block);
}

/** Aave's own price of a token at a block, US dollars: v3 says it in dollars (1e8), v2 in ether (1e18). */
export async function aavePrice(
  rpc: Rpc,
  version: AaveVersion,
  token: string,
  at: { readonly block: number; readonly moment: number },
): Promise<number | null> {
  const view = { to: AAVE[version].oracle, abi: AAVE_ORACLE, name: "getAssetPrice", args: [token] };
  const price = firstBig((await readViews(rpc, [view], at.block))[0]);
  if (price === null || price === 0n) return null;
  if (version === "v3") return units(price, 8);
  const [ether] = await feedPrices(rpc, ["ETH/USD"], at);
  return ether === null || ether === undefined ? null : units(price, 18) * ether;
}

interface Token {
  readonly symbol: string;
  readonly decimals: number;
}

/** Liquidations with symbols, whole tokens and dollars by the price that Aave itself had in that block. */
export const liquidationsTask: FetchTask = {
  name: "liquidations",
  needsChain: true,
  async fetchMonth(month, clients) {
    const chain = chainOf(clients);
    const tokens = new Map<string, Token>();
    const rows: Row[] = [];
    for (const event of await liquidationsOf(month, chain)) {
      const moment = (await chain.rpc.block(event.block)).timestamp;
      const amounts: (string | number | null)[] = [];
      for (const [address, amount] of [
        [event.collateral, event.collateralAmount],
        [event.debt, event.debtAmount],
      ] as const) {
        const token = tokens.get(address) ?? (await tokenOf(chain.rpc, address, event.block));
        tokens.set(address, token);
        const price = await aavePrice(chain.rpc, event.version, address, { block: event.block, moment });
        const whole = units(amount, token.decimals);
        amounts.push(token.symbol, whole, price === null ? null : whole * price);
      }
      const people = [event.borrower, event.liquidator, event.transaction, "rpc"];
      rows.push([moment, `aave_${event.version}`, "ethereum", ...amounts, ...people]);
    }
    return rows;
  },
};

async function tokenOf(rpc: Rpc, address: string, block: number): Promise<Token> {
  const views = ["symbol", "decimals"].map((name) => ({ to: address, abi: ERC20, name }));
  const [symbol, decimals] = await readViews(rpc, views, block);
  // Maker's token names itself in 32 bytes, which decode to nothing here: its address stands in.
  const name: unknown = symbol?.[0];
  return {
    symbol: typeof name === "string" ? name.replaceAll(",", "") : address,
    decimals: Number(decimals?.[0] ?? 18),
  };
}
