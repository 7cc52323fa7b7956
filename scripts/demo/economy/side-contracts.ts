import type { BaseContract, ContractTransactionResponse } from "ethers";
import type { AaveMarket } from "../../deploy/deployAaveMarket.ts";
import type { Connection } from "../chain/local-chain.ts";
import { STABLES } from "../path/price-path.ts";
import type { Tokens } from "./tokens.ts";

/** What liquidators own of each stable: more than any scenario needs; depth and gas bound them, not capital. */
const LIQUIDATOR_CAPITAL = 1_000_000_000n;

export type SideContracts = Awaited<ReturnType<typeof deploySideContracts>>;

/** The contracts that drive one side's borrowers and liquidators. */
export async function deploySideContracts({ ethers }: Connection, market: AaveMarket, tokens: Tokens) {
  const pool = await market.pool.getAddress();
  const borrowers = await ethers.deployContract("DemoBorrowers", [pool]);
  const liquidators = await ethers.deployContract("DemoLiquidators", [pool]);
  for (const stable of STABLES) {
    const { address, decimals } = tokens[stable];
    await liquidators.fund(address, LIQUIDATOR_CAPITAL * 10n ** BigInt(decimals));
  }
  return { borrowers, liquidators };
}

export interface NamedLog {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Waits for a transaction and decodes the contract's own events. */
export async function logsOf(
  contract: BaseContract,
  sending: Promise<ContractTransactionResponse>,
): Promise<NamedLog[]> {
  const receipt = await (await sending).wait();
  const address = await contract.getAddress();
  return (receipt?.logs ?? []).flatMap((log) => {
    const parsed = log.address === address ? contract.interface.parseLog(log) : null;
    return parsed === null ? [] : [{ name: parsed.name, args: parsed.args.toObject() }];
  });
}

/** `items` in slices of at most `size`. */
export function inBatches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
