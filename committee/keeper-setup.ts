import type { GasWallet } from "./chain/gas-wallet.ts";
import { createRpc } from "./chain/rpc.ts";
import type { Rpc } from "./chain/rpc.ts";
import type { Config } from "./config.ts";
import { createLedgerKeeper } from "./ledger-keeper.ts";
import type { LedgerKeeper } from "./ledger-keeper.ts";
import type { MirrorDeps } from "./keeping/mirror.ts";
import type { KeepingDeps } from "./keeping/types.ts";
import type { Hex } from "./lib/hex.ts";
import type { Pulse } from "./lib/pulse.ts";
import type { Block } from "./market/chain-reader.ts";
import type { SigningDomain } from "./report/observation.ts";
import type { RoundContext } from "./round.ts";
import type { MirrorParts, NodeParts } from "./setup.ts";
import { createMirrorWallet } from "./wallets.ts";

/** What the keeper shares with the rounds. */
export interface Shared {
  readonly rpc: Rpc;
  readonly wallet: GasWallet;
  readonly heads: Pulse<Block>;
  readonly domain: SigningDomain;
  readonly signer: Hex;
  readonly context: () => RoundContext | null;
}

const NO_LEDGER: Hex = `0x${"00".repeat(20)}`;

/** Puts the work after the rounds together: the ledger at home, and a reader and a wallet for each mirror. */
export function assembleKeeper(config: Config, parts: NodeParts, shared: Shared): LedgerKeeper {
  const { rpc, wallet, heads, domain, signer, context } = shared;
  const { oracle, committee, multicall } = config.chain;
  const { pollMs, stageMs } = config.timing;
  const { ledger } = config;
  const keeping: KeepingDeps = {
    // Without a ledger in the configuration nothing is read from or sent to one.
    contracts: {
      ...{ oracle, committee, multicall },
      ledger: ledger?.address ?? NO_LEDGER,
      history: ledger?.history ?? null,
    },
    ...{ domain, rpc, wallet, heads, pollMs, stageMs },
    ...{ store: parts.store, clock: parts.clock, log: parts.log, metrics: parts.metrics },
    maxGas: BigInt(ledger?.maxGas ?? 0),
    maxFeedRounds: ledger?.maxFeedRounds ?? 0,
    dryRun: config.dryRun,
  };
  const mirrors = parts.mirrors.map((mirror) => assembleMirror(config, mirror, parts, shared));
  return createLedgerKeeper({ config, keeping, mirrors, signer, context });
}

function assembleMirror(
  { chain, timing, dryRun }: Config,
  { config, endpoints, gasKey }: MirrorParts,
  { clock, log, metrics, store }: NodeParts,
  { rpc: home, heads }: Shared,
): MirrorDeps {
  const { chainId, oracle, multicall } = config;
  const onFailure = (host: string, reason: string) => {
    metrics.count("breakwater_endpoint_failures_total", { host, reason });
  };
  const rpc = createRpc({ endpoints, chainId, clock, log, onFailure });
  const wallet = createMirrorWallet(gasKey, chainId, rpc, store);
  return {
    ...{ rpc, chainId, multicall, wallet, clock, heads, log, metrics, dryRun },
    mirror: oracle,
    home: { rpc: home, oracle: chain.oracle },
    pollMs: timing.pollMs,
    stageMs: timing.stageMs,
    turnStageMs: config.stageMs,
  };
}
