import type { Breakwater } from "../../deploy/deployBreakwater.ts";
import type { LocalChain } from "../chain/local-chain.ts";
import { DemoError } from "../errors.ts";
import type { Member } from "./members.ts";
import { writeNodeConfig } from "./node-config.ts";
import { startNode } from "./node-process.ts";
import type { NodeProcess } from "./node-process.ts";

/** The running nodes. */
export interface CommitteeProcesses {
  readonly size: number;
  readonly alive: number;
  /** Kills the last `count` nodes that live, as a crash would. */
  kill(count: number): void;
  stop(): Promise<void>;
}

export interface CommitteeInput {
  readonly chain: LocalChain;
  readonly breakwater: Breakwater;
  readonly members: readonly Member[];
  readonly feeds: { readonly btc: string; readonly eth: string };
}

const READY_MS = 120_000;
const GAS_MONEY = `0x${(10n ** 21n).toString(16)}`;

/** Gives the members gas, writes their configurations, starts the nodes and waits until each says it is ready. */
export async function startCommittee(input: CommitteeInput): Promise<CommitteeProcesses> {
  const { chain, breakwater, members, feeds } = input;
  const multicall = await chain.connection.ethers.deployContract("Multicall3");
  for (const { gasPayer } of members) {
    await chain.connection.provider.request({ method: "hardhat_setBalance", params: [gasPayer, GAS_MONEY] });
  }
  const common = {
    chainId: chain.chainId,
    rpcUrl: chain.wsUrl,
    oracle: await breakwater.oracle.getAddress(),
    committee: await breakwater.committee.getAddress(),
    multicall: await multicall.getAddress(),
    btcFeed: feeds.btc,
    ethFeed: feeds.eth,
  };
  const nodes = members.map((member) =>
    startNode(member, writeNodeConfig(member, members, common), () => undefined),
  );
  const committee = handle(nodes);
  try {
    await within(Promise.all(nodes.map(({ ready }) => ready)), READY_MS);
  } catch (error) {
    await committee.stop();
    throw error;
  }
  return committee;
}

function handle(nodes: readonly NodeProcess[]): CommitteeProcesses {
  const living = (): NodeProcess[] => nodes.filter(({ alive }) => alive);
  return {
    size: nodes.length,
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
