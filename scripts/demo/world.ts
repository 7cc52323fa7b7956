import { deployAaveMarket } from "../deploy/deployAaveMarket.ts";
import { deployDemoAssets } from "../deploy/deployDemoAssets.ts";
import type { DeploymentParameters } from "../deploy/parameters.ts";
import { createFeeds, deployFeedWriter } from "./chain/feeds.ts";
import type { Feeds } from "./chain/feeds.ts";
import type { LocalChain } from "./chain/local-chain.ts";
import { createBook } from "./economy/book.ts";
import { pricesAt } from "./economy/conditions.ts";
import { Side } from "./economy/side.ts";
import type { Tokens } from "./economy/tokens.ts";
import { toUnits } from "./economy/units.ts";
import { ASSETS } from "./path/price-path.ts";
import type { Asset, PricePath } from "./path/price-path.ts";
import type { Economy } from "./scenario.ts";

/** Two identical Aave markets on one chain, on the same tokens and feeds. */
export interface World {
  readonly chain: LocalChain;
  readonly feeds: Feeds;
  readonly tokens: Tokens;
  /** What nodes read many feed rounds through. */
  readonly multicall: string;
  readonly guarded: Side;
  readonly control: Side;
}

export interface WorldInput {
  readonly chain: LocalChain;
  readonly path: PricePath;
  readonly economy: Economy;
  readonly seed: number;
  readonly parameters: DeploymentParameters;
  readonly onStep: (sentence: string) => void;
}

/** Deploys tokens, feeds with their history, both markets, and the same loans into both. */
export async function createWorld(input: WorldInput): Promise<World> {
  const { chain, path, parameters, onStep } = input;
  const { connection } = chain;
  onStep("Deploying tokens and feeds, and writing the feeds' history.");
  const writer = await deployFeedWriter(connection);
  const assets = await deployDemoAssets(connection, { parameters, feedOwner: await writer.getAddress() });
  const tokens = byAsset((asset) => ({
    address: addressOf(assets.tokens, asset),
    decimals: parameters.reserves[asset]?.decimals ?? 18,
  }));
  const feeds = createFeeds(
    writer,
    byAsset((asset) => addressOf(assets.feeds, asset)),
    path,
  );
  await feeds.push(0, path.from - 1);
  onStep("Deploying Aave v3.6 twice: one market to be guarded, one left alone.");
  const guarded = await createSide(input, tokens, assets, "Guarded");
  const control = await createSide(input, tokens, assets, "Control");
  const multicall = await (await connection.ethers.deployContract("Multicall3")).getAddress();
  return { chain, feeds, tokens, multicall, guarded, control };
}

async function createSide(
  { chain, economy, path, parameters }: WorldInput,
  tokens: Tokens,
  assets: Awaited<ReturnType<typeof deployDemoAssets>>,
  id: string,
): Promise<Side> {
  const market = await deployAaveMarket(chain.connection, { id, ...assets, parameters });
  const prices = pricesAt(path, path.from - 1);
  const { USDC, DAI } = economy.book.liquidityUsd;
  return Side.create(chain, market, tokens, {
    USDC: toUnits(USDC, prices.USDC, tokens.USDC.decimals),
    DAI: toUnits(DAI, prices.DAI, tokens.DAI.decimals),
  });
}

/** Opens the book's loans on both sides at the prices in force. */
export async function openBooks(world: World, { economy, seed, path }: WorldInput): Promise<void> {
  const prices = pricesAt(path, path.from - 1);
  const loans = createBook(economy, seed, world.control.terms);
  await world.chain.startPhase();
  for (const side of [world.guarded, world.control]) await side.open(loans, prices);
}

function addressOf(addresses: Readonly<Record<string, string>>, asset: Asset): string {
  const address = addresses[asset];
  if (address === undefined) throw new Error(`The deployment has no ${asset}.`);
  return address;
}

function byAsset<T>(of: (asset: Asset) => T): Record<Asset, T> {
  return Object.fromEntries(ASSETS.map((asset) => [asset, of(asset)])) as Record<Asset, T>;
}
