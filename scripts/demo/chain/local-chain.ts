import { network } from "hardhat";
import { HOUR_S } from "../hours.ts";
import { serveRpc } from "./rpc-server.ts";

/** Time before the first scored hour that deployment and the opening of the book may take on the chain's clock. */
const SETUP_S = 4 * HOUR_S;

export type Connection = Awaited<ReturnType<typeof connect>>;

/** The demo's chain: in this process for the demo itself, on loopback for everybody else. */
export interface LocalChain {
  readonly connection: Connection;
  readonly chainId: number;
  readonly httpUrl: string;
  readonly wsUrl: string;
  /** The next block carries this timestamp, unix seconds. */
  setNextTime(timestamp: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a chain whose clock stands some hours before `firstHour`.
 * Hardhat's own server opens a second connection with a chain of its own; deploying through Ignition and serving the
 * same chain to the nodes therefore needs this one, in one process (and one process less to leave behind).
 */
export async function startChain(firstHour: number, port: number): Promise<LocalChain> {
  const connection = await connect(firstHour - SETUP_S);
  const { provider } = connection;
  const server = await serveRpc(provider, port);
  return {
    connection,
    chainId: 31337,
    httpUrl: `http://127.0.0.1:${server.port}`,
    wsUrl: `ws://127.0.0.1:${server.port}`,
    setNextTime: async (timestamp) => {
      await provider.request({ method: "evm_setNextBlockTimestamp", params: [timestamp] });
    },
    close: async () => {
      await server.close();
      await provider.close();
    },
  };
}

/** Prague has no cap on a transaction's gas: a batch of borrowers may take more than one block of mainnet. */
function connect(genesis: number) {
  return network.create({
    network: "default",
    override: {
      chainId: 31337,
      hardfork: "prague",
      initialDate: new Date(genesis * 1000),
      allowBlocksWithSameTimestamp: true,
      blockGasLimit: 1_000_000_000n,
      transactionGasCap: false,
      initialBaseFeePerGas: 0n,
      accounts: { count: 40 },
    },
  });
}
