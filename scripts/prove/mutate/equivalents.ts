import { HOOK_EQUIVALENTS } from "./hookEquivalents.ts";
import { MEMBER_EQUIVALENTS } from "./memberEquivalents.ts";
import type { Reasoned } from "./reasoned.ts";
import { SCORE_EQUIVALENTS } from "./scoreEquivalents.ts";
import { STEWARD_EQUIVALENTS } from "./stewardEquivalents.ts";
import { WEIGHT_EQUIVALENTS } from "./weightEquivalents.ts";

/** A change that no test can notice, since nothing observable differs. */
export type Equivalent = Reasoned;

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "contracts/ScoreHistory.sol",
    text: "if (outside || newCapacity & (newCapacity - 1) != 0) {",
    original: "1",
    replacements: ["(1 + 1)"],
    reason: "From 2 on, c & (c - 2) is zero for the powers of two and for no other number.",
  },
  {
    file: "contracts/ScoreHistory.sol",
    text: "if (ring.index == 0) {",
    original: "ring.index == 0",
    replacements: ["true"],
    reason:
      "Lists the market anew with each recording; every number it ever had names it. Only gas and storage.",
  },
  {
    file: "contracts/ShadowLedger.sol",
    text: "bool same = attendance.members != 0 && attendance.pin == uint160(uint256(pin));",
    original: "0",
    replacements: ["(0 + 1)"],
    reason:
      "A counted round has a quorum at least, never member 0 alone; one that nobody counted has no pin to be equal.",
  },
  {
    file: "contracts/adapters/AaveV3PauseAdapter.sol",
    text: "category = _openEMode(pool, asset, uint256(category) + 1);",
    original: "+",
    replacements: ["-"],
    reason:
      "Looks again at the category that was just closed and at the one before, which was not open: only gas.",
  },
  {
    file: "contracts/adapters/CometV3CollateralAdapter.sol",
    text: "return uint8((1 << uint8(Parameter.Ltv)) | (1 << uint8(Parameter.SupplyCap)));",
    original: "<<",
    replacements: [">>"],
    nth: [0],
    reason: "The LTV is parameter 0, and a shift by 0 gives 1 either way.",
  },
  {
    file: "contracts/adapters/CometV3CollateralAdapter.sol",
    text: "if (tokens > type(uint64).max) tokens = type(uint64).max;",
    original: ">",
    replacements: [">="],
    reason: "At the most, the most is put in its own place.",
  },
  {
    file: "contracts/adapters/MetaMorphoAdapter.sol",
    text: "if (wanted.supplyCap < quantised.supplyCap) quantised.supplyCap = wanted.supplyCap;",
    original: "<",
    replacements: ["<="],
    reason: "Where both are the same, either is the lower one.",
  },
  {
    file: "contracts/adapters/MetaMorphoAdapter.sol",
    text: "state.liquidationBonusBps = uint16(bonus < MAX_LIQUIDATION_BONUS_BPS ? bonus : MAX_LIQUIDATION_BONUS_BPS);",
    original: "<",
    replacements: ["<="],
    reason: "Where both are the same, either is the lower one.",
  },
  {
    file: "contracts/feeds/RiskParameterFeed.sol",
    text: 'if (entry.previousRound == 0) return "";',
    original: "entry.previousRound == 0",
    replacements: ["false"],
    reason: "The history has no round 0 and reverts: the catch below says the same.",
  },
  {
    file: "contracts/feeds/RiskParameterFeed.sol",
    text: 'if (entry.previousRound == 0) return "";',
    original: "0",
    replacements: ["(0 + 1)"],
    reason: "The history has no round 0 and reverts: the catch below says the same. Round 1 was in 1970.",
  },
  {
    file: "contracts/libraries/AaveCaps.sol",
    text: "if (tokens > MAX_TOKENS) tokens = MAX_TOKENS;",
    original: ">",
    replacements: [">="],
    reason: "At the most, the most is put in its own place.",
  },
  {
    file: "contracts/libraries/Ballot.sol",
    text: "uint256 bits = 0;",
    original: "0",
    replacements: ["(0 + 1)"],
    reason: "Bit 0 belongs to a weight: neither models nor operators are counted from it.",
  },
  {
    file: "contracts/libraries/Ballot.sol",
    text: "if (contributors != box.voters.length) {",
    original: "contributors != box.voters.length",
    replacements: ["true"],
    reason: "Counts anew what was counted when the ballot was opened: only gas.",
  },
  {
    file: "contracts/libraries/BoundedCall.sol",
    text: "ok := call(gasLimit, address(), 0, add(data, 0x20), mload(data), 0, 0)",
    original: "0",
    replacements: ["0x1"],
    nth: [1, 2],
    reason: "A byte of the answer lands in scratch memory that nobody reads.",
  },
  {
    file: "contracts/libraries/BoundedCall.sol",
    text: "mstore(0x40, add(add(out, 0x20), MAX_RETURN))",
    original: "0x20",
    replacements: ["0x21"],
    reason: "Claims a byte of memory more than is used.",
  },
  {
    file: "contracts/libraries/BreachLadder.sol",
    text: "_setCount(state, i, rounds > MAX_COUNT ? MAX_COUNT : rounds);",
    original: ">",
    replacements: [">="],
    reason: "At the most that is counted both say the most.",
  },
  {
    file: "contracts/libraries/BreachLadder.sol",
    text: "if (record.observedAt > state.heardAt) state.heardAt = uint40(record.observedAt);",
    original: ">",
    replacements: [">="],
    reason: "Writes the time that stands already.",
  },
  {
    file: "contracts/libraries/BreachLadder.sol",
    text: "for (uint256 i = 0; i < RUNGS; ++i) {",
    original: "<",
    replacements: ["<="],
    nth: [2],
    reason: "The counts have 32 bits: beyond the last rung there is none.",
  },
  {
    file: "contracts/libraries/BoundedCall.sol",
    text: "if (gasleft() < needed) revert NotEnoughGas(gasleft(), needed);",
    original: "<",
    replacements: ["<="],
    reason:
      "One unit of gas: reading what is left takes more than that, and what lies between is the compiler's.",
  },
  {
    file: "contracts/libraries/CodeStore.sol",
    text: "extcodecopy(pointer, add(words, 0x20), add(PREFIX, shl(5, first)), shl(5, count))",
    original: "5",
    replacements: ["0x6"],
    nth: [1],
    reason: "Copies twice as much, the rest into memory that nobody has claimed.",
  },
  {
    file: "contracts/libraries/CodeStore.sol",
    text: "if (size <= PREFIX) return words;",
    original: "<=",
    replacements: ["<"],
    reason: "Where no words were stored behind the first byte, what follows makes an empty array too.",
  },
  {
    file: "contracts/libraries/CodeStore.sol",
    text: "uint256 count = (size - PREFIX) / 32;",
    original: "-",
    replacements: ["+"],
    reason: "The size is 32 n + 1: two more or none, the division by 32 gives n.",
  },
  {
    file: "contracts/libraries/CodeStore.sol",
    text: "extcodecopy(pointer, add(words, 0x20), PREFIX, mul(count, 0x20))",
    original: "0x20",
    replacements: ["0x21"],
    nth: [1],
    reason: "Copies a few bytes more, into memory that nobody has claimed.",
  },
  {
    file: "contracts/libraries/CodeStore.sol",
    text: "mstore(0x40, add(add(words, 0x20), mul(count, 0x20)))",
    original: "0x20",
    replacements: ["0x21"],
    reason: "Claims a few bytes of memory more than the array has: nobody reads them.",
  },
  {
    file: "contracts/libraries/EModeFollower.sol",
    text: "lastChangeAt: 0,",
    original: "0",
    replacements: ["(0 + 1)"],
    reason: "A wait since the first second of 1970 was over in 1970.",
  },
  {
    file: "contracts/libraries/EModeFollower.sol",
    text: "delay: 0,",
    original: "0",
    replacements: ["(0 + 1)"],
    reason: "A wait of a second since 1970 was over in 1970.",
  },
  {
    file: "contracts/libraries/PolicyStore.sol",
    text: "mstore(encoded, mul(mload(words), 0x20))",
    original: "0x20",
    replacements: ["0x21"],
    reason: "What follows an encoded policy is not read.",
  },
  {
    file: "contracts/libraries/RaiseLog.sol",
    text: "return budget > recent ? budget - recent : 0;",
    original: ">",
    replacements: [">="],
    reason: "Nothing is left of a budget that is spent: both say zero.",
  },
  ...HOOK_EQUIVALENTS,
  ...MEMBER_EQUIVALENTS,
  ...SCORE_EQUIVALENTS,
  ...STEWARD_EQUIVALENTS,
  ...WEIGHT_EQUIVALENTS,
];
