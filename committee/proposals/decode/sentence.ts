import type { Hex } from "../../lib/hex.ts";
import type { Holding } from "../snapshot.ts";
import type { AbiValue, DecodedCall } from "./call.ts";
import type { Effect } from "./effects.ts";
import { ETHER, effectsOf } from "./effects.ts";

/** Amount in the token's own units where the treasury names them. */
function amountOf(effect: Pick<Effect, "amount" | "token">, treasury: readonly Holding[] | null): string {
  const holding = treasury?.find(({ token }) => token === effect.token);
  const name = holding?.symbol ?? (effect.token === ETHER ? "ether" : `token ${effect.token}`);
  if (effect.amount === null) return `an amount that is not known of ${name}`;
  const decimals = holding?.decimals ?? (effect.token === ETHER ? 18 : null);
  if (decimals === null) return `${effect.amount.toString()} units of ${name}`;
  return `${units(effect.amount, decimals)} ${name}`;
}

/** A decimal number with at most six digits after the point. */
function units(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = digits
    .slice(digits.length - decimals)
    .slice(0, 6)
    .replace(/0+$/, "");
  return part === "" ? whole : `${whole}.${part}`;
}

/** What an effect means, in words: "sends 5 COMP to 0x..". */
export function describeEffect(effect: Effect, treasury: readonly Holding[] | null = null): string {
  const to = effect.to ?? "an address that is not known";
  const amount = amountOf(effect, treasury);
  switch (effect.kind) {
    case "outflow":
      return `sends ${amount} to ${to}`;
    case "approval":
      return `lets ${to} take ${amount}`;
    case "mint":
      return `creates ${amount} for ${to}`;
    case "control":
      return `gives ${to} power over ${effect.target} by ${effect.by}`;
    case "code":
      return `makes ${effect.target} run the code of ${effect.to ?? "a contract that the call does not name"} by ${effect.by}`;
    case "oracle":
      return `changes the prices that ${effect.target} reads to those of ${to} by ${effect.by}`;
    case "voting":
      return `changes how ${effect.target} votes or waits by ${effect.by}`;
    case "destroy":
      return `can put an end to ${effect.target} by ${effect.by}`;
  }
}

/** Every call of a proposal in a sentence, carried ones below the call that carries them, problems below both. */
export function describeCalls(calls: readonly DecodedCall[], treasury: readonly Holding[] | null): string[] {
  return calls.flatMap((call) => [
    `${"  ".repeat(call.path.split(".").length - 1)}${call.path}. ${describeCall(call, treasury)}`,
    ...call.problems.map(({ sentence }) => `${"  ".repeat(call.path.split(".").length)}! ${sentence}`),
    ...describeCalls(call.inner, treasury),
  ]);
}

function describeCall(call: DecodedCall, treasury: readonly Holding[] | null): string {
  const effects = effectsOf([{ ...call, inner: [] }]).map((effect) => describeEffect(effect, treasury));
  const how = call.delegatecall ? " with the caller's own rights and storage (delegatecall)" : "";
  if (effects.length > 0) return `${capital(effects.join(" and "))}${how}.`;
  if (call.inner.length > 0)
    return `Carries ${call.inner.length} calls through ${call.target} (${call.signature ?? ""})${how}.`;
  const name = call.signature?.split("(")[0] ?? call.selector ?? "its fallback";
  const values = call.args === null ? "" : `(${call.args.map(show).join(", ")})`;
  return `Calls ${name}${values} on ${call.target}${how}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function show(value: AbiValue): string {
  if (Array.isArray(value)) return `[${(value as readonly AbiValue[]).map(show).join(", ")}]`;
  const text = typeof value === "string" ? value : String(value);
  return text.length <= 80 ? text : `${text.slice(0, 40)}... (${(text.length - 2) / 2} bytes)`;
}

/** Every address that the calls name: targets and gainers. */
export function namedAddresses(calls: readonly DecodedCall[], effects: readonly Effect[]): Hex[] {
  return [
    ...new Set([
      ...calls.map(({ target }) => target),
      ...effects.flatMap(({ to }) => (to === null ? [] : [to])),
    ]),
  ];
}
