import { deployAaveMarket } from "../deploy/deployAaveMarket.ts";
import type { AaveMarket } from "../deploy/deployAaveMarket.ts";
import { mintDemoBonds } from "../deploy/bonds.ts";
import { deployBreakwater } from "../deploy/deployBreakwater.ts";
import type { Breakwater, MemberInput, ModelInput } from "../deploy/deployBreakwater.ts";
import { deployDemoAssets } from "../deploy/deployDemoAssets.ts";
import { deployGovernance } from "../deploy/deployGovernance.ts";
import type { GovernanceParameters } from "../deploy/governanceParameters.ts";
import type { DeploymentParameters } from "../deploy/parameters.ts";
import { createFeeds, deployFeedWriter } from "../demo/chain/feeds.ts";
import type { Feeds, FeedWriter } from "../demo/chain/feeds.ts";
import type { LocalChain } from "../demo/chain/local-chain.ts";
import { toAnswer } from "../demo/economy/units.ts";
import { HOUR_S } from "../demo/hours.ts";
import { ASSETS } from "../demo/path/price-path.ts";
import type { Asset } from "../demo/path/price-path.ts";
import { SHARES_BPS, SUPPLY, gatherCast, votesOf } from "./cast.ts";
import type { Cast, Person } from "./cast.ts";
import { indexAt } from "./plot.ts";
import type { GovernancePlot } from "./plot.ts";
import { deployTwin } from "./twin.ts";
import type { Twin } from "./twin.ts";

/** The voting token in the market: what the borrower borrows. Of the size that volatile governance tokens are listed with. */
const VOTE_RESERVE = {
  name: "Votes",
  decimals: 18,
  ltvBps: 40_00,
  liquidationThresholdBps: 50_00,
  liquidationBonusBps: 110_00,
  reserveFactorBps: 20_00,
  borrowable: true,
  rates: { optimalUsageBps: 45_00, baseRateBps: 0, slope1Bps: 7_00, slope2Bps: 300_00 },
} as const;
export const VOTE_USD = 4;

export type Governance = Awaited<ReturnType<typeof deployGovernance>>;
export type VoteToken = Awaited<ReturnType<typeof deployVotes>>;

/** A gated DAO with its market, its committee's contracts and its twin, on one chain. */
export interface GovernanceWorld {
  readonly chain: LocalChain;
  readonly feeds: Feeds;
  readonly treasuryFeed: string;
  readonly writer: FeedWriter;
  readonly multicall: string;
  readonly tokens: Readonly<Record<Asset, string>>;
  readonly votes: VoteToken;
  /** What a node needs to value votes that a treasury holds. */
  readonly voteToken: { readonly address: string; readonly feed: string };
  readonly cast: Cast;
  readonly market: AaveMarket;
  readonly breakwater: Breakwater;
  readonly governance: Governance;
  readonly twin: Twin;
}

export interface GovernanceWorldInput {
  readonly chain: LocalChain;
  readonly plot: GovernancePlot;
  readonly parameters: DeploymentParameters;
  readonly governanceParameters: GovernanceParameters;
  readonly members: readonly MemberInput[];
  readonly models: readonly ModelInput[];
  readonly onStep: (sentence: string) => void;
}

async function deployVotes({ connection }: LocalChain, cast: Cast) {
  const votes = await connection.ethers.deployContract("DemoVotes", ["Votes", "VOTE"]);
  const held = Object.entries(SHARES_BPS) as [Person, number][];
  for (const [person, bps] of held) {
    await votes.mint(cast[person], votesOf(bps));
    await votes.connect(cast[person]).delegate(cast[person]);
  }
  const rest = SUPPLY - held.reduce((sum, [, bps]) => sum + votesOf(bps), 0n);
  await votes.mint(cast.holders, rest);
  return votes;
}

