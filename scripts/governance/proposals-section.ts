import type { ProposalsSection } from "../demo/committee/node-config.ts";
import { TREASURY_ASSETS, addressOf, feedOf } from "./holdings.ts";
import type { GovernanceWorld } from "./world.ts";

/** How far before the snapshot power must have been held: blocks of a chain that mines only what is sent. */
const FRESH_BLOCKS = 50;
/** What the DAO calls besides OpenZeppelin's usual functions; a call that nobody names counts as half hidden. */
const FUNCTIONS = [
  "requireScoreBelow(bytes32,uint16,uint32)",
  "configureReserveAsCollateral(address,uint256,uint256,uint256)",
  "setReserveFactor(address,uint256)",
];

/** What an operator would write into its node's configuration about this DAO. */
export async function proposalsSection(world: GovernanceWorld): Promise<ProposalsSection> {
  const { governance, breakwater, market } = world;
  const at = (contract: { getAddress(): Promise<string> }): Promise<string> => contract.getAddress();
  const treasury = await at(breakwater.timelock);
  // Their sources are published: OpenZeppelin's, Aave's, Breakwater's and the tokens'.
  const verified = [
    ...(await Promise.all(
      [governance.governor, governance.condition, market.pool, market.configurator].map(at),
    )),
    ...[treasury, ...TREASURY_ASSETS.map((asset) => addressOf(world, asset))],
  ];
  return {
    oracle: await at(governance.proposalOracle),
    governors: [
      {
        governor: await at(governance.governor),
        name: "Example DAO",
        treasury: [treasury],
        tokens: TREASURY_ASSETS.map((asset) => ({
          address: addressOf(world, asset),
          feed: feedOf(world, asset),
        })),
        ...{ verified, functions: FUNCTIONS },
      },
    ],
    freshBlocks: FRESH_BLOCKS,
  };
}
