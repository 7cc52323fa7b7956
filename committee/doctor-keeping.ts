import { computeAddress } from "ethers";
import { openEndpoint } from "./chain/endpoint.ts";
import { createRpc } from "./chain/rpc.ts";
import type { Rpc } from "./chain/rpc.ts";
import type { Config, MirrorConfig } from "./config.ts";
import { bondAdvice, isBondSafe, readBond, readBondsAddress } from "./keeping/bonds.ts";
import { measureLag } from "./keeping/lag.ts";
import type { MeasuredLag } from "./keeping/lag.ts";
import { configDigestOn, readMirror } from "./keeping/mirror.ts";
import { readScores } from "./chain/oracle.ts";
import { systemClock } from "./lib/clock.ts";
import { lowerHex } from "./lib/hex.ts";
import type { Hex } from "./lib/hex.ts";
import { loadSigningKey } from "./lib/keystore.ts";
import { silentLogger } from "./lib/logger.ts";
import type { Roster } from "./market/roster.ts";

/** One line: what is checked, the check, and what to say when it holds. */
export type Check = <T>(
  name: string,
  action: () => Promise<T>,
  tell: (value: T) => string,
) => Promise<T | null>;

export interface KeepingDoctor {
  readonly config: Config;
  readonly rpc: Rpc;
  readonly roster: Roster;
  /** Null where the report key could not be read. */
  readonly signer: Hex | null;
  readonly check: Check;
}

/** Checks what follows a round: the own bond, how far the ledger is behind, and each mirror. */
export async function diagnoseKeeping(doctor: KeepingDoctor, signal: AbortSignal): Promise<void> {
  const { config, rpc, roster, signer, check } = doctor;
  const { multicall, committee, oracle } = config.chain;
  const head = await rpc.head(signal);
  const at = { reader: rpc, multicall, blockHash: head.hash };
  if (signer !== null) await check("own bond", () => ownBond(committee, signer, head.timestamp, at), String);
  const { ledger } = config;
  if (ledger !== undefined) {
    const contracts = {
      oracle,
      committee,
      multicall,
      ledger: ledger.address,
      history: ledger.history ?? null,
    };
    await check(
      "ledger",
      async () => assertKept(await measureLag({ rpc, contracts }, roster, head, signal)),
      ({ rounds, windows }) => `${rounds} rounds of the last day, ${windows} windows over, none left behind`,
    );
  }
  const ids = roster.markets.map(({ id }) => id);
  const stored = await readScores(oracle, ids, at, signal);
  const newest = stored.reduce((most, { round }) => (round > most ? round : most), 0n);
  for (const mirror of config.mirrors) {
    const follows = () => assertFollows(mirror, config, roster, newest, signal);
    await check(`mirror ${mirror.chainId}`, follows, (behind) =>
      behind === 0n ? "it has the newest round" : `${behind} round behind`,
    );
  }
}

async function ownBond(
  committee: Hex,
  signer: Hex,
  now: bigint,
  at: Parameters<typeof readBond>[3],
): Promise<string> {
  const { signal } = new AbortController();
  const bonds = await readBondsAddress(committee, at, signal);
  if (bonds === null) return "the committee asks for none";
  const bond = await readBond(bonds, signer, now, at, signal);
  const advice = bondAdvice(bond);
  if (!isBondSafe(bond)) throw new Error(advice ?? "it does not cover this member");
  return `${bond.bond}, at least ${bond.minimum} is needed${advice === null ? "" : `. ${advice}`}`;
}

function assertKept(lag: MeasuredLag): MeasuredLag {
  const { unsettled, rounds, witnesses, termOutdated, authorised } = lag;
  const problems = [
    ...(authorised
      ? []
      : [
          'the ledger may not move weights: the DAO must grant it WEIGHER_ROLE, or "ledger.address" is wrong',
        ]),
    ...(termOutdated
      ? [
          "the committee was configured anew and nothing counts: call closeEpoch, or let a node keep the ledger",
        ]
      : []),
    ...(unsettled > 0
      ? [
          `${unsettled} windows are over and not settled: set "ledger.keep" on one node, and give its account gas`,
        ]
      : []),
    ...(witnesses < rounds
      ? [
          `${rounds} rounds were reported in the last day and ${witnesses} batches witnessed: set "ledger.address" on every node`,
        ]
      : []),
  ];
  if (problems.length > 0) throw new Error(problems.join("; "));
  return lag;
}

/** More than a round behind is not the turn of another any more. */
const ALLOWED_ROUNDS = 1n;

async function assertFollows(
  { chainId, rpcUrls, oracle, multicall, gas }: MirrorConfig,
  { timing, keys }: Config,
  roster: Roster,
  newest: bigint,
  signal: AbortSignal,
): Promise<bigint> {
  const endpoints = rpcUrls.map((url) => openEndpoint(url, chainId, timing.rpcTimeoutMs));
  const log = silentLogger;
  const rpc = createRpc({ endpoints, chainId, clock: systemClock, log, onFailure: () => undefined });
  try {
    await rpc.assertChain(signal);
    const key = await loadSigningKey(`gas key of chain ${chainId}`, gas, keys.passwordFile);
    const account = lowerHex(computeAddress(key));
    const balance = BigInt((await rpc.send("eth_getBalance", [account, "latest"], signal)) as string);
    if (balance === 0n)
      throw new Error(`the account ${account} is empty: send it some of that chain's currency`);
    const where = { rpc, multicall, mirror: oracle };
    if ((await configDigestOn(where, signal)) !== roster.configDigest) {
      throw new Error(
        "it does not follow its home: its timelock must take over the present configuration (scripts/deploy/followHome.ts)",
      );
    }
    const stored = await readMirror(
      roster.markets.map(({ id }) => id),
      where,
      signal,
    );
    const there = stored.reduce((most, { round }) => (round > most ? round : most), 0n);
    const behind = newest - there;
    if (behind > ALLOWED_ROUNDS) {
      throw new Error(`it is ${behind} rounds behind its home: look for mirror.refused in the nodes' logs`);
    }
    return behind > 0n ? behind : 0n;
  } finally {
    rpc.close();
  }
}
