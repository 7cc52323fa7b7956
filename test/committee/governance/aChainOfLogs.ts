import { AbiCoder, id, toBeHex, zeroPadValue } from "ethers";
import { ChainError } from "../../../committee/chain/errors.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import type { Block } from "../../../committee/market/chain-reader.ts";

export const NEVER = new AbortController().signal;
export const GOVERNOR: Hex = `0x${"60".repeat(20)}`;

const coder = AbiCoder.defaultAbiCoder();
const topic = (signature: string) => id(signature) as Hex;
const CREATED = topic(
  "ProposalCreated(uint256,address,address[],uint256[],string[],bytes[],uint256,uint256,string)",
);
const VOTED = topic("VoteCast(address,uint256,uint8,uint256,string)");
const EXECUTED = topic("ProposalExecuted(uint256)");

export interface RawLog {
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly logIndex: string;
}

/** Events as an endpoint gives them; texts as bytes, so that a test can write what is no UTF-8. */
export const created = (
  blockNumber: number,
  proposalId: bigint,
  given: { readonly text?: string; readonly proposer?: string; readonly target?: string } = {},
): RawLog => ({
  topics: [CREATED],
  data: coder.encode(
    ["uint256", "address", "address[]", "uint256[]", "bytes[]", "bytes[]", "uint256", "uint256", "bytes"],
    [
      ...[proposalId, given.proposer ?? `0x${"a1".repeat(20)}`, [given.target ?? `0x${"b1".repeat(20)}`]],
      ...[[0n], ["0x"], ["0x12345678"], 100n, 200n, given.text ?? "0x68656c6c6f"],
    ],
  ),
  blockNumber: toBeHex(blockNumber),
  logIndex: "0x0",
});

export const voted = (
  blockNumber: number,
  proposalId: bigint,
  voter: string,
  { support = 1, weight = 5n, logIndex = 1 } = {},
): RawLog => ({
  topics: [VOTED, zeroPadValue(voter, 32)],
  data: coder.encode(["uint256", "uint8", "uint256", "bytes"], [proposalId, support, weight, "0xff"]),
  blockNumber: toBeHex(blockNumber),
  logIndex: toBeHex(logIndex),
});

export const executed = (blockNumber: number, proposalId: bigint): RawLog => ({
  topics: [EXECUTED],
  data: coder.encode(["uint256"], [proposalId]),
  blockNumber: toBeHex(blockNumber),
  logIndex: "0x2",
});

export const blockAt = (number: bigint, fork = ""): Block => ({
  number,
  hash: id(`block ${number}${fork}`) as Hex,
  parentHash: id(`block ${number - 1n}${fork}`) as Hex,
  timestamp: 1_000n + 12n * number,
});

/** An endpoint with logs, that takes ranges up to a length, and notes what it is asked. */
export function aChainOfLogs(logs: RawLog[], longest = Infinity) {
  const asked: string[] = [];
  let fork = "";
  return {
    asked,
    logs,
    reorganise: () => {
      fork = " of another fork";
    },
    blockOf: (number: bigint) => blockAt(number, fork),
    rpc: {
      block: (number: bigint) => Promise.resolve(blockAt(number, fork)),
      send: (_: string, [query]: readonly unknown[]) => {
        const { fromBlock, toBlock } = query as { fromBlock: string; toBlock: string };
        const [from, to] = [Number(fromBlock), Number(toBlock)];
        asked.push(`${from}-${to}`);
        if (to - from + 1 > longest) {
          return Promise.reject(new ChainError("RPC_REFUSED", "query exceeds the range"));
        }
        return Promise.resolve(
          logs.filter(({ blockNumber }) => Number(blockNumber) >= from && Number(blockNumber) <= to),
        );
      },
    },
  };
}
