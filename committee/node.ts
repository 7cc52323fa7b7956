import type { Calibrator } from "./calibration/calibrator.ts";
import type { Config } from "./config.ts";
import { createContextKeeper } from "./context.ts";
import type { ContextKeeper } from "./context.ts";
import { healthChecks } from "./health.ts";
import { followHeads } from "./chain/heads.ts";
import { createRpc } from "./chain/rpc.ts";
import type { Rpc } from "./chain/rpc.ts";
import { assembleKeeper } from "./keeper-setup.ts";
import type { LedgerKeeper } from "./ledger-keeper.ts";
import { messageOf } from "./lib/errors.ts";
import { lowerHex } from "./lib/hex.ts";
import { createPulse } from "./lib/pulse.ts";
import { startStatusServer } from "./lib/http-server.ts";
import type { HealthCheck, StatusServer } from "./lib/http-server.ts";
import type { Block } from "./market/chain-reader.ts";
import { roundAt } from "./market/rounds.ts";
import type { Exchange } from "./network/exchange.ts";
import { assembleNetwork } from "./network-setup.ts";
import { assembleProposals } from "./proposal-setup.ts";
import type { ProposalKeeper } from "./proposal-keeper.ts";
import { createObservationSigner } from "./report/signer.ts";
import { createRoundKeeper } from "./round-keeper.ts";
import type { RoundKeeper } from "./round-keeper.ts";
import { assertMembership, configHash, redactConfig } from "./setup.ts";
import type { NodeParts } from "./setup.ts";
import { createHomeWallet } from "./wallets.ts";
import { createNodeCalibrator } from "./watch.ts";

/** A node that runs until it is closed. */
export interface RunningNode {
  readonly httpAddress: string;
  status(): object;
  checks(): readonly HealthCheck[];
  /** Ends every wait, closes what is open; resolves when nothing of the node is left. */
  close(): Promise<void>;
}

/** What is being assembled: closed in reverse order when the start fails, and at the end. */
interface Assembly {
  readonly rpc: Rpc;
  readonly exchange: Exchange;
  readonly rounds: RoundKeeper;
  readonly contexts: ContextKeeper;
  readonly keeper: LedgerKeeper;
  /** Null where the node scores no proposals. */
  readonly proposals: ProposalKeeper | null;
}

/** Starts a node on its parts; rejects with a sentence when it may not run, and closes the parts then. */
export async function startNode(config: Config, parts: NodeParts): Promise<RunningNode> {
  const stop = new AbortController();
  const calibrator = await openCalibrator(parts);
  const assembly = assemble(config, parts, calibrator);
  const node = new CommitteeNode(config, parts, assembly, stop);
  try {
    await node.start();
    return node;
  } catch (error) {
    await node.close();
    throw error;
  }
}

/** Reads the store's calibration before anything is opened on it. */
async function openCalibrator(parts: NodeParts): Promise<Calibrator> {
  try {
    return createNodeCalibrator(parts);
  } catch (error) {
    await parts.model.close();
    parts.store.close();
    throw error;
  }
}

function assemble(config: Config, parts: NodeParts, calibrator: Calibrator): Assembly {
  const { clock, log, metrics, endpoints, store, model } = parts;
  const { chainId, oracle } = config.chain;
  const domain = { chainId: BigInt(chainId), oracle };
  const rpc = createRpc({
    endpoints,
    chainId,
    clock,
    log,
    onFailure: (host, reason) => {
      metrics.count("breakwater_endpoint_failures_total", { host, reason });
    },
  });
  const { channels, exchange } = assembleNetwork(config, parts);
  const signer = createObservationSigner(parts.reportKey, domain, store);
  const { wallet, reporting } = createHomeWallet(parts, chainId, rpc);
  const contexts = createContextKeeper({ config, rpc, model, calibrator, clock, signer: signer.address });
  const heads = createPulse<Block>();
  const context = () => contexts.current;
  const keeper = assembleKeeper(config, parts, {
    ...{ rpc, wallet, heads, domain, context },
    signer: signer.address,
  });
  const proposals = assembleProposals(config, parts, {
    ...{ rpc, wallet, heads, channels },
    roundLength: () => contexts.current?.roster.roundLength ?? null,
  });
  const rounds = createRoundKeeper({
    deps: { config, domain, rpc, exchange, signer, wallet: reporting, clock, log, heads },
    contexts,
    metrics,
    onEnded: (record) => {
      keeper.onRound(record);
    },
  });
  return { rpc, exchange, rounds, contexts, keeper, proposals };
}

class CommitteeNode implements RunningNode {
  readonly #config: Config;
  readonly #parts: NodeParts;
  readonly #assembly: Assembly;
  readonly #stop: AbortController;
  readonly #startedAt: number;
  #server: StatusServer | null = null;
  #following: Promise<void> = Promise.resolve();
  #head: Block | null = null;
  #headAt = 0;
  #started = false;
  #closing: Promise<void> | null = null;

