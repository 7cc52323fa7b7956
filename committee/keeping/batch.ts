import { concat, keccak256 } from "ethers";
import type { Hex } from "../lib/hex.ts";
import { decodeMessage } from "../network/messages.ts";
import type { RoundHeader, SignedObservation } from "../report/observation.ts";
import type { StoredObservation } from "../store/store.ts";

/** Observations of one header, one a member, ascending; each with the digest that was signed. */
export interface Batch {
  readonly signed: readonly SignedObservation[];
  readonly digests: readonly Hex[];
}

/** What is kept of a round, of the header given. Whoever signed twice is left out: there is a court for it. */
export function batchOf(
  stored: readonly StoredObservation[],
  header: Pick<RoundHeader, "configDigest" | "observedAt" | "blockHash">,
): Batch {
  const twice = new Set(
    stored.map(({ member }) => member).filter((member, index, all) => all.indexOf(member) !== index),
  );
  const entries = stored
    .filter(({ member }) => !twice.has(member))
    .flatMap(({ payload, digest }) => {
      const message = decodeMessage(payload);
      return message?.type === "reveal" ? [{ signed: message.signed, digest }] : [];
    })
    .filter(
      ({ signed: { observation } }) =>
        observation.configDigest === header.configDigest &&
        observation.observedAt === header.observedAt &&
        observation.blockHash === header.blockHash,
    )
    .sort((a, b) => a.signed.member - b.signed.member);
  return { signed: entries.map(({ signed }) => signed), digests: entries.map(({ digest }) => digest) };
}

/** As `SkillLedger.witness` takes it: keccak256 of the digests, one after the other. */
export function batchHash(digests: readonly Hex[]): Hex {
  return keccak256(concat(digests)) as Hex;
}

export const membersOf = ({ signed }: Batch): readonly number[] => signed.map(({ member }) => member);

/** The batch without the observations of some members. */
export function without(batch: Batch, left: readonly number[]): Batch {
  const kept = batch.signed.map(({ member }) => !left.includes(member));
  return {
    signed: batch.signed.filter((_, index) => kept[index] === true),
    digests: batch.digests.filter((_, index) => kept[index] === true),
  };
}

/** Of these members only. */
export function only(batch: Batch, members: readonly number[]): Batch {
  return without(
    batch,
    membersOf(batch).filter((member) => !members.includes(member)),
  );
}

/**
 * What another member may have witnessed of the same round: everything, or all but one or two that came late to it. Of
 * at least a quorum, the largest first.
 */
export function likelyBatches(batch: Batch, quorum: number): readonly Batch[] {
  const members = membersOf(batch);
  const one = members.map((member) => [member]);
  const two = members.flatMap((first, index) => members.slice(index + 1).map((second) => [first, second]));
  return [[], ...one, ...two]
    .map((left) => without(batch, left))
    .filter(({ signed }) => signed.length >= quorum && signed.length > 0);
}
