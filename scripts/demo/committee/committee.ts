import type { Breakwater } from "../../deploy/deployBreakwater.ts";
import type { World } from "../world.ts";
import { DemoError } from "../errors.ts";
import type { Member } from "./members.ts";
import { KEEPER, writeNodeConfig } from "./node-config.ts";
import type { ProposalsSection } from "./node-config.ts";
import { startNode } from "./node-process.ts";
import type { NodeEvent, NodeProcess } from "./node-process.ts";

/** The running nodes. */
export interface CommitteeProcesses {
  readonly size: number;
  readonly alive: number;
  /** Resolves once every node says that it is ready. */
  readonly ready: Promise<unknown>;
  /** Why nodes gave a round up, one reason for each that did. */
  failuresIn(round: number): readonly string[];
  /** Whether the keeping node has kept the ledger in a round's second half. */
  hasKept(round: number): boolean;
  readonly keeperLives: boolean;
  /** How many nodes are done with a round's proposals, whatever came of them. */
  sawToProposals(round: number): number;
  /** Kills the last `count` nodes that live, as a crash would. */
  kill(count: number): void;
  stop(): Promise<void>;
}

/** The chain that the nodes follow, and the contracts that they report to. */
export interface CommitteeInput {
  readonly world: Pick<World, "chain" | "feeds" | "multicall">;
  readonly breakwater: Pick<Breakwater, "oracle" | "committee"> & Partial<Pick<Breakwater, "ledger">>;
  readonly members: readonly Member[];
  readonly proposals?: ProposalsSection;
}

const READY_MS = 120_000;
const GAS_MONEY = `0x${(10n ** 21n).toString(16)}`;

/** Gives the members gas, writes their configurations and starts the nodes. */
export async function startCommittee(input: CommitteeInput): Promise<CommitteeProcesses> {
  const { world, breakwater, members } = input;
  const { chain, feeds } = world;
  for (const { gasPayer } of members) {
    await chain.connection.provider.request({ method: "hardhat_setBalance", params: [gasPayer, GAS_MONEY] });
  }
  const common = {
    chainId: chain.chainId,
    rpcUrl: chain.wsUrl,
    oracle: await breakwater.oracle.getAddress(),
    committee: await breakwater.committee.getAddress(),
    multicall: world.multicall,
    btcFeed: feeds.addresses.WBTC,
    ethFeed: feeds.addresses.WETH,
    ...(breakwater.ledger === undefined ? {} : { ledger: await breakwater.ledger.getAddress() }),
    ...(input.proposals === undefined ? {} : { proposals: input.proposals }),
  };
  const failures = new Map<number, string[]>();
  const kept = new Set<number>();
  const seenTo = new Map<number, Set<number>>();
  const onEvent = ({ index }: Member, { event, round, reason }: NodeEvent): void => {
    if (round === undefined) return;
    if (event === "ledger.kept" && index === KEEPER) kept.add(round);
    if (event === "proposals.finished") seenTo.set(round, new Set(seenTo.get(round)).add(index));
    if (event !== "round.failed") return;
    failures.set(round, [...(failures.get(round) ?? []), reason ?? "no reason given"]);
  };
  const nodes = members.map((member) =>
    startNode(member, writeNodeConfig(member, members, common), (event) => {
      onEvent(member, event);
    }),
  );
  return handle(nodes, { failures, kept, seenTo });
}

/** What the nodes' logs said so far, by round. */
interface Heard {
  readonly failures: ReadonlyMap<number, readonly string[]>;
  readonly kept: ReadonlySet<number>;
  readonly seenTo: ReadonlyMap<number, ReadonlySet<number>>;
}

function handle(nodes: readonly NodeProcess[], { failures, kept, seenTo }: Heard): CommitteeProcesses {
  const ready = within(Promise.all(nodes.map((node) => node.ready)), READY_MS);
  // Whoever does not wait for it must not be taken down by it.
  ready.catch(() => undefined);
  const living = (): NodeProcess[] => nodes.filter(({ alive }) => alive);
  return {
    size: nodes.length,
    ready,
    failuresIn: (round) => failures.get(round) ?? [],
    hasKept: (round) => kept.has(round),
    sawToProposals: (round) => seenTo.get(round)?.size ?? 0,
    get keeperLives() {
      return nodes.some(({ member, alive }) => member.index === KEEPER && alive);
    },
    get alive() {
      return living().length;
    },
    kill: (count) => {
      if (count === 0) return;
      for (const node of living().slice(-count)) node.kill();
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new DemoError(
          "CommitteeFailed",
          `Not every node was ready within ${ms / 1000} seconds; read node-*/node.log in the run's folder.`,
        ),
      );
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