  constructor(config: Config, parts: NodeParts, assembly: Assembly, stop: AbortController) {
    this.#config = config;
    this.#parts = parts;
    this.#assembly = assembly;
    this.#stop = stop;
    this.#startedAt = parts.clock.now();
    this.#headAt = this.#startedAt;
  }

  get httpAddress(): string {
    return this.#server?.address ?? this.#config.http.listen;
  }

  async start(): Promise<void> {
    const { signal } = this.#stop;
    const { rpc, contexts, exchange } = this.#assembly;
    const { log, model, transport } = this.#parts;
    this.#server = await startStatusServer(this.#config.http.listen, {
      checks: () => this.checks(),
      status: () => this.status(),
      metrics: () => this.#parts.metrics.text(),
    });
    await rpc.assertChain(signal);
    const head = await rpc.head(signal);
    const { roster, taker, scorer } = await contexts.at(head, signal);
    const signer = contexts.signer;
    assertMembership(roster, this.#config.member, signer, lowerHex(model.sha256));
    // Reads the history, and lets the model prove itself on it, before a round depends on either.
    const snapshot = await taker.take(head, signal);
    await scorer.score(snapshot, roster.markets, roundAt(head.timestamp, roster.roundLength));
    await exchange.start();
    this.#noteHead(head);
    this.#started = true;
    this.#following = this.#follow();
    const address = transport.address?.() ?? this.#config.transport.listen;
    log.info(
      {
        event: "node.ready",
        member: this.#config.member,
        http: this.httpAddress,
        transport: address,
        model: model.id,
      },
      "Node ready.",
    );
  }

  checks(): readonly HealthCheck[] {
    const { rpc, rounds, contexts, keeper, proposals } = this.#assembly;
    const { endpoints, transport, clock } = this.#parts;
    const { pollMs, rpcTimeoutMs } = this.#config.timing;
    return healthChecks({
      started: this.#started,
      healthyEndpoints: rpc.healthy,
      endpoints: endpoints.length,
      connectedPeers: transport.connected().length,
      quorum: contexts.current?.roster.quorum ?? 1,
      lastRound: rounds.last,
      headAgeMs: clock.now() - this.#headAt,
      headMaxAgeMs: 3 * (rpcTimeoutMs + pollMs * 20),
      membership: contexts.current?.problem ?? null,
      keeping: keeper.state,
      proposals: proposals?.state ?? null,
    });
  }

  status(): object {
    const { rounds, contexts, keeper, proposals } = this.#assembly;
    const { model, transport, clock } = this.#parts;
    const connected = new Set(transport.connected());
    const peers = this.#config.transport.peers.map(({ member }) => ({
      member,
      connected: connected.has(member),
    }));
    return {
      name: this.#config.name,
      member: this.#config.member,
      uptimeMs: Math.round(clock.now() - this.#startedAt),
      rssBytes: process.memoryUsage.rss(),
      model: { id: model.id, sha256: model.sha256 },
      signer: contexts.signer,
      configHash: configHash(this.#config),
      config: redactConfig(this.#config),
      configDigest: contexts.current?.roster.configDigest ?? null,
      peers,
      head:
        this.#head === null
          ? null
          : { number: Number(this.#head.number), timestamp: Number(this.#head.timestamp) },
      lastRound: rounds.last,
      keeping: keeper.state,
      ...(proposals === null ? {} : { proposals: proposals.state.proposals }),
      timings: rounds.timings,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { rpc, exchange, rounds, keeper, proposals } = this.#assembly;
    const { store, model, log, mirrors } = this.#parts;
    this.#stop.abort();
    await Promise.all([
      rounds.close(),
      keeper.close(),
      proposals?.close(),
      this.#following,
      exchange.close(),
      this.#server?.close(),
    ]);
    rpc.close();
    for (const endpoint of mirrors.flatMap(({ endpoints }) => endpoints)) endpoint.close();
    await model.close();
    store.close();
    if (this.#started) log.info({ event: "node.stopped" }, "Node stopped.");
  }

  #noteHead(head: Block): void {
    this.#head = head;
    this.#headAt = this.#parts.clock.now();
  }

  async #follow(): Promise<void> {
    const { rpc, rounds, keeper, proposals } = this.#assembly;
    const { endpoints, clock, log } = this.#parts;
    const { pollMs } = this.#config.timing;
    const { signal } = this.#stop;
    const onPoll = () => {
      this.#headAt = clock.now();
    };
    for await (const head of followHeads({ rpc, endpoints, pollMs, clock, log, onPoll }, signal)) {
      this.#noteHead(head);
      try {
        await rounds.onHead(head, signal);
        keeper.onHead(head);
        proposals?.onHead(head);
      } catch (error) {
        if (!signal.aborted)
          log.error({ event: "head.failed", reason: messageOf(error) }, "A head was lost.");
      }
    }
  }
}
