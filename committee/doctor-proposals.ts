import type { Rpc } from "./chain/rpc.ts";
import type { Config, GovernorConfig, ProposalsConfig } from "./config.ts";
import type { Check } from "./doctor-keeping.ts";
import { governorAbi, view } from "./governance/abis.ts";
import { readDao } from "./governance/dao.ts";
import { createGovernorLog } from "./governance/governor-log.ts";
import { readTerms } from "./governance/terms.ts";
import { readTreasury } from "./governance/treasury.ts";
import { lowerHex } from "./lib/hex.ts";
import type { Hex } from "./lib/hex.ts";
import type { Block, PinnedReader } from "./market/chain-reader.ts";
import { readOptionalViews } from "./market/views.ts";

export interface ProposalsDoctor {
  readonly config: Config;
  readonly rpc: Rpc;
  readonly check: Check;
}

/** Checks what the scoring of proposals rests on: the oracle, its committee, and every governor as the node would read it. */
export async function diagnoseProposals(
  { config, rpc, check }: ProposalsDoctor,
  signal: AbortSignal,
): Promise<void> {
  const {
    proposals,
    chain: { multicall },
  } = config;
  if (proposals === undefined) return;
  const head = await rpc.head(signal);
  await check("proposals", () => assertFit(config, proposals, rpc, head, signal), String);
  for (const governor of proposals.governors) {
    await check(
      `governor ${governor.name}`,
      async () => {
        await assertListens(
          governor,
          proposals.oracle,
          { reader: rpc, multicall, blockHash: head.hash },
          signal,
        );
        return describeGovernor(governor, config, rpc, head, signal);
      },
      String,
    );
  }
}

async function assertFit(
  { chain: { oracle, committee, multicall } }: Config,
  { oracle: proposalOracle, governors }: ProposalsConfig,
  rpc: Rpc,
  head: Block,
  signal: AbortSignal,
): Promise<string> {
  const at = { reader: rpc, multicall, blockHash: head.hash };
  const contracts = { riskOracle: oracle, committee, multicall, proposalOracle };
  const named = governors.map(({ governor }) => governor);
  const { registered } = await readTerms(named, contracts, at, signal);
  const missing = named.filter((governor) => !registered.has(governor));
  if (missing.length === 0) return `${named.length} governors are registered`;
  throw new Error(
    `${proposalOracle} takes no reports about ${missing.join(", ")}: have each registered, or take it off "proposals.governors"`,
  );
}

/** A governor without a gate listens to nobody, and its proposals may be scored all the same. */
async function assertListens(
  { governor }: GovernorConfig,
  oracle: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<void> {
  const [listensTo] = await readOptionalViews([view(governorAbi, governor, "riskOracle")], at, signal);
  if (typeof listensTo !== "string" || lowerHex(listensTo) === oracle) return;
  throw new Error(
    `new proposals of ${governor} listen to ${lowerHex(listensTo)}, "proposals.oracle" is ${oracle}: correct one of the two`,
  );
}

async function describeGovernor(
  governor: GovernorConfig,
  { chain: { multicall } }: Config,
  rpc: Rpc,
  head: Block,
  signal: AbortSignal,
): Promise<string> {
  const at = { reader: rpc, multicall, blockHash: head.hash };
  const history = await createGovernorLog(rpc, governor.governor, BigInt(governor.fromBlock)).read(
    head,
    signal,
  );
  const { token } = await readDao(governor, history, head, rpc, at, signal);
  if (token === null) {
    throw new Error(`${governor.governor} names no token with votes: check "proposals.governors"`);
  }
  const holdings = await readTreasury(governor, rpc, at, signal);
  if (holdings === null && governor.tokens.length > 0) {
    throw new Error("a token of the treasury, or its feed, does not answer: check its tokens and feeds");
  }
  const usd = holdings?.reduce((sum, { valueUsd }) => sum + valueUsd, 0);
  const worth = usd === undefined ? "no treasury is valued" : `a treasury of ${Math.round(usd)} USD`;
  return `${history.proposals.length} proposals since block ${governor.fromBlock}, ${worth}`;
}
