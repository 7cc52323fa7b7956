/** Tests that run together: one start of Hardhat. */
export interface Stage {
  readonly runner: "mocha" | "solidity";
  readonly tests: readonly string[];
}

export interface Target {
  readonly file: string;
  /** What is deployed from the source, to be built anew before Mocha runs. */
  readonly builds: readonly string[];
  /** Cheapest and most telling first: a mutant that one stage kills never sees the next. */
  readonly stages: readonly Stage[];
}

const ORACLE = ["contracts/RiskOracle.sol", "contracts/Committee.sol", "contracts/ModelRegistry.sol"];

const mocha = (...names: string[]): Stage => ({
  runner: "mocha",
  tests: names.map((name) => `test/contracts/${name}.test.ts`),
});
const solidity = (...tests: string[]): Stage => ({ runner: "solidity", tests });

const REPORTS = mocha(
  "RiskOracle.submit",
  "RiskOracle.refuses",
  "RiskOracle.signatures",
  "RiskOracle.markets",
  "RiskOracle.vectors",
);
const MEMBERS = mocha("Committee", "Committee.members", "ModelRegistry");
const PARTS = solidity("test/contracts/Ballot.t.sol", "test/contracts/ReportParts.t.sol");
const PACKED = mocha("PackedScore.vectors");

const target = (file: string, builds: readonly string[], ...stages: Stage[]): Target => ({
  file: `contracts/${file}.sol`,
  builds,
  stages,
});

/** What a report runs through. The fuzzed parts meet their property tests first; the rest, the reports. */
export const TARGETS: readonly Target[] = [
  target("RiskOracle", ORACLE, REPORTS),
  target("Committee", ORACLE, MEMBERS, REPORTS),
  target("ModelRegistry", ORACLE, MEMBERS),
  target("libraries/Ballot", ORACLE, PARTS, REPORTS),
  target("libraries/WeightedMedian", ORACLE, PARTS, REPORTS),
  target("libraries/ScoreVector", ORACLE, PARTS, REPORTS),
  target("libraries/CommitteeRules", ORACLE, PARTS, MEMBERS),
  target("libraries/MarketSet", ORACLE, REPORTS),
  target("libraries/RosterTable", ORACLE, MEMBERS, REPORTS),
  target("libraries/ObservationHash", ORACLE, REPORTS),
  target("types/PackedScore", [...ORACLE, "test/mocks/PackedScores.sol"], PARTS, PACKED, REPORTS),
];
