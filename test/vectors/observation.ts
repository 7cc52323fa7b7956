import { AbiCoder, keccak256 } from "ethers";
import type { TypedDataDomain } from "ethers";
import {
  anObservation,
  observationDigest,
  observationDomain,
  packScores,
  signObservation,
} from "../fixtures/anObservation.ts";
import type { Entry, Observation } from "../fixtures/anObservation.ts";
import { memberKey } from "../fixtures/deployOracle.ts";

/** What `test/vectors/observation.json` holds; integers are decimal strings. */
export interface ObservationVector {
  readonly name: string;
  readonly domain: { name: string; version: string; chainId: string; verifyingContract: string };
  readonly entries: readonly Entry[];
  readonly message: Record<keyof Observation, string>;
  readonly member: number;
  readonly signer: string;
  readonly digest: string;
  readonly r: string;
  readonly vs: string;
}

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

const CASES: readonly [name: string, chainId: bigint, entries: readonly Entry[]][] = [
  ["one market", 31_337n, [{ scoreBps: 12_34 }]],
  [
    "abstention, flags and extremes",
    31_337n,
    [
      { scoreBps: 0 },
      { scoreBps: 100_00, outOfDistribution: true },
      { scoreBps: "abstain", degraded: true },
      { scoreBps: 1, outOfDistribution: true, degraded: true },
    ],
  ],
  ["64 markets", 1n, Array.from({ length: 64 }, (_, i) => ({ scoreBps: i * 100 }))],
];

function aVector(index: number): ObservationVector {
  const [name, chainId, entries] = CASES[index]!;
  const domain: TypedDataDomain = observationDomain(chainId, CONTRACT);
  const observation = anObservation({
    configDigest: keccak256(AbiCoder.defaultAbiCoder().encode(["uint256"], [index])),
    scores: packScores(entries),
  });
  const key = memberKey(index);
  return {
    name,
    domain: {
      name: "Breakwater RiskOracle",
      version: "1",
      chainId: `${chainId}`,
      verifyingContract: CONTRACT,
    },
    entries,
    message: {
      ...observation,
      round: `${observation.round}`,
      observedAt: `${observation.observedAt}`,
      blockNumber: `${observation.blockNumber}`,
    },
    member: index,
    signer: key.address,
    digest: observationDigest(domain, observation),
    ...signObservation(domain, observation, key),
  };
}

/** The vectors, made anew: deterministic, since signatures are (RFC 6979) and the keys are public test keys. */
export function observationVectors(): ObservationVector[] {
  return CASES.map((_, index) => aVector(index));
}
