import type { EffectKind } from "../decode/functions.ts";
import { percent } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Words of which a text that owns up to an effect has one. Plain stems: what matters is silence, not style. */
const WORDS: Readonly<Record<EffectKind, readonly string[]>> = {
  outflow: [
    "transfer",
    "send",
    "pay",
    "fund",
    "grant",
    "budget",
    "stream",
    "withdraw",
    "compensat",
    "refund",
    "reimburs",
    "invest",
    "deposit",
    "donat",
    "swap",
    "buy",
    "sell",
    "distribut",
    "reward",
    "treasury",
  ],
  approval: [
    "approv",
    "allowance",
    "spend",
    "transfer",
    "fund",
    "grant",
    "budget",
    "deposit",
    "invest",
    "swap",
    "stream",
    "distribut",
    "reward",
  ],
  mint: ["mint", "issu", "inflation", "supply", "emission"],
  control: [
    "owner",
    "admin",
    "govern",
    "role",
    "minter",
    "control",
    "guardian",
    "authority",
    "permission",
    "multisig",
    "timelock",
  ],
  code: ["upgrade", "implementation", "migrat", "contract", "code", "version", "deploy", "patch", "fix"],
  oracle: ["oracle", "price", "feed", "validator"],
  voting: ["voting", "quorum", "threshold", "delay", "period", "guardian", "whitelist", "governance"],
  destroy: ["shutdown", "shut down", "sunset", "deprecat", "destroy", "kill", "stop", "wind down"],
};

/** What an effect is called when it goes unmentioned. */
const CALLED: Readonly<Record<EffectKind, string>> = {
  outflow: "value that leaves",
  approval: "an allowance",
  mint: "new tokens",
  control: "a change of who is in control",
  code: "other code",
  oracle: "other prices",
  voting: "other rules of voting",
  destroy: "the end of a contract",
};

export const undisclosed: Rule = {
  id: "undisclosed",
  name: "not said in the text",
  per: "proposal",
  judge({ snapshot: { title, description }, effects }) {
    if (description === null || effects === null) return null;
    const kinds = [...new Set(effects.map(({ kind }) => kind))];
    if (kinds.length === 0) return { severity: 0, sentence: "its calls move neither value nor power" };
    const text = `${title ?? ""} ${description}`.toLowerCase();
    const silent = kinds.filter((kind) => !WORDS[kind].some((word) => text.includes(word)));
    const share = silent.length / kinds.length;
    return {
      severity: silent.length === 0 ? 0 : 0.5 + share / 2,
      sentence:
        silent.length === 0
          ? "the text names what the calls do"
          : `the text says nothing of ${silent.map((kind) => CALLED[kind]).join(", ")} (${percent(share)} of what the calls do)`,
    };
  },
};
