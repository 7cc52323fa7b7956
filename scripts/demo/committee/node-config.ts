import { join } from "node:path";
import { writeWhole } from "../run-folder.ts";
import type { Member } from "./members.ts";

/** What all nodes of a run have in common. */
export interface CommitteeChain {
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly oracle: string;
  readonly committee: string;
  readonly multicall: string;
  readonly btcFeed: string;
  readonly ethFeed: string;
  /** SkillLedger; left away, the nodes witness nothing and keep nothing. */
  readonly ledger?: string;
  /** Governance proposals to score, as committee/README.md describes the section; left away, none are. */
  readonly proposals?: ProposalsSection;
}

/** The section `proposals` of node.json. */
export interface ProposalsSection {
  readonly oracle: string;
  readonly governors: readonly {
    readonly governor: string;
    readonly name: string;
    readonly treasury: readonly string[];
    readonly tokens: readonly { readonly address: string; readonly feed: string }[];
    readonly verified: readonly string[];
    readonly established?: readonly string[];
    readonly functions?: readonly string[];
  }[];
  readonly freshBlocks: number;
}

/** The member whose node keeps the ledger. */
export const KEEPER = 0;

const HOST = "127.0.0.1";

/** Timings for a chain that makes an hour pass in a second: seven nodes share the machine with it. */
const TIMING = {
  pollMs: 100,
  revealDelayMs: 1_500,
  graceMs: 600,
  roundTimeoutMs: 100_000,
  stageMs: 1_500,
  rpcTimeoutMs: 20_000,
};

/** Writes a member's node.json as committee/README.md describes it; returns its path. */
export function writeNodeConfig(member: Member, members: readonly Member[], chain: CommitteeChain): string {
  const peers = members
    .filter(({ index }) => index !== member.index)
    .map(({ index, transportPort, transportKey }) => ({
      member: index,
      address: `${HOST}:${transportPort}`,
      publicKey: transportKey,
    }));
  const config = {
    name: member.name,
    member: member.index,
    chain: {
      chainId: chain.chainId,
      rpcUrls: [chain.rpcUrl],
      oracle: chain.oracle,
      committee: chain.committee,
      multicall: chain.multicall,
      confirmations: 0,
    },
    feeds: { panel: { BTC: chain.btcFeed, ETH: chain.ethFeed }, markets: {} },
    model: member.model.folder,
    keys: {
      report: "keystore://keys/report.json",
      gas: "keystore://keys/gas.json",
      transport: "file://keys/transport.pem",
      passwordFile: "keys/password.txt",
    },
    transport: { listen: `${HOST}:${member.transportPort}`, peers },
    http: { listen: `${HOST}:${member.httpPort}` },
    store: "store.sqlite",
    timing: TIMING,
    ...(chain.ledger === undefined
      ? {}
      : { ledger: { address: chain.ledger, keep: member.index === KEEPER, stageMs: 0 } }),
    ...(chain.proposals === undefined ? {} : { proposals: chain.proposals }),
    logLevel: "info",
    dryRun: false,
  };
  const file = join(member.folder, "node.json");
  writeWhole(file, `${JSON.stringify(config, null, 2)}\n`);
  return file;
}
