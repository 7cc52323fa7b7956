import { Transaction, getAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

/** The deterministic deployment proxy (github.com/Arachnid/deterministic-deployment-proxy), at this address on most chains. */
export const CREATE2_FACTORY = getAddress("0x4e59b44847b379578588920ca78fbf26c0b4956c");

/** Its creation, signed once for every chain by an account that nobody has the key of. */
const CREATION =
  "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222";

/** Creates the factory where a chain has none yet: its creation is the same on every chain, and anybody may send it. */
export async function ensureCreate2Factory({ ethers }: NetworkConnection): Promise<void> {
  if ((await ethers.provider.getCode(CREATE2_FACTORY)) !== "0x") return;
  const [payer] = await ethers.getSigners();
  if (payer === undefined) throw new Error("The network has no account to deploy from.");
  const { from, gasLimit, gasPrice } = Transaction.from(CREATION);
  await (await payer.sendTransaction({ to: from, value: gasLimit * (gasPrice ?? 0n) })).wait();
  await (await ethers.provider.broadcastTransaction(CREATION)).wait();
}
