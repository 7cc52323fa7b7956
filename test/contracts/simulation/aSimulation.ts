import { ZeroAddress, getAddress, id, parseEther } from "ethers";
import { artifacts, network } from "hardhat";

const connection = await network.create();
export const { networkHelpers, ethers } = connection;

const addressOf = (word: string): string => getAddress(`0x${id(word).slice(-40)}`);
const CALLER = addressOf("breakwater.simulation.caller");
const ORIGINAL = addressOf("breakwater.simulation.original");
export const ETHER = ZeroAddress;
export const HELD = parseEther("100");
export const MIN_DELAY = 3_600;
/** The most that a transaction may use. */
export const GAS = 2 ** 24;

export interface Call {
  readonly target: string;
  readonly value?: bigint;
  readonly data?: string;
}

/** A timelock with a treasury of ether and one token, an allowance out for a payload, and how to simulate upon it. */
export const deployTreasury = async () => {
  const [deployer, heir] = await ethers.getSigners();
  if (!deployer || !heir) throw new Error("Too few funded accounts.");
  const timelock = await ethers.deployContract("TimelockController", [
    MIN_DELAY,
    [],
    [ZeroAddress],
    deployer.address,
  ]);
  const token = await ethers.deployContract("DemoToken", ["Held", "HLD", 18]);
  const payload = await ethers.deployContract("HostilePayload");
  const junk = await ethers.deployContract("JunkToken");
  const [holder, asset, hostile] = [
    await timelock.getAddress(),
    await token.getAddress(),
    await payload.getAddress(),
  ];
  await token.mint(holder, HELD);
  await networkHelpers.impersonateAccount(holder);
  await networkHelpers.setBalance(holder, HELD);
  await token.connect(await ethers.getSigner(holder)).approve(hostile, HELD);
  await networkHelpers.stopImpersonatingAccount(holder);
  await networkHelpers.setBalance(holder, HELD);
  return { timelock, token, payload, junk, holder, asset, hostile, heir };
};
export type Treasury = Awaited<ReturnType<typeof deployTreasury>>;

export interface Options {
  readonly from?: string;
  readonly gas?: number;
  readonly holdings?: readonly { readonly token: string; readonly holder: string }[];
}

export const { interface: face } = await ethers.getContractAt("IPayloadSimulator", ZeroAddress);

export const encode = (calls: readonly Call[], holdings: Options["holdings"] = []): string =>
  face.encodeFunctionData("simulate", [
    calls.map(({ target, value, data }) => ({ target, value: value ?? 0n, data: data ?? "0x" })),
    [...holdings],
  ]);

/** The raw answer of one call at the newest block, with the simulator's code over the timelock's. */
export async function ask(
  { holder, asset }: Treasury,
  calls: readonly Call[],
  { from, gas, holdings }: Options = {},
): Promise<string> {
  const both = [
    { token: ETHER, holder },
    { token: asset, holder },
  ];
  const code = await ethers.provider.getCode(holder);
  const call = {
    ...{ from: from ?? CALLER, to: holder, gas: `0x${(gas ?? GAS).toString(16)}`, gasPrice: "0x0" },
    data: encode(calls, holdings ?? both),
  };
  const { deployedBytecode } = await artifacts.readArtifact("PayloadSimulator");
  const overrides = { [holder]: { code: deployedBytecode }, [ORIGINAL]: { code } };
  return (await connection.provider.request({
    method: "eth_call",
    params: [call, "latest", overrides],
  })) as string;
}

interface Balance {
  readonly known: boolean;
  readonly amount: bigint;
}

interface Outcome {
  readonly before: readonly Balance[];
  readonly afterwards: readonly Balance[];
  readonly returned: bigint;
  readonly reason: string;
}

/** What the calls did. */
export async function simulate(treasury: Treasury, calls: readonly Call[], options: Options = {}) {
  const [outcome] = face.decodeFunctionResult("simulate", await ask(treasury, calls, options));
  const { before, afterwards, returned, reason } = outcome as Outcome;
  const plain = (balances: readonly Balance[]) =>
    balances.map(({ known, amount }) => (known ? amount : null));
  return { before: plain(before), afterwards: plain(afterwards), returned, reason };
}

/** The revert data of what is asked. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    const { data } = error as { data?: string | { data?: string } };
    return typeof data === "object" ? (data.data ?? "") : (data ?? "");
  }
  throw new Error("It was expected to revert.");
}
