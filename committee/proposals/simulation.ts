import { AbiCoder } from "ethers";
import type { Hex } from "../lib/hex.ts";
import type { ProposalSnapshot } from "./snapshot.ts";

const ERROR_STRING = "0x08c379a0";
const LONGEST_TEXT = 100;

/** What a simulation has to say beside the rules: none of it speaks for or against a proposal by itself. */
export function describeSimulation({ simulation }: Pick<ProposalSnapshot, "simulation">): readonly string[] {
  if (simulation === null) return [];
  const { reverts, skipped } = simulation;
  return [
    ...(reverts === null
      ? []
      : [
          `simulation: call ${reverts.action} reverts now, ${reasonOf(reverts.reason)}, so that what it would do is not seen`,
        ]),
    ...(skipped.length === 0
      ? []
      : [
          `simulation: without ${skipped.map((number) => `call ${number}`).join(", ")} to the governor itself`,
        ]),
  ];
}

/** A revert's own words where they are short and plain: whoever wrote the payload wrote them. */
function reasonOf(data: Hex): string {
  if (data.length < 10) return "without a reason";
  const text = data.startsWith(ERROR_STRING) ? textOf(data) : null;
  return text === null ? `with the error ${data.slice(0, 10)}` : `saying "${text}"`;
}

function textOf(data: Hex): string | null {
  try {
    const [text] = AbiCoder.defaultAbiCoder().decode(["string"], `0x${data.slice(10)}`) as unknown as [
      string,
    ];
    return /^[A-Za-z0-9 ,.:;_()/-]+$/.test(text) && text.length <= LONGEST_TEXT ? text : null;
  } catch {
    return null;
  }
}
