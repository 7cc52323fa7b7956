import { expect } from "chai";
import { AbiCoder, id } from "ethers";
import type { RawCall } from "../../../committee/proposals/decode/call.ts";
import { flatten } from "../../../committee/proposals/decode/call.ts";
import { MOST_LEVELS, decodeActions } from "../../../committee/proposals/decode/decode.ts";
import { effectsOf } from "../../../committee/proposals/decode/effects.ts";
import { describeCalls } from "../../../committee/proposals/decode/sentence.ts";
import { STRANGER, TOKEN, VAULT, address, call } from "./aProposal.ts";

const raw = (overrides: Partial<RawCall>): RawCall => ({
  target: VAULT,
  value: 0n,
  signature: null,
  calldata: "0x",
  encoding: "selector",
  delegatecall: false,
  ...overrides,
});

/** Problems of everything in one action, as code and sentence. */
const problems = (overrides: Partial<RawCall>): string[] =>
  flatten(decodeActions([raw(overrides)])).flatMap((one) =>
    one.problems.map(({ code, sentence }) => `${code}: ${sentence}`),
  );

const effects = (overrides: Partial<RawCall>) =>
  effectsOf(decodeActions([raw(overrides)])).map(({ path, kind, to }) => [path, kind, to]);

const takeover = call("transferOwnership(address)", STRANGER);
const payment = call("transfer(address,uint256)", STRANGER, 500);

