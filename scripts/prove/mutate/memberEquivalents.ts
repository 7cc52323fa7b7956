import type { Equivalent } from "./equivalents.ts";

/** Of the committees, and of what judges their members. */
export const MEMBER_EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "contracts/Committee.sol",
    text: "for (uint8 i = 0; i < members.length; ++i) {",
    original: "<",
    replacements: ["<="],
    reason: "One bit more is looked at, beyond the members: it is never set among the suspended.",
  },
  {
    file: "contracts/Committee.sol",
    text: "if (registry.retirements() != words.retirements()) {",
    original: "registry.retirements() != words.retirements()",
    replacements: ["true"],
    reason: "Asks the registry for each model though none was retired since all were active: only gas.",
  },
  {
    file: "contracts/libraries/FeedWalk.sol",
    text: "if (next.id == turn.id) turn = FeedReader.turnAfter(window.feed, next.id);",
    original: "next.id == turn.id",
    replacements: ["true"],
    reason: "Within one phase the turn that follows is the same for every round: only gas.",
  },
  {
    file: "contracts/MirrorCommittee.sol",
    text: "newRetirements: 0,",
    original: "0",
    replacements: ["(0 + 1)"],
    reason: "A mirror never reads the count of retirements, and no digest binds it.",
  },
  {
    file: "contracts/MirrorCommittee.sol",
    text: "for (uint8 i = 0; i < home.members.length; ++i) {",
    original: "<",
    replacements: ["<="],
    reason: "One bit more is looked at, beyond the members: it is never set among the suspended.",
  },
  {
    file: "contracts/libraries/CommitteeRules.sol",
    text: "for (; slot > 0 && ascending[slot - 1] > weights[i]; --slot) ascending[slot] = ascending[slot - 1];",
    original: ">",
    replacements: [">="],
    nth: [1],
    reason: "Puts a number before its equals instead of behind them.",
  },
  {
    file: "contracts/libraries/FeedReader.sol",
    text: "if (gasleft() < needed) revert NotEnoughGasToRead(gasleft(), needed);",
    original: "<",
    replacements: ["<="],
    reason:
      "One unit of gas: reading what is left takes more than that, and what lies between is the compiler's.",
  },
  {
    file: "contracts/libraries/FeedReader.sol",
    text: "let ok := staticcall(READ_GAS, feed, add(data, 0x20), mload(data), out, 0xa0)",
    original: "0xa0",
    replacements: ["0xa1"],
    reason: "One byte more of an answer that is too long lands in scratch memory that nobody reads.",
  },
  {
    file: "contracts/libraries/ObservationBatch.sol",
    text: "if (committeeDigest == present) return;",
    original: "committeeDigest == present",
    replacements: ["false"],
    reason: "Compares the present configuration with itself: only gas.",
  },
  {
    file: "contracts/libraries/RosterTable.sol",
    text: "words[RETIREMENTS] = newRetirements;",
    original: "words[RETIREMENTS] = newRetirements;",
    replacements: ["{}"],
    reason: "Asks the registry for each model though none was retired since all were active: only gas.",
  },
  {
    file: "contracts/libraries/RosterTable.sol",
    text: "uint256 private constant RETIREMENTS = 1;",
    original: "1",
    replacements: ["(1 + 1)"],
    reason:
      "The first member overwrites the count, which then never agrees: asks the registry for each model, only gas.",
  },
  {
    file: "contracts/libraries/RosterTable.sol",
    text: "uint256 private constant MEMBERS = 2;",
    original: "2",
    replacements: ["(2 + 1)"],
    reason: "The members stand a word further back, and nobody but this library knows where.",
  },
  {
    file: "contracts/libraries/RosterTable.sol",
    text: "words = new uint256[](MEMBERS + 3 * n);",
    original: "3",
    replacements: ["(3 + 1)"],
    reason: "More room than is used: the length is set to what is used below.",
  },
  {
    file: "contracts/libraries/RosterTable.sol",
    text: "for (uint256 old = 0; suspended >> old != 0; ++old) {",
    original: ">>",
    replacements: ["<<"],
    reason: "Looks at bits beyond the highest that is set: only gas.",
  },
];
