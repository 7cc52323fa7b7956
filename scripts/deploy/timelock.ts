import type { NetworkConnection } from "hardhat/types/network";
import { ZeroHash } from "ethers";
import type { TimelockSpec } from "./modules/timelock.ts";
import type { TimelockController } from "../../types/ethers-contracts/index.ts";

/** One call that the timelock makes. */
export interface TimelockCall {
  readonly target: string;
  readonly data: string;
}

/** Schedules one batch and executes it; the delay must be 0 or have passed by itself (`wait` is told how long). */
export const throughTimelock = async (
  timelock: TimelockController,
  calls: readonly TimelockCall[],
  salt: string = ZeroHash,
  wait: (seconds: bigint) => Promise<void> = refuseToWait,
): Promise<void> => {
  const targets = calls.map(({ target }) => target);
  const values = calls.map(() => 0n);
  const payloads = calls.map(({ data }) => data);
  const delay = await timelock.getMinDelay();
  await (await timelock.scheduleBatch(targets, values, payloads, ZeroHash, salt, delay)).wait();
  if (delay > 0n) await wait(delay);
  await (await timelock.executeBatch(targets, values, payloads, ZeroHash, salt)).wait();
};

const refuseToWait = (seconds: bigint): Promise<void> =>
  Promise.reject(new Error(`The timelock waits ${seconds} s: execute the scheduled batch after that.`));

export interface Closing extends TimelockSpec {
  /** From here on, seconds. */
  readonly delay: number;
  readonly deployer: string;
}

/** The timelock's last setup calls: its delay, and the end of the deployer's part in it where it is not named. */
export const closeTimelock = async (
  connection: NetworkConnection,
  timelock: TimelockController,
  { delay, deployer, proposers, executors }: Closing,
): Promise<readonly TimelockCall[]> => {
  const target = await timelock.getAddress();
  const { interface: abi } = await connection.ethers.getContractAt("TimelockController", target);
  const proposing = [await timelock.PROPOSER_ROLE(), await timelock.CANCELLER_ROLE()];
  const left = [
    ...(proposers.includes(deployer) ? [] : proposing),
    ...(executors.includes(deployer) ? [] : [await timelock.EXECUTOR_ROLE()]),
  ];
  return [
    ...left.map((role) => ({ target, data: abi.encodeFunctionData("revokeRole", [role, deployer]) })),
    { target, data: abi.encodeFunctionData("updateDelay", [delay]) },
  ];
};
