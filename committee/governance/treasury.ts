import type { Rpc } from "../chain/rpc.ts";
import type { GovernorConfig } from "../config.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readOptionalViews } from "../market/views.ts";
import { ETHER } from "../proposals/decode/effects.ts";
import type { ProposalJson } from "../proposals/snapshot.ts";
import { mapInChunks } from "./in-chunks.ts";
import { feedAbi, view, votesAbi } from "./abis.ts";

type HoldingJson = NonNullable<ProposalJson["treasury"]>[number];

const ETHER_DECIMALS = 18;

/** What the treasury holds of the tokens that are valued; null where one of them cannot be: a part would pass for all. */
export async function readTreasury(
  { treasury, tokens }: Pick<GovernorConfig, "treasury" | "tokens">,
  rpc: Pick<Rpc, "send">,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly HoldingJson[] | null> {
  if (treasury.length === 0 || tokens.length === 0) return null;
  const holdings = await Promise.all(
    tokens.map(({ address, feed }) =>
      address === ETHER
        ? readEther(treasury, feed, rpc, at, signal)
        : readToken(treasury, address, feed, at, signal),
    ),
  );
  return holdings.every((holding) => holding !== null) ? holdings : null;
}

async function readToken(
  treasury: readonly Hex[],
  token: Hex,
  feed: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<HoldingJson | null> {
  const [symbol, decimals, ...balances] = await readOptionalViews(
    [
      ...["symbol", "decimals"].map((name) => view(votesAbi, token, name)),
      ...treasury.map((holder) => view(votesAbi, token, "balanceOf", [holder])),
    ],
    at,
    signal,
  );
  if (typeof decimals !== "bigint" || balances.includes(null)) return null;
  const name = typeof symbol === "string" ? symbol : token;
  return valued(token, name, Number(decimals), balances as readonly bigint[], feed, at, signal);
}

async function readEther(
  treasury: readonly Hex[],
  feed: Hex,
  rpc: Pick<Rpc, "send">,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<HoldingJson | null> {
  const { blockHash } = at;
  const balances = await Promise.all(
    treasury.map(async (holder) =>
      BigInt((await rpc.send("eth_getBalance", [holder, { blockHash }], signal)) as string),
    ),
  );
  return valued(ETHER, "ETH", ETHER_DECIMALS, balances, feed, at, signal);
}

async function valued(
  token: Hex,
  symbol: string,
  decimals: number,
  balances: readonly bigint[],
  feed: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<HoldingJson | null> {
  const [round, feedDecimals] = await readOptionalViews(
    [view(feedAbi, feed, "latestRoundData"), view(feedAbi, feed, "decimals")],
    at,
    signal,
  );
  const answer = (round as { readonly answer?: unknown } | null)?.answer;
  if (typeof answer !== "bigint" || answer <= 0n || typeof feedDecimals !== "bigint") return null;
  const balance = balances.reduce((sum, one) => sum + one, 0n);
  return {
    ...{ token, symbol, decimals, balance: balance.toString() },
    valueUsd: toUsd(balance * answer, decimals + Number(feedDecimals)),
  };
}

const CENTS = 2;

/** Whole cents of a product of a balance and a price, rounded down: the one way from these to a number. */
function toUsd(product: bigint, decimals: number): number {
  const cents = (product * 10n ** BigInt(CENTS)) / 10n ** BigInt(decimals);
  return Number(cents) / 10 ** CENTS;
}

/** Whether there is code at each address at the block. An account that delegates its calls (EIP-7702) is no contract. */
export async function readHasCode(
  addresses: readonly Hex[],
  rpc: Pick<Rpc, "send">,
  { blockHash }: PinnedReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<Hex, boolean>> {
  const codes = await mapInChunks(
    addresses,
    async (address) => (await rpc.send("eth_getCode", [address, { blockHash }], signal)) as string,
  );
  const isContract = (code: string) => code !== "0x" && !code.startsWith("0xef0100");
  return new Map(addresses.map((address, i) => [address, isContract(codes[i] ?? "0x")]));
}
