import type { GasFigures } from "./gas.ts";
import type { GasByPurpose } from "./gas-purpose.ts";

/** What docs/gas.md tabulates; the ordinary figures stand at the top level. */
export interface GasTables extends GasFigures {
  readonly large: GasFigures;
  readonly abstaining: GasFigures;
  readonly mirror: GasFigures;
  readonly naive: GasFigures;
}

export interface GasPurposes {
  readonly one: GasByPurpose;
  readonly fifty: GasByPurpose;
  readonly members: GasByPurpose;
  readonly naive: GasByPurpose;
  readonly naiveFifty: GasByPurpose;
}

export interface MarketsGas {
  readonly listed: number;
  readonly replaced: number;
}

/** The largest report and market set that there can be. */
export interface GasExtremes extends MarketsGas {
  readonly first: number;
  readonly steady: number;
}

/** What one transaction may use since EIP-7825. */
const TRANSACTION_CAP = 16_777_216;

const AIMS: GasFigures = {
  oneMarket5of7: 110_000,
  perMarketAt10: 20_000,
  perMarketAt50: 12_000,
  oneMarket21of31: 260_000,
};

const ROWS: readonly (readonly [keyof GasFigures, string])[] = [
  ["oneMarket5of7", "one market, five of seven"],
  ["perMarketAt10", "a market, of 10"],
  ["perMarketAt50", "a market, of 50"],
  ["oneMarket21of31", "one market, 21 of 31"],
];

const PURPOSE_ROWS: readonly (readonly [keyof GasByPurpose, string])[] = [
  ["transaction", "the transaction itself"],
  ["calldata", "calldata"],
  ["signatures", "signature recovery"],
  ["storage", "storage read and written"],
  ["accounts", "accounts touched, calls"],
  ["events", "events"],
  ["hashing", "hashing"],
  ["computation", "computation and memory"],
  ["whole", "**whole**"],
];

const grouped = (gas: number): string => gas.toLocaleString("en-US");

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(row)].join("\n");

/** The text of docs/gas.md. */
export function gasDocument(tables: GasTables, purposes: GasPurposes, extremes: GasExtremes): string {
  const figures = ROWS.map(([size, name]) => [
    name,
    ...[tables, tables.large, tables.abstaining, tables.mirror, tables.naive, AIMS].map((t) =>
      grouped(t[size]),
    ),
    `${(tables.naive[size] / tables[size]).toFixed(1)} x`,
  ]);
  const { one, fifty, members, naive, naiveFifty } = purposes;
  const parts = PURPOSE_ROWS.map(([purpose, name]) => [
    name,
    ...[one, fifty, members, naive, naiveFifty].map((p) => grouped(p[purpose])),
  ]);
  return `# Gas of a report

Whole transactions on the local chain, in steady state: the third report, every slot written before. This page is written
by \`node scripts/bench/gas.ts --markdown docs/gas.md\`; \`npm run bench\` prints the first column. Runs differ by some tens
of gas: a zero byte in a signature is cheaper calldata.

${table(["", "ordinary", "large", "abstaining", "mirror", "naive", "aim (ordinary)", "naive / ordinary"], figures)}

"Ordinary": members disagree within a percent. "Large": the dearest scores, two bytes other than zero in each entry and
both flags set, each member below all before it, which is the longest sort. "Abstaining": all n members report, large,
and f of them abstain on each market. "Mirror": ordinary, taken by \`MirrorOracle\` on another chain, which reads no model
registry and no block hash. "Naive": \`test/mocks/NaiveRiskOracle.sol\`, compiled the same way, which does the same
straight: members and markets in storage, a word for each score, a struct of words for each record, arrays sorted in
Solidity. It checks less (no model registry, no suspension, no market mask, no flags) and stores the same scores.

## Where it goes

${table(["", "one market", "50 markets", "21 of 31", "naive, one market", "naive, 50 markets"], parts)}

Signature recovery is the precompile's 3,000 for each; everything else is summed over the opcodes of the transaction's
trace, calls at what is left.

## The largest there can be

Ethereum allows a transaction ${grouped(TRANSACTION_CAP)} (EIP-7825).

${table(
  ["", "gas"],
  [
    ["64 markets by 31 of 31 members, large, each market's first score", grouped(extremes.first)],
    ["the same, steady state", grouped(extremes.steady)],
    ["listing 64 markets, the first set", grouped(extremes.listed)],
    ["replacing 64 scored markets by 64 others", grouped(extremes.replaced)],
  ],
)}
`;
}
