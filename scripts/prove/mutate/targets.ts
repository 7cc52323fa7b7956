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
const ROSTERS = mocha("Committee.history", "Committee.weights");
const BONDS = ["contracts/MemberBonds.sol", "contracts/EquivocationCourt.sol", "contracts/Committee.sol"];
const SLASHING = mocha("MemberBonds", "MemberBonds.slash", "EquivocationCourt");
const BONDED = mocha("Committee.bonds");
const LEDGER = ["contracts/SkillLedger.sol", "contracts/ShadowLedger.sol"];
const WALKS = solidity("test/contracts/FeedWalk.t.sol");
const SETTLING = mocha("SkillLedger.settle");
const ACCOUNTS = mocha("SkillLedger.account", "SkillLedger.faults");
const WEIGHTS = solidity("test/contracts/WeightRule.t.sol");
const WEIGHING = mocha("SkillLedger.epochs");
const SHADOW = mocha("ShadowLedger");
const HISTORY = ["contracts/ScoreHistory.sol"];
const RECORDS = mocha("ScoreHistory");
const MIRROR = ["contracts/MirrorOracle.sol", "contracts/MirrorCommittee.sol"];
const MIRRORED = mocha("MirrorCommittee", "MirrorCommittee.equivocation", "MirrorOracle");

const target = (file: string, builds: readonly string[], ...stages: Stage[]): Target => ({
  file: `contracts/${file}.sol`,
  builds,
  stages,
});

/** The fuzzed parts meet their property tests first; the rest, the tests of the contract that runs them. */
export const TARGETS: readonly Target[] = [
  target("RiskOracle", ORACLE, REPORTS),
  target("libraries/QuorumOracle", ORACLE, REPORTS),
  target("Committee", [...ORACLE, ...BONDS], MEMBERS, ROSTERS, BONDED, REPORTS),
  target("ModelRegistry", ORACLE, MEMBERS),
  target("libraries/Ballot", ORACLE, PARTS, REPORTS),
  target("libraries/WeightedMedian", ORACLE, PARTS, REPORTS),
  target("libraries/ScoreVector", ORACLE, PARTS, REPORTS),
  target("libraries/CommitteeRules", ORACLE, PARTS, MEMBERS),
  target("libraries/MarketSet", ORACLE, REPORTS),
  target("libraries/RosterTable", ORACLE, MEMBERS, REPORTS),
  target("libraries/ObservationHash", ORACLE, REPORTS),
  target("types/PackedScore", [...ORACLE, "test/mocks/PackedScores.sol"], PARTS, PACKED, REPORTS),
  target(
    "libraries/EventTable",
    ORACLE,
    solidity("test/contracts/EventTable.t.sol"),
    mocha("RiskOracle.history"),
  ),
  target("libraries/RosterHistory", ORACLE, ROSTERS),
  target("MirrorCommittee", MIRROR, solidity("test/contracts/MirrorCommittee.t.sol"), MIRRORED),
  target("MirrorOracle", MIRROR, MIRRORED),
  target("MemberBonds", BONDS, SLASHING, BONDED, solidity("test/contracts/MemberBonds.t.sol")),
  target("libraries/MinimumBond", BONDS, SLASHING),
  target("EquivocationCourt", BONDS, SLASHING),
  target("libraries/EquivocationProof", [...BONDS, ...MIRROR], SLASHING, MIRRORED),
  target("SkillLedger", LEDGER, ACCOUNTS, SETTLING, WEIGHING),
  target("libraries/FeedReader", LEDGER, WALKS, SETTLING),
  target("libraries/FeedWalk", LEDGER, WALKS, SETTLING),
  target("libraries/ObservationBatch", LEDGER, ACCOUNTS, SHADOW),
  target("libraries/SkillTally", LEDGER, ACCOUNTS, WEIGHING),
  target("libraries/BrierLoss", LEDGER, solidity("test/contracts/BrierLoss.t.sol"), ACCOUNTS),
  target("libraries/WeightRule", LEDGER, WEIGHTS, WEIGHING),
  target("libraries/WeightBounds", LEDGER, WEIGHTS, WEIGHING),
  target("ShadowLedger", LEDGER, SHADOW),
  target("ScoreHistory", HISTORY, RECORDS),
  target("libraries/ScoreRing", HISTORY, solidity("test/contracts/ScoreHistory.t.sol"), RECORDS),
];
