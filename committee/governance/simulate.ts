import { Interface, id as hashOfText } from "ethers";
import { ChainError } from "../chain/errors.ts";
import { quantity } from "../chain/rpc.ts";
import type { Rpc } from "../chain/rpc.ts";
import { PAYLOAD_SIMULATOR_ABI } from "../lib/abi.ts";
import { PAYLOAD_SIMULATOR_CODE } from "../lib/bytecode.ts";
import { messageOf } from "../lib/errors.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import type { ProposalAction, ProposalJson } from "../proposals/snapshot.ts";

const simulatorAbi = new Interface(PAYLOAD_SIMULATOR_ABI);

/** As in PayloadSimulator.sol: hashes of words, so that nobody has a key for either. */
const wordAddress = (word: string): Hex => `0x${hashOfText(word).slice(-40)}`;
const CALLER = wordAddress("breakwater.simulation.caller");
const ORIGINAL = wordAddress("breakwater.simulation.original");

/** Most that one transaction may use (EIP-7825), and most that an endpoint which holds to it takes for a call. */
const GAS = 1n << 24n;

export interface SimulationInput {
  readonly proposalId: bigint;
  readonly actions: readonly ProposalAction[];
  /** Whose calls they will be; the governor itself where it has no timelock. */
  readonly timelock: Hex | null;
  readonly governor: Hex;
  /** Whose balances of what are compared; the zero address is ether. */
  readonly treasury: readonly Hex[];
  readonly tokens: readonly Hex[];
}

type SimulationJson = NonNullable<ProposalJson["simulation"]>;

interface Balance {
  readonly known: boolean;
  readonly amount: bigint;
}

interface Outcome {
  readonly before: readonly Balance[];
  readonly afterwards: readonly Balance[];
  readonly returned: bigint;
  readonly reason: string;
}

/** Makes proposals' calls where they leave nothing behind. */
export interface Simulator {
  /** What the calls do to the treasury's balances at the block; null where no endpoint can tell. */
  simulate(
    input: SimulationInput,
    at: Pick<PinnedReader, "blockHash">,
    signal: AbortSignal,
  ): Promise<SimulationJson | null>;
}

/**
 * One `eth_call` with state overrides a proposal, whose every part is fixed, so that two members get the same. Endpoints
 * that take no overrides are said once. A proposal whose simulation takes longer than an endpoint may is not simulated
 * again: its calls would cost the markets' rounds their endpoints.
 */
export function createSimulator(rpc: Pick<Rpc, "send">, log: Pick<Logger, "warn">): Simulator {
  const tooLong = new Set<string>();
  let isSaid = false;
  const onProblem = (key: string, { code, reason }: Problem) => {
    if (code === "RPC_TIMEOUT") {
      tooLong.add(key);
      const fields = { event: "proposals.simulation-too-long", key, reason };
      log.warn(fields, "A proposal's calls take too long: it is scored without simulating them.");
    } else if (!isSaid) {
      isSaid = true;
      const text =
        'Proposals are scored without simulating them: no endpoint in "chain.rpcUrls" takes an eth_call with state overrides.';
      log.warn({ event: "proposals.unsimulated", reason }, text);
    }
  };
  return {
    async simulate(input, { blockHash }, signal) {
      const key = `${input.governor} ${input.proposalId}`;
      if (tooLong.has(key)) return null;
      const from = input.timelock ?? input.governor;
      // An endpoint that lacks the block fails here, and is asked again; one that refuses below refuses the override.
      const code = (await rpc.send("eth_getCode", [from, { blockHash }], signal)) as Hex;
      const payload = payloadOf(input);
      const answer = await ask(paramsOf(payload, from, code, blockHash), rpc, signal);
      if (!("problem" in answer)) return toJson(payload, answer);
      onProblem(key, answer.problem);
      return null;
    },
  };
}

interface Problem {
  readonly code: string;
  readonly reason: string;
}

interface Payload {
  readonly made: readonly { readonly action: ProposalAction; readonly number: number }[];
  /** Numbers of the calls to the governor itself. */
  readonly skipped: readonly number[];
  readonly holdings: readonly { readonly token: Hex; readonly holder: Hex }[];
}

/** A governor with a timelock takes a call to itself only while it executes the proposal that it is part of. */
function payloadOf({ actions, timelock, governor, treasury, tokens }: SimulationInput): Payload {
  const isMade = ({ target }: ProposalAction) => timelock === null || target !== governor;
  const numbered = actions.map((action, i) => ({ action, number: i + 1 }));
  return {
    made: numbered.filter(({ action }) => isMade(action)),
    skipped: numbered.filter(({ action }) => !isMade(action)).map(({ number }) => number),
    holdings: tokens.flatMap((token) => treasury.map((holder) => ({ token, holder }))),
  };
}

function paramsOf({ made, holdings }: Payload, from: Hex, code: Hex, blockHash: Hex): readonly unknown[] {
  const calls = made.map(({ action }) => ({
    ...{ target: action.target, value: action.value, data: calldataOf(action) },
  }));
  const data = simulatorAbi.encodeFunctionData("simulate", [calls, holdings]);
  return [
    { from: CALLER, to: from, data, gas: quantity(GAS), gasPrice: "0x0" },
    { blockHash },
    { [from]: { code: PAYLOAD_SIMULATOR_CODE }, [ORIGINAL]: { code } },
  ];
}

function toJson({ made, skipped, holdings }: Payload, outcome: Outcome): SimulationJson {
  const failed = made[Number(outcome.returned)];
  return {
    reverts: failed === undefined ? null : { action: failed.number, reason: outcome.reason },
    skipped: [...skipped],
    balances: failed === undefined ? holdings.flatMap((one, i) => changeOf(one, i, outcome)) : [],
  };
}

/** A governor that names functions apart (Bravo) keeps the arguments alone. */
function calldataOf({ signature, calldata, encoding }: ProposalAction): Hex {
  const data = calldata ?? "0x";
  if (encoding === "selector" || signature === null) return data;
  return `0x${hashOfText(signature).slice(2, 10)}${data.slice(2)}`;
}

const ANSWERS = new Set(["RPC_REFUSED", "CALL_REVERTED", "RPC_TIMEOUT"]);

/** The simulator's answer, or why there is none; another failure of the endpoint is thrown, to be tried again. */
async function ask(
  params: readonly unknown[],
  rpc: Pick<Rpc, "send">,
  signal: AbortSignal,
): Promise<Outcome | { readonly problem: Problem }> {
  let answer: unknown;
  try {
    answer = await rpc.send("eth_call", params, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ChainError) || !ANSWERS.has(error.code)) throw error;
    return { problem: { code: error.code, reason: messageOf(error) } };
  }
  try {
    const [outcome] = simulatorAbi.decodeFunctionResult("simulate", answer as string);
    return outcome as Outcome;
  } catch {
    return { problem: { code: "OVERRIDE_IGNORED", reason: "it answers as if there were no override" } };
  }
}

/** A balance that changed, or that its token no longer tells; nothing where there was none to compare. */
function changeOf(
  { token, holder }: { readonly token: Hex; readonly holder: Hex },
  i: number,
  { before, afterwards }: Outcome,
): SimulationJson["balances"] {
  const [was, is] = [before[i], afterwards[i]];
  if (was?.known !== true || is === undefined || (is.known && is.amount === was.amount)) return [];
  const after = is.known ? is.amount.toString() : null;
  return [{ token: lowerHex(token), holder: lowerHex(holder), before: was.amount.toString(), after }];
}
