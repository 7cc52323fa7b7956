import { flatten } from "../decode/call.ts";
import type { Problem } from "../decode/call.ts";
import type { Effect } from "../decode/effects.ts";
import type { EffectKind } from "../decode/functions.ts";
import { describeEffect, namedAddresses } from "../decode/sentence.ts";
import type { Hex } from "../../lib/hex.ts";
import { logRamp, ratio } from "../ratio.ts";
import type { ContractFacts, Holding, Simulation } from "../snapshot.ts";
import { percent } from "./rule.ts";
import type { Finding, Rule } from "./rule.ts";

/** The worst of some findings, with its sentence; `none` says what there is instead. */
function worst(findings: readonly Finding[], none: string): Finding {
  return findings.reduce<Finding>((a, b) => (b.severity > a.severity ? b : a), {
    severity: 0,
    sentence: none,
  });
}

/** How much of a DAO an effect hands over, when nothing is known of who gains. */
const POWER: Readonly<Partial<Record<EffectKind, number>>> = {
  control: 0.7,
  code: 0.6,
  oracle: 0.5,
  voting: 0.4,
  destroy: 0.8,
};

/** Days below which an address counts as made for the proposal. */
const YOUNG_DAYS = 14;

const isYoung = ({ ageDays }: ContractFacts): boolean => ageDays !== null && ageDays < YOUNG_DAYS;

/** All of it for an address that is new, unverified or nobody's contract; less for one that the DAO uses already. */
function standing(facts: ContractFacts | undefined): number | null {
  if (facts === undefined) return null;
  if (isYoung(facts) || facts.verified === false || facts.hasCode === false) return 1;
  return facts.established === true ? 0.4 : null;
}

export const control: Rule = {
  id: "control",
  name: "hands over control",
  per: "proposal",
  judge({ snapshot: { contracts }, effects }) {
    if (effects === null) return null;
    const findings = effects.flatMap((effect): Finding[] => {
      const base = POWER[effect.kind];
      if (base === undefined) return [];
      const factor = standing(contracts[effect.to ?? effect.target]);
      const severity = factor === null ? base : factor === 1 ? 1 : base * factor;
      return [{ severity, sentence: `it ${describeEffect(effect)}` }];
    });
    return worst(findings, "it hands no power to anybody");
  },
};

export const strangeCode: Rule = {
  id: "strange-code",
  name: "strange code",
  per: "proposal",
  judge({ snapshot: { contracts }, calls, effects }) {
    if (calls === null || effects === null) return null;
    const all = flatten(calls);
    const named = namedAddresses(all, effects).filter((address) => contracts[address] !== undefined);
    if (named.length === 0) return null;
    const rights = new Set([
      ...all.filter(({ delegatecall }) => delegatecall).map(({ target }) => target),
      ...effects.flatMap(({ kind, to, target }) => (kind === "code" ? [to ?? target] : [])),
    ]);
    const findings = named.map((address) =>
      codeFinding(address, contracts[address] as ContractFacts, rights.has(address)),
    );
    return worst(findings, "every contract that it names is verified, old enough and cannot change");
  },
};

function codeFinding(address: Hex, facts: ContractFacts, runsWithRights: boolean): Finding {
  const whole = runsWithRights ? 1 : 0.7;
  const role = runsWithRights ? ", which runs with the DAO's rights," : "";
  if (facts.replaceable === true)
    return { severity: 1, sentence: `the code of ${address}${role} can be another one at execution` };
  if (facts.verified === false && facts.hasCode !== false)
    return { severity: whole, sentence: `the code of ${address}${role} is not verified` };
  if (isYoung(facts) && facts.hasCode !== false)
    return { severity: whole / 2, sentence: `${address}${role} is ${facts.ageDays ?? 0} days old` };
  return { severity: 0, sentence: `${address} is as it should be` };
}

/** How sure a problem is to be deliberate. */
const HIDING: Readonly<Record<Problem["code"], number>> = {
  mismatch: 1,
  collision: 1,
  malformed: 0.8,
  "too-deep": 0.8,
  "unknown-function": 0.5,
};

export const hiddenCall: Rule = {
  id: "hidden-call",
  name: "hidden call",
  per: "proposal",
  judge({ snapshot: { actions }, calls }) {
    if (calls === null || actions === null || actions.some(({ calldata }) => calldata === null)) return null;
    const findings = flatten(calls).flatMap(({ problems }) =>
      problems.map(({ code, sentence }) => ({ severity: HIDING[code], sentence: lower(sentence) })),
    );
    return worst(findings, "every call is what it says");
  },
};

const lower = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");

/** A hundredth of the treasury is a grant; half of it is the treasury. */
const LEAVES = [0.01, 0.5] as const;

export const outflow: Rule = {
  id: "outflow",
  name: "treasury outflow",
  per: "proposal",
  judge({ snapshot: { treasury, actions, simulation }, effects }) {
    if (effects === null || actions === null || treasury === null) return null;
    if (actions.some(({ calldata }) => calldata === null)) return null;
    const total = treasury.reduce((sum, { valueUsd }) => sum + valueUsd, 0);
    if (total === 0) return null;
    const shareOf = (leaves: (holding: Holding) => number) =>
      treasury.reduce((sum, holding) => sum + holding.valueUsd * leaves(holding), 0) / total;
    const said = shareOf((holding) => shareLeaving(holding, effects));
    const seen = simulation === null ? 0 : shareOf((holding) => shareTaken(holding, simulation));
    return {
      severity: logRamp(Math.max(said, seen), ...LEAVES),
      sentence:
        seen > said
          ? `simulated, it takes ${percent(seen)} of the treasury's value, where its calls say ${percent(said)}`
          : `it lets ${percent(said)} of the treasury's value leave`,
    };
  },
};

/** Of one holding, what leaves or may be taken: at most all of it; all of it where the amount is not told. */
function shareLeaving({ token, balance }: Holding, effects: readonly Effect[]): number {
  const amounts = effects
    .filter(({ kind, token: moved }) => (kind === "outflow" || kind === "approval") && moved === token)
    .map(({ amount }) => amount ?? balance);
  const sum = amounts.reduce((total, amount) => total + amount, 0n);
  return balance === 0n ? 0 : Math.min(1, ratio(sum, balance));
}

/** Of one holding, what a simulation took from all who hold it together; all of a balance that its token no longer tells. */
function shareTaken({ token, balance }: Holding, { balances }: Simulation): number {
  const lost = balances
    .filter((one) => one.token === token)
    .reduce((sum, { before, after }) => sum + before - (after ?? 0n), 0n);
  return balance === 0n || lost <= 0n ? 0 : Math.min(1, ratio(lost, balance));
}

/** From half a hundredth of the supply to a fifth. */
const ISSUED = [0.005, 0.2] as const;

export const issuance: Rule = {
  id: "issuance",
  name: "new voting tokens",
  per: "proposal",
  judge({ snapshot: { power, actions }, effects }) {
    if (effects === null || actions === null || actions.some(({ calldata }) => calldata === null))
      return null;
    if (power.totalSupply === null || power.token === null) return null;
    const minted = effects.filter(({ kind, target }) => kind === "mint" && target === power.token);
    const sum = minted.reduce((total, { amount }) => total + (amount ?? power.totalSupply ?? 0n), 0n);
    const share = ratio(sum, power.totalSupply);
    return {
      severity: logRamp(share, ...ISSUED),
      sentence: `it creates ${percent(share)} of the voting token's supply`,
    };
  },
};
