import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { getBytes } from "ethers";

/** Where one transaction's gas went. */
export interface GasByPurpose {
  readonly whole: number;
  readonly transaction: number;
  readonly calldata: number;
  readonly signatures: number;
  readonly storage: number;
  readonly accounts: number;
  readonly events: number;
  readonly hashing: number;
  readonly computation: number;
}

interface Step {
  readonly op: string;
  readonly gasCost: number;
}

const TRANSACTION = 21_000;
/** The precompile's own price. */
const RECOVERY = 3_000;
const ZERO_BYTE = 4;
const OTHER_BYTE = 16;

const PURPOSES: readonly (readonly [RegExp, keyof GasByPurpose])[] = [
  [/^(SLOAD|SSTORE)$/, "storage"],
  [/^LOG/, "events"],
  [/^(SHA3|KECCAK256)$/, "hashing"],
  [/^EXTCODE/, "accounts"],
];

/** Every opcode of the transaction under its purpose; calls are priced at what is left, less the recoveries. */
export async function gasByPurpose(
  ethers: HardhatEthers,
  hash: string,
  recoveries: number,
): Promise<GasByPurpose> {
  const [transaction, receipt] = await Promise.all([
    ethers.provider.getTransaction(hash),
    ethers.provider.getTransactionReceipt(hash),
  ]);
  if (!transaction || !receipt) throw new Error(`The chain does not know the transaction ${hash}.`);
  const { structLogs } = (await ethers.provider.send("debug_traceTransaction", [
    hash,
    { disableMemory: true, disableStack: true, disableStorage: true },
  ])) as { readonly structLogs: readonly Step[] };
  const sums = { storage: 0, events: 0, hashing: 0, accounts: 0, computation: 0 };
  for (const { op, gasCost } of structLogs) {
    // A call's cost counts what it hands on, which the callee's steps count again.
    if (op.endsWith("CALL")) continue;
    const purpose = PURPOSES.find(([pattern]) => pattern.test(op))?.[1] ?? "computation";
    sums[purpose as keyof typeof sums] += gasCost;
  }
  const calldata = getBytes(transaction.data).reduce(
    (gas, byte) => gas + (byte === 0 ? ZERO_BYTE : OTHER_BYTE),
    0,
  );
  const whole = Number(receipt.gasUsed);
  const signatures = RECOVERY * recoveries;
  const known = Object.values(sums).reduce((sum, gas) => sum + gas, TRANSACTION + calldata + signatures);
  return {
    whole,
    transaction: TRANSACTION,
    calldata,
    signatures,
    ...sums,
    accounts: sums.accounts + whole - known,
  };
}
