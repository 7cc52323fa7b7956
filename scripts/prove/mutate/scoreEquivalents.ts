import type { Equivalent } from "./equivalents.ts";

/** Of the libraries of scores and skill. */
export const SCORE_EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "contracts/libraries/ScoreBands.sol",
    text: "if (!goesOn || band < market.rowBand) market.rowBand = band;",
    original: "<",
    replacements: ["<="],
    reason: "Where both are the same, either is the lower one.",
  },
  {
    file: "contracts/libraries/ScoreReader.sol",
    text: "has := staticcall(READ_GAS, oracle, 0, 0x24, out, 0xc0)",
    original: "0xc0",
    replacements: ["0xc1"],
    reason: "One byte more of an answer that is too long lands in memory that nobody has claimed.",
  },
  {
    file: "contracts/libraries/ScoreReader.sol",
    text: "answered := staticcall(READ_GAS, oracle, 0, 0x24, answer, 0x140)",
    original: "0x140",
    replacements: ["0x141"],
    reason: "One byte more of an answer that is too long lands in memory that nobody has claimed.",
  },
  {
    file: "contracts/libraries/ScoreRing.sol",
    text: "if (ring.events[present] != eventHash) {",
    original: "ring.events[present] != eventHash",
    replacements: ["true"],
    reason:
      "Numbers the same event anew with each recording; every number it ever had names it. Only gas and storage.",
  },
  {
    file: "contracts/libraries/ScoreVector.sol",
    text: "for (uint256 start = 0; start < scores.length; start += 32) {",
    original: "<",
    replacements: ["<="],
    reason: "A word that begins at the end is cleared in full, and zero is a score.",
  },
  {
    file: "contracts/libraries/ScoreVector.sol",
    text: "if (scores.length - start < 32) word &= ~(type(uint256).max >> ((scores.length - start) * 8));",
    original: "scores.length - start < 32",
    replacements: ["true"],
    reason: "Of a whole word nothing is cleared: a shift by 256 bits or more leaves an empty mask.",
  },
  {
    file: "contracts/libraries/ScoreVector.sol",
    text: "if (scores.length - start < 32) word &= ~(type(uint256).max >> ((scores.length - start) * 8));",
    original: "<",
    replacements: ["<="],
    reason: "Of a whole word nothing is cleared: a shift by 256 bits leaves an empty mask.",
  },
  {
    file: "contracts/libraries/ScoreVector.sol",
    text: "if (scores.length - start < 32) word &= ~(type(uint256).max >> ((scores.length - start) * 8));",
    original: "32",
    replacements: ["(32 + 1)"],
    reason: "Of a whole word nothing is cleared: a shift by 256 bits leaves an empty mask.",
  },
  {
    file: "contracts/libraries/ScoreVector.sol",
    text: "while (wrong >> (240 - 16 * lane) == 0) ++lane;",
    original: "240",
    replacements: ["(240 + 1)"],
    reason:
      "A lane is marked in its bit 14, which a shift by one more keeps; the next lane's is gone either way.",
  },
  {
    file: "contracts/libraries/SkillTally.sol",
    text: "batch.box = Ballot.open({seats: seats, faults: faults, minModels: 0, minOperators: 0});",
    original: "0",
    replacements: ["(0 + 1)"],
    reason: "A quorum has one member at least, and with it a model and an operator.",
  },
  {
    file: "contracts/libraries/SkillTally.sol",
    text: "if (attended < epoch.rounds) book.standings[members[i].signer].missed += epoch.rounds - attended;",
    original: "<",
    replacements: ["<="],
    reason: "Where both are the same, nothing is added.",
  },
];