describe("decodeActions", () => {
  it("reads OpenZeppelin's calldata and Governor Bravo's arguments alike", () => {
    const bravo = {
      signature: "transfer(address,uint256)",
      calldata: `0x${payment.slice(10)}`,
      encoding: "arguments",
    } as const;
    expect(effects(bravo)).to.deep.equal([["1", "outflow", STRANGER]]);
    expect(effects({ calldata: payment })).to.deep.equal([["1", "outflow", STRANGER]]);
    expect(problems(bravo)).to.deep.equal([]);
  });

  it("knows a function by its name where nobody recorded the calldata, and no argument of it", () => {
    const [only] = effectsOf(
      decodeActions([raw({ signature: "_setPendingAdmin(address)", calldata: null })]),
    );
    expect(only).to.include({ kind: "control", to: null, amount: null, read: false });
  });

  it("takes ether for an outflow to the target", () => {
    expect(effects({ target: STRANGER, value: 5n })).to.deep.equal([["1", "outflow", STRANGER]]);
  });

  describe("names that are not what is called", () => {
    it("tells the function that runs", () => {
      expect(problems({ signature: "setReserveFactor(uint256)", calldata: takeover })).to.deep.equal([
        "mismatch: Call 1: it is said to be setReserveFactor(uint256), and calls transferOwnership(address).",
      ]);
      expect(effects({ signature: "setReserveFactor(uint256)", calldata: takeover })).to.deep.equal([
        ["1", "control", STRANGER],
      ]);
    });

    it("sees through a name that was made to have another function's selector", () => {
      const signature = "workMyDirefulOwner(uint256,uint256)";
      expect(id(signature).slice(0, 10)).to.equal(payment.slice(0, 10));
      expect(problems({ signature, calldata: payment })[0]).to.equal(
        "collision: Call 1: workMyDirefulOwner(uint256,uint256) has the selector of transfer(address,uint256), which is what a contract may run.",
      );
      const asArguments = { signature, calldata: `0x${payment.slice(10)}`, encoding: "arguments" } as const;
      expect(problems(asArguments)[0]).to.match(/^collision/);
      expect(effects(asArguments)).to.deep.equal([["1", "outflow", STRANGER]]);
    });

    it("does not mind spaces or parameter names that change no selector's bytes, but says so of broken signatures", () => {
      expect(problems({ signature: "transfer(address,uint256)", calldata: payment })).to.deep.equal([]);
      expect(problems({ signature: "transfer the money", calldata: payment })).to.include(
        'malformed: Call 1: "transfer the money" is no function signature.',
      );
    });
  });

  describe("calldata that cannot be read", () => {
    const cases: readonly [string, Partial<RawCall>, RegExp][] = [
      [
        "too short for a selector",
        { calldata: "0xa905" },
        /^malformed: Call 1: the calldata 0xa905 is too short/,
      ],
      [
        "arguments that break off",
        { calldata: `0x${payment.slice(2, 100)}` },
        /^malformed: .* transfer\(address,uint256\)/,
      ],
      ["bytes that no argument accounts for", { calldata: `${payment}00` }, /^malformed: /],
      [
        "dirt in an address's upper bytes",
        { calldata: `0x${payment.slice(2, 10)}ff${payment.slice(12)}` },
        /^malformed: /,
      ],
      [
        "a batch whose offset points nowhere",
        { calldata: `0x${call("multicall(bytes[])", []).slice(2, 10)}${"ff".repeat(32)}` },
        /^malformed: /,
      ],
      [
        "a MultiSend that breaks off",
        { calldata: call("multiSend(bytes)", `0x00${STRANGER.slice(2)}`) },
        /break off/,
      ],
      ["an Aragon script of another kind", { calldata: call("forward(bytes)", "0x00000002") }, /break off/],
      [
        "an unnamed function",
        { calldata: "0xdeadbeef" },
        /^unknown-function: Call 1: nothing says what function 0xdeadbeef is/,
      ],
    ];
    for (const [name, action, sentence] of cases) {
      it(`says so of ${name}`, () => {
        expect(problems(action)[0]).to.match(sentence);
      });
    }

    it("never throws, whatever the bytes are", () => {
      let seed = 7;
      const byte = (): string => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return ((seed >> 16) & 255).toString(16).padStart(2, "0");
      };
      const selectors = [
        "",
        payment.slice(2, 10),
        call("multicall(bytes[])", []).slice(2),
        call("multiSend(bytes)", "0x").slice(2, 10),
      ];
      for (let i = 0; i < 400; i++) {
        const bytes = Array.from({ length: i % 97 }, byte).join("");
        const calldata = `0x${selectors[i % selectors.length] ?? ""}${bytes}` as const;
        const calls = decodeActions([raw({ calldata, signature: i % 3 === 0 ? `f${i}(bytes)` : null })]);
        expect(describeCalls(calls, null), `bytes ${calldata}`).to.have.length.greaterThan(0);
      }
    });
  });

  describe("calls within calls", () => {
    const batches: readonly [string, `0x${string}`][] = [
      ["multicall", call("multicall(bytes[])", [takeover])],
      ["Multicall3", call("aggregate3((address,bool,bytes)[])", [[VAULT, true, takeover]])],
      [
        "a timelock's batch",
        call(
          "scheduleBatch(address[],uint256[],bytes[],bytes32,bytes32,uint256)",
          [VAULT],
          [0],
          [takeover],
          id("a"),
          id("b"),
          0,
        ),
      ],
      [
        "a timelock's execution",
        call("execute(address,uint256,bytes,bytes32,bytes32)", VAULT, 0, takeover, id("a"), id("b")),
      ],
      [
        "Compound's timelock",
        call(
          "queueTransaction(address,uint256,string,bytes,uint256)",
          VAULT,
          0,
          "transferOwnership(address)",
          `0x${takeover.slice(10)}`,
          1,
        ),
      ],
      [
        "Aave's cross-chain queue",
        call(
          "queue(address[],uint256[],string[],bytes[],bool[])",
          [VAULT],
          [0],
          ["transferOwnership(address)"],
          [`0x${takeover.slice(10)}`],
          [false],
        ),
      ],
      [
        "a Safe",
        call(
          "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
          VAULT,
          0,
          takeover,
          0,
          0,
          0,
          0,
          VAULT,
          VAULT,
          "0x",
        ),
      ],
      [
        "MultiSend",
        call(
          "multiSend(bytes)",
          `0x00${VAULT.slice(2)}${"0".repeat(64)}${((takeover.length - 2) / 2).toString(16).padStart(64, "0")}${takeover.slice(2)}`,
        ),
      ],
      [
        "an Aragon script",
        call(
          "forward(bytes)",
          `0x00000001${VAULT.slice(2)}${((takeover.length - 2) / 2).toString(16).padStart(8, "0")}${takeover.slice(2)}`,
        ),
      ],
      [
        "another proposal",
        call("propose(address[],uint256[],bytes[],string)", [VAULT], [0], [takeover], "nothing to see"),
      ],
      ["a proxy's upgrade", call("upgradeToAndCall(address,bytes)", VAULT, takeover)],
      ["a batch in a batch", call("multicall(bytes[])", [call("multicall(bytes[])", [takeover])])],
    ];
    for (const [name, calldata] of batches) {
      it(`looks through ${name}`, () => {
        const kinds = effects({ calldata }).filter(([, kind]) => kind === "control");
        expect(kinds).to.have.lengthOf(1);
        expect(kinds[0]?.[2]).to.equal(STRANGER);
        expect(kinds[0]?.[0]).to.match(/^1\.1/);
      });
    }

    it("looks into the bytes of a function that it does not know", () => {
      const action = {
        signature: "runFor(address,bytes)",
        calldata: call("runFor(address,bytes)", TOKEN, payment),
      };
      const [, inner] = flatten(decodeActions([raw(action)]));
      expect(inner).to.include({ path: "1.1", target: TOKEN, signature: "transfer(address,uint256)" });
    });

    it("marks what a proxy or a Safe runs with its own rights", () => {
      const safe = call(
        "execTransactionFromModule(address,uint256,bytes,uint8)",
        STRANGER,
        0,
        "0xdeadbeef",
        1,
      );
      expect(flatten(decodeActions([raw({ calldata: safe })])).map((one) => one.delegatecall)).to.deep.equal([
        false,
        true,
      ]);
    });

    it("hides no call behind lists of different lengths", () => {
      const data = AbiCoder.defaultAbiCoder().encode(
        ["address[]", "uint256[]", "bytes[]", "string"],
        [[VAULT], [], [payment, takeover], "short"],
      );
      const calldata =
        `${call("propose(address[],uint256[],bytes[],string)", [], [], [], "").slice(0, 10)}${data.slice(2)}` as `0x${string}`;
      expect(effects({ calldata })).to.deep.equal([
        ["1.1", "outflow", STRANGER],
        ["1.2", "control", STRANGER],
      ]);
    });

    it("stops at a depth, and says that it did not read on", () => {
      const nest = (levels: number): `0x${string}` =>
        levels === 0 ? takeover : call("multicall(bytes[])", [nest(levels - 1)]);
      expect(problems({ calldata: nest(MOST_LEVELS - 1) })).to.deep.equal([]);
      const deep = problems({ calldata: nest(MOST_LEVELS) });
      expect(deep).to.have.lengthOf(1);
      expect(deep[0]).to.match(/^too-deep: Call 1(\.1){7}: calls lie more than 8 levels deep/);
    });
  });

  it("says in plain words what each call does, with amounts in the treasury's units", () => {
    const treasury = [{ token: TOKEN, symbol: "HRB", decimals: 2, balance: 1n, valueUsd: 1 }];
    const calls = decodeActions([
      raw({ target: TOKEN, calldata: call("transfer(address,uint256)", STRANGER, 123_456_789) }),
      raw({ target: TOKEN, calldata: call("approve(address,uint256)", STRANGER, 50) }),
      raw({ calldata: call("multicall(bytes[])", [takeover]) }),
      raw({ signature: "setReserveFactor(uint256)", calldata: call("setReserveFactor(uint256)", 7) }),
      raw({ target: address(0), value: 1_500_000_000_000_000_000n }),
    ]);
    expect(describeCalls(calls, treasury)).to.deep.equal([
      `1. Sends 1,234,567.89 HRB to ${STRANGER}.`,
      `2. Lets ${STRANGER} take 0.5 HRB.`,
      `3. Carries 1 calls through ${VAULT} (multicall(bytes[])).`,
      `  3.1. Gives ${STRANGER} power over ${VAULT} by transferOwnership(address).`,
      `4. Calls setReserveFactor(7) on ${VAULT}.`,
      `5. Sends 1.5 ether to ${address(0)}.`,
    ]);
  });
});
