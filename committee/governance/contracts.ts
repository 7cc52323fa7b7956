import type { Rpc } from "../chain/rpc.ts";
import type { GovernorConfig } from "../config.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { fragmentOf } from "../proposals/decode/abi.ts";
import { flatten } from "../proposals/decode/call.ts";
import { decodeActions } from "../proposals/decode/decode.ts";
import { effectsOf } from "../proposals/decode/effects.ts";
import { namedAddresses } from "../proposals/decode/sentence.ts";
import type { ProposalAction, ProposalJson } from "../proposals/snapshot.ts";
import type { Dao } from "./dao.ts";
import { isBefore } from "./events.ts";
import type { CreatedProposal } from "./events.ts";
import { readHasCode } from "./treasury.ts";

/** What a node decodes of one proposal: decoding is work of the thread that the rounds run on, and grows with the payload. */
const MOST_CALLS = 128;
const LARGEST_PAYLOAD = 32 * 1024;

/**
 * A proposal's calls as the rules read them; null where they are too many or too long to be read, which is as good as hidden.
 * OpenZeppelin's governor names no functions: those that the operator knows of verified contracts are filled in.
 */
export function actionsOf(
  { targets, values, signatures, calldatas }: CreatedProposal,
  config: Pick<GovernorConfig, "functions" | "verified">,
): readonly ProposalAction[] | null {
  const bytes = calldatas.reduce((sum, calldata) => sum + calldata.length / 2 - 1, 0);
  if (targets.length > MOST_CALLS || bytes > LARGEST_PAYLOAD) return null;
  return targets.map((target, i) => {
    const calldata = calldatas[i] ?? "0x";
    const named = signatures[i] === "" ? null : (signatures[i] ?? null);
    return {
      ...{ target, calldata, value: values[i] ?? 0n, delegatecall: false },
      signature: named ?? knownName(target, calldata, config),
      // A governor that keeps the signature apart (Bravo) keeps the arguments alone beside it.
      encoding: named === null ? ("selector" as const) : ("arguments" as const),
    };
  });
}

function knownName(
  target: Hex,
  calldata: Hex,
  { functions, verified }: Pick<GovernorConfig, "functions" | "verified">,
): string | null {
  if (!verified.includes(target)) return null;
  const selector = calldata.slice(0, 10);
  return functions.find((signature) => fragmentOf(signature)?.selector === selector) ?? null;
}

/** What is known of every address that the calls name. Age, and whether code can be replaced, no plain endpoint says. */
export async function readContracts(
  proposal: CreatedProposal,
  actions: readonly ProposalAction[],
  dao: Dao,
  rpc: Pick<Rpc, "send">,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<NonNullable<ProposalJson["contracts"]>> {
  const calls = decodeActions(actions);
  const named = namedAddresses(flatten(calls), effectsOf(calls)).map(lowerHex);
  const hasCode = await readHasCode(named, rpc, at, signal);
  const established = establishedBefore(proposal, dao);
  const { verified } = dao.config;
  return Object.fromEntries(
    named.map((address) => [
      address,
      {
        hasCode: hasCode.get(address) ?? null,
        // That nobody here knows its source does not say that it has none.
        verified: verified.includes(address) ? true : null,
        established: established.has(address),
      },
    ]),
  );
}

/** What the DAO is made of, what its operators name, and whatever its executed proposals called before this one. */
function establishedBefore(proposal: CreatedProposal, { config, history, token, timelock }: Dao): Set<Hex> {
  const before = history.proposals.filter(
    ({ id, at }) => history.executed.has(id) && isBefore(at, proposal.at),
  );
  return new Set([
    ...[config.governor, ...config.established, ...config.treasury],
    ...[token, timelock].filter((address) => address !== null),
    ...before.flatMap(({ targets }) => targets),
  ]);
}
