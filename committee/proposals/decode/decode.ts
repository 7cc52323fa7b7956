import { id } from "ethers";
import type { Hex } from "../../lib/hex.ts";
import { decodeArguments, fragmentOf } from "./abi.ts";
import type { AbiValue, DecodedCall, Problem, RawCall } from "./call.ts";
import { FUNCTIONS, signatureOf } from "./functions.ts";
import type { KnownFunction } from "./functions.ts";
import { carriedCalls } from "./nested.ts";

/** Calls within calls that are still looked through. */
export const MOST_LEVELS = 8;

/** Decodes a proposal's actions. Never throws: what cannot be read is a problem of its call, with a sentence. */
export function decodeActions(actions: readonly RawCall[]): DecodedCall[] {
  return actions.map((action, i) => decode(action, String(i + 1), 1));
}

function decode(call: RawCall, path: string, level: number): DecodedCall {
  const { target, value, delegatecall } = call;
  const { selector, body, claimed } = splitCalldata(call);
  const known = selector === null ? null : (FUNCTIONS.get(selector) ?? null);
  const read = known?.fragment ?? claimed;
  const args = read === null || body === null ? null : decodeArguments(read, body);
  const base = { path, target, value, delegatecall, selector, known, args };
  const problems = [...nameProblems(call, selector, known)];
  const signature = read === null ? null : signatureOf(read);
  if (read !== null && body !== null && args === null)
    problems.push({
      code: "malformed",
      sentence: `Call ${path}: the calldata does not hold the arguments of ${signature ?? ""}.`,
    });
  const carried = args === null || signature === null ? [] : inside(signature, args, target, known);
  if (carried === null)
    problems.push({ code: "malformed", sentence: `Call ${path}: the calls that it carries break off.` });
  const deep = carried !== null && carried.length > 0 && level >= MOST_LEVELS;
  if (deep)
    problems.push({
      code: "too-deep",
      sentence: `Call ${path}: calls lie more than ${MOST_LEVELS} levels deep; what they do was not read.`,
    });
  const inner = deep ? [] : (carried ?? []).map((next, i) => decode(next, `${path}.${i + 1}`, level + 1));
  return { ...base, signature, problems: problems.map((problem) => at(path, problem)), inner };
}

const at = (path: string, { code, sentence }: Problem): Problem => ({
  code,
  sentence: sentence.startsWith("Call ") ? sentence : `Call ${path}: ${sentence}`,
});

interface SplitCalldata {
  readonly selector: Hex | null;
  /** The arguments' bytes; null where there are none to decode. */
  readonly body: Hex | null;
  readonly claimed: ReturnType<typeof fragmentOf>;
}

/** Selector and arguments, wherever the governor keeps the selector. */
function splitCalldata({ signature, calldata, encoding }: RawCall): SplitCalldata {
  const claimed = signature === null || signature === "" ? null : fragmentOf(signature);
  const named = signature === null || signature === "" ? null : (id(signature).slice(0, 10) as Hex);
  if (calldata === null) return { selector: named, body: null, claimed };
  if (encoding === "arguments" && named !== null) return { selector: named, body: calldata, claimed };
  if (calldata.length < 10) return { selector: null, body: null, claimed };
  const selector = calldata.slice(0, 10) as Hex;
  const own = claimed?.selector === selector ? claimed : null;
  return { selector, body: `0x${calldata.slice(10)}`, claimed: own };
}

/** What the proposal says of the function against what its selector is. */
function* nameProblems(
  { signature, calldata, encoding }: RawCall,
  selector: Hex | null,
  known: KnownFunction | null,
): Generator<Problem> {
  const claims = signature !== null && signature !== "";
  const called = known === null ? (selector ?? "nothing") : signatureOf(known.fragment);
  if (claims && fragmentOf(signature) === null)
    yield { code: "malformed", sentence: `"${signature}" is no function signature.` };
  if (calldata !== null && calldata !== "0x" && calldata.length < 10 && encoding === "selector")
    yield { code: "malformed", sentence: `the calldata ${calldata} is too short for a selector.` };
  const named = claims ? id(signature).slice(0, 10) : null;
  if (claims && calldata !== null && encoding === "selector" && named !== selector)
    yield { code: "mismatch", sentence: `it is said to be ${signature}, and calls ${called}.` };
  else if (claims && known !== null && fragmentOf(signature)?.format("sighash") !== called)
    yield {
      code: "collision",
      sentence: `${signature} has the selector of ${called}, which is what a contract may run.`,
    };
  if (!claims && known === null && selector !== null && calldata !== null)
    yield { code: "unknown-function", sentence: `nothing says what function ${selector} is.` };
}

/** What a call carries; where its function is not known, bytes among its arguments that read as a known call. */
function inside(
  signature: string,
  args: readonly AbiValue[],
  target: Hex,
  known: KnownFunction | null,
): RawCall[] | null {
  return known === null ? suspected(args, target) : carriedCalls(signature, args, target);
}

/** Calls to known functions among the arguments of an unknown one: to the address beside them, or to the target itself. */
function suspected(args: readonly AbiValue[], target: Hex): RawCall[] {
  const beside = args.find((arg): arg is Hex => typeof arg === "string" && /^0x[0-9a-f]{40}$/.test(arg));
  return args.flatMap((arg): RawCall[] => {
    if (Array.isArray(arg)) return suspected(arg as readonly AbiValue[], beside ?? target);
    if (typeof arg !== "string" || !/^0x[0-9a-f]{8,}$/.test(arg)) return [];
    const known = FUNCTIONS.get(arg.slice(0, 10) as Hex);
    if (known === undefined || decodeArguments(known.fragment, `0x${arg.slice(10)}`) === null) return [];
    const calldata = arg as Hex;
    return [
      {
        target: beside ?? target,
        value: 0n,
        signature: null,
        calldata,
        encoding: "selector",
        delegatecall: false,
      },
    ];
  });
}
