import type { Hex } from "../../lib/hex.ts";
import type { AbiValue, RawCall } from "./call.ts";

type Values = readonly AbiValue[];

const hex = (value: AbiValue | undefined): Hex => value as Hex;
const list = (value: AbiValue | undefined): Values => value as Values;

interface Extra {
  readonly value?: bigint;
  readonly signature?: string;
  readonly delegatecall?: boolean;
}

function raw(target: AbiValue | undefined, data: AbiValue | undefined, extra: Extra = {}): RawCall {
  const signature = extra.signature === undefined || extra.signature === "" ? null : extra.signature;
  return {
    target: hex(target),
    value: extra.value ?? 0n,
    signature,
    calldata: hex(data),
    encoding: signature === null ? "selector" : "arguments",
    delegatecall: extra.delegatecall ?? false,
  };
}

/** Lists side by side, as long as the longest: a list that is cut short hides no call. */
function zip(
  targets: Values,
  values: Values,
  datas: Values,
  of: (i: number) => Extra = () => ({}),
): RawCall[] {
  const length = Math.max(targets.length, datas.length);
  return Array.from({ length }, (_, i) =>
    raw(targets[i] ?? targets.at(-1) ?? ZERO, datas[i] ?? "0x", {
      value: (values[i] as bigint | undefined) ?? 0n,
      ...of(i),
    }),
  );
}

const ZERO: Hex = `0x${"0".repeat(40)}`;
const single = (a: Values): RawCall[] => [raw(a[0], a[2], { value: a[1] as bigint })];
const signed = (a: Values): RawCall[] => [
  raw(a[0], a[3], { value: a[1] as bigint, signature: a[2] as string, delegatecall: a[5] === true }),
];
const batch = (a: Values): RawCall[] => zip(list(a[0]), list(a[1]), list(a[2]));
const pairs = (values: Values, data: number, value?: number): RawCall[] =>
  values.map((entry) => {
    const call = list(entry);
    return raw(call[0], call[data], value === undefined ? {} : { value: call[value] as bigint });
  });

/** Gnosis MultiSend: operation (1 byte), target (20), value (32), length (32), data, one after the other; null where it breaks off. */
function multiSend(packed: Hex): RawCall[] | null {
  const calls: RawCall[] = [];
  for (let at = 2; at < packed.length;) {
    const head = packed.slice(at, at + 170);
    const length = head.length === 170 ? Number(BigInt(`0x${head.slice(106)}`)) * 2 : NaN;
    if (!(at + 170 + length <= packed.length)) return null;
    calls.push(
      raw(`0x${head.slice(2, 42)}`, `0x${packed.slice(at + 170, at + 170 + length)}`, {
        value: BigInt(`0x${head.slice(42, 106)}`),
        delegatecall: head.slice(0, 2) !== "00",
      }),
    );
    at += 170 + length;
  }
  return calls;
}

/** Aragon's EVMScript of calls: spec id 1 (4 bytes), then target (20), length (4), data; null where it breaks off. */
function evmScript(script: Hex): RawCall[] | null {
  if (!script.startsWith("0x00000001")) return null;
  const calls: RawCall[] = [];
  for (let at = 10; at < script.length;) {
    const length = Number.parseInt(script.slice(at + 40, at + 48), 16) * 2;
    if (!(at + 48 + length <= script.length)) return null;
    calls.push(raw(`0x${script.slice(at, at + 40)}`, `0x${script.slice(at + 48, at + 48 + length)}`));
    at += 48 + length;
  }
  return calls;
}

const CARRIED: Readonly<Record<string, (args: Values, self: Hex) => RawCall[] | null>> = {
  "multicall(bytes[])": (a, self) => list(a[0]).map((data) => raw(self, data)),
  "multicall(uint256,bytes[])": (a, self) => list(a[1]).map((data) => raw(self, data)),
  "aggregate((address,bytes)[])": (a) => pairs(list(a[0]), 1),
  "tryAggregate(bool,(address,bytes)[])": (a) => pairs(list(a[1]), 1),
  "aggregate3((address,bool,bytes)[])": (a) => pairs(list(a[0]), 2),
  "aggregate3Value((address,bool,uint256,bytes)[])": (a) => pairs(list(a[0]), 3, 2),
  "execute(address,uint256,bytes)": single,
  "execute(address,bytes)": (a) => [raw(a[0], a[1])],
  "relay(address,uint256,bytes)": single,
  "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)": (a) => [
    raw(a[0], a[2], { value: a[1] as bigint, delegatecall: a[3] !== 0n }),
  ],
  "execTransactionFromModule(address,uint256,bytes,uint8)": (a) => [
    raw(a[0], a[2], { value: a[1] as bigint, delegatecall: a[3] !== 0n }),
  ],
  "multiSend(bytes)": (a) => multiSend(hex(a[0])),
  "forward(bytes)": (a) => evmScript(hex(a[0])),
  "schedule(address,uint256,bytes,bytes32,bytes32,uint256)": single,
  "scheduleBatch(address[],uint256[],bytes[],bytes32,bytes32,uint256)": batch,
  "execute(address,uint256,bytes,bytes32,bytes32)": single,
  "executeBatch(address[],uint256[],bytes[],bytes32,bytes32)": batch,
  "queueTransaction(address,uint256,string,bytes,uint256)": signed,
  "executeTransaction(address,uint256,string,bytes,uint256)": signed,
  "queueTransaction(address,uint256,string,bytes,uint256,bool)": signed,
  "executeTransaction(address,uint256,string,bytes,uint256,bool)": signed,
  "queue(address[],uint256[],string[],bytes[],bool[])": (a) =>
    zip(list(a[0]), list(a[1]), list(a[3]), (i) => ({
      signature: (list(a[2])[i] as string | undefined) ?? "",
      delegatecall: list(a[4])[i] === true,
    })),
  "propose(address[],uint256[],bytes[],string)": batch,
  "propose(address[],uint256[],string[],bytes[],string)": (a) =>
    zip(list(a[0]), list(a[1]), list(a[3]), (i) => ({
      signature: (list(a[2])[i] as string | undefined) ?? "",
    })),
  "sendMessageToChild(address,bytes)": (a) => [raw(a[0], a[1])],
  "sendMessage(address,bytes,uint32)": (a) => [raw(a[0], a[1])],
  "upgradeToAndCall(address,bytes)": (a) => follow(a[0], a[1]),
  "upgradeAndCall(address,address,bytes)": (a) => follow(a[1], a[2]),
  "diamondCut((address,uint8,bytes4[])[],address,bytes)": (a) => follow(a[1], a[2]),
};

/** What a proxy delegates to right after it took new code; nothing where no data is given. */
const follow = (code: AbiValue | undefined, data: AbiValue | undefined): RawCall[] =>
  data === "0x" ? [] : [raw(code, data, { delegatecall: true })];

/**
 * The calls that a decoded call carries: none for a function that carries nothing, null where what it carries cannot be
 * taken apart.
 */
export function carriedCalls(signature: string, args: Values, target: Hex): RawCall[] | null {
  const unwrap = CARRIED[signature];
  return unwrap === undefined ? [] : unwrap(args, target);
}
