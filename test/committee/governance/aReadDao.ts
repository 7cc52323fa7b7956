import { network } from "hardhat";
import { createRpc } from "../../../committee/chain/rpc.ts";
import type { Rpc } from "../../../committee/chain/rpc.ts";
import type { GovernorConfig } from "../../../committee/config.ts";
import { createProposalReader } from "../../../committee/governance/reader.ts";
import type { ReadProposal } from "../../../committee/governance/reader.ts";
import { createSimulator } from "../../../committee/governance/simulate.ts";
import type { TakenSnapshot } from "../../../committee/governance/snapshot.ts";
import { systemClock } from "../../../committee/lib/clock.ts";
import { lowerHex } from "../../../committee/lib/hex.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { silentLogger } from "../../../committee/lib/logger.ts";
import type { Logger } from "../../../committee/lib/logger.ts";
import { hardhatEndpoint } from "../../fixtures/committee/hardhatEndpoint.ts";
import type { Tamper } from "../../fixtures/committee/hardhatEndpoint.ts";
import { deployGovernance } from "../../fixtures/deployGovernance.ts";
import type { GovernanceOptions } from "../../fixtures/deployGovernance.ts";
import { PROPOSAL_EVENT } from "../../fixtures/deployProposalOracle.ts";
import { deployOracle } from "../../fixtures/deployOracle.ts";
import { NEVER } from "./aChainOfLogs.ts";

export const connection = await network.create();
export const { ethers, networkHelpers } = connection;
/** Blocks that power must have been held for. */
export const FRESH = 10;
export const ETHER: Hex = `0x${"00".repeat(20)}`;

const deployWith = async (given: Partial<GovernanceOptions> = {}) => {
  const suite = await deployOracle(ethers);
  const { admin, revoker, options } = suite;
  const committee = await suite.committee.getAddress();
  const oracle = await ethers.deployContract("ProposalOracle", [
    ...[committee, options.roundLength, options.maxAge, admin.address, revoker.address],
  ] as never);
  const dao = await deployGovernance(connection, { oracle, ...given });
  const { threshold, horizon, referenceFeed } = PROPOSAL_EVENT;
  await oracle.register(dao.governor, threshold, horizon, referenceFeed);
  const multicall = lowerHex(await (await ethers.deployContract("Multicall3")).getAddress());
  const feed = await ethers.deployContract("ReplayFeed", ["feed", 8, admin.address]);
  const now = await networkHelpers.time.latest();
  await feed.push([2_000n * 10n ** 8n], [now]);
  await networkHelpers.mine(2 * FRESH);
  const addresses = {
    ...{ multicall, committee: lowerHex(committee), oracle: lowerHex(await oracle.getAddress()) },
    riskOracle: lowerHex(await suite.oracle.getAddress()),
    governor: lowerHex(await dao.governor.getAddress()),
    token: lowerHex(await dao.token.getAddress()),
    timelock: lowerHex(await dao.timelock.getAddress()),
    feed: lowerHex(await feed.getAddress()),
  };
  return { suite, dao, oracle, addresses };
};
export async function inSeconds() {
  return deployWith();
}
export async function inBlocks() {
  return deployWith({
    token: "BlockVotes",
    voteTerms: {
      ...{ votingDelay: 20, votingPeriod: 100, proposalThreshold: 0n, quorumPercent: 4 },
      voteExtension: 10,
    },
  });
}
export type World = Awaited<ReturnType<typeof inSeconds>>;

export const openRpc = (tamper?: Tamper): Rpc =>
  createRpc({
    endpoints: [hardhatEndpoint(connection.provider, "http://hardhat", tamper)],
    ...{ chainId: 31_337, clock: systemClock, log: silentLogger, onFailure: () => undefined },
  });

const configOf = ({ addresses }: World, given: Partial<GovernorConfig> = {}): GovernorConfig => ({
  ...{
    governor: addresses.governor,
    name: "DAO",
    fromBlock: 0,
    verified: [],
    established: [],
    functions: [],
  },
  ...{ treasury: [addresses.timelock], tokens: [{ address: addresses.token, feed: addresses.feed }] },
  ...given,
});

/** Everything that is under way at the newest block, as a node reads it. */
export async function read(
  world: World,
  given: Partial<GovernorConfig> = {},
  tamper?: Tamper,
  log: Pick<Logger, "warn"> = silentLogger,
): Promise<readonly ReadProposal[]> {
  const rpc = openRpc(tamper);
  const head = await rpc.head(NEVER);
  const config = configOf(world, given);
  const reader = createProposalReader(
    { oracle: world.addresses.oracle, governors: [config], freshBlocks: FRESH },
    rpc,
    createSimulator(rpc, log),
  );
  const at = { reader: rpc, multicall: world.addresses.multicall, blockHash: head.hash };
  return reader.read(config, head, at, NEVER);
}

export const take = async (
  world: World,
  given: Partial<GovernorConfig> = {},
  tamper?: Tamper,
  log?: Pick<Logger, "warn">,
): Promise<TakenSnapshot> => {
  const [only] = await read(world, given, tamper, log);
  return only!.take(NEVER);
};