/** Deploys tokens, feeds with their history, both DAOs and their markets, and hands each market to its DAO. */
export async function createGovernanceWorld(input: GovernanceWorldInput): Promise<GovernanceWorld> {
  const { chain, parameters, onStep } = input;
  const { connection } = chain;
  const cast = await gatherCast(connection);
  onStep("Deploying tokens, votes and feeds, and writing the feeds' history.");
  const { writer, assets, feeds, tokens, treasuryFeed } = await deployAssets(input);
  const votes = await deployVotes(chain, cast);
  onStep("Deploying Aave v3.6 twice: one market for the gated DAO, one for its twin.");
  const voteToken = {
    address: await votes.getAddress(),
    feed: await deployFeed(chain, writer, "VOTE / USD"),
  };
  const listed = {
    tokens: { ...assets.tokens, VOTE: voteToken.address },
    feeds: { ...assets.feeds, VOTE: voteToken.feed },
    parameters: { ...parameters, reserves: { ...parameters.reserves, VOTE: VOTE_RESERVE } },
  };
  const market = await deployAaveMarket(connection, { id: "Gated", ...listed });
  onStep("Deploying Breakwater, and a gated governor before its timelock.");
  const breakwater = await deployCommittee(input, market);
  const governance = await deployGovernance(connection, {
    ...{ breakwater, token: voteToken.address, treasuryFeed },
    parameters: input.governanceParameters,
    wait: async (seconds) => chain.setNextTime((await latestTime(chain)) + Number(seconds)),
  });
  const twinMarket = await deployAaveMarket(connection, { id: "Ungated", ...assets, parameters });
  const twin = await deployTwin(chain, { market: twinMarket, votes, input });
  await lendVotes(market, votes, cast);
  const multicall = await (await connection.ethers.deployContract("Multicall3")).getAddress();
  const contracts = { market, breakwater, governance, twin };
  return { chain, feeds, treasuryFeed, writer, multicall, tokens, votes, voteToken, cast, ...contracts };
}

async function deployAssets({ chain, plot, parameters }: GovernanceWorldInput) {
  const writer = await deployFeedWriter(chain.connection);
  const assets = await deployDemoAssets(chain.connection, {
    parameters,
    feedOwner: await writer.getAddress(),
  });
  const feeds = createFeeds(
    writer,
    byAsset((asset) => assets.feeds[asset]),
    plot.path,
  );
  await feeds.push(0, indexAt(plot, 0) - 1);
  const treasuryFeed = await deployFeed(chain, writer, "Example DAO treasury / USD");
  return { writer, assets, feeds, tokens: byAsset((asset) => assets.tokens[asset]), treasuryFeed };
}

/** A feed with one round, at the price of a vote: what it says later is pushed by the hour, or nothing. */
async function deployFeed({ connection }: LocalChain, writer: FeedWriter, name: string): Promise<string> {
  const owner = await writer.getAddress();
  const feed = await (await connection.ethers.deployContract("ReplayFeed", [name, 8, owner])).getAddress();
  await (await writer.push([{ feed, answers: [toAnswer(VOTE_USD)], updatedAts: [1n] }])).wait();
  return feed;
}

async function deployCommittee(input: GovernanceWorldInput, aave: AaveMarket): Promise<Breakwater> {
  const { chain, parameters, members, models } = input;
  await mintDemoBonds(chain.connection, { aave, parameters, members });
  return deployBreakwater(chain.connection, { aave, parameters, members, models });
}

/** The lender's votes stand in the market, for whoever brings collateral. */
async function lendVotes({ pool }: AaveMarket, votes: VoteToken, { lender }: Cast): Promise<void> {
  const amount = votesOf(SHARES_BPS.lender);
  await votes.connect(lender).approve(pool, amount);
  await (await pool.connect(lender).supply(votes, amount, lender, 0)).wait();
}

export const latestTime = async ({ connection }: LocalChain): Promise<number> =>
  (await connection.ethers.provider.getBlock("latest"))?.timestamp ?? 0;

/** The hour of the latest block, rounded down. */
export const latestHour = async (chain: LocalChain): Promise<number> =>
  Math.floor((await latestTime(chain)) / HOUR_S) * HOUR_S;

function byAsset(of: (asset: Asset) => string | undefined): Record<Asset, string> {
  const entries = ASSETS.map((asset) => {
    const address = of(asset);
    if (address === undefined) throw new Error(`The deployment has no ${asset}.`);
    return [asset, address] as const;
  });
  return Object.fromEntries(entries) as Record<Asset, string>;
}
