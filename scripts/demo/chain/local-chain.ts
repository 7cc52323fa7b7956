import { network } from "hardhat";
import { HOUR_S } from "../hours.ts";
import { serveRpc } from "./rpc-server.ts";

/** Time before the first scored hour that deployment and the opening of the book may take on the chain's clock. */
const SETUP_S = 4 * HOUR_S;
/** Seconds between the last block before a phase and the phase. */
const PHASE_GAP_S = 15;

export type Connection = Awaited<ReturnType<typeof connect>>;

/** The demo's chain: in this process for the demo itself, on loopback for everybody else. */
export interface LocalChain {
  readonly connection: Connection;
  readonly chainId: number;
  readonly httpUrl: string;
  readonly wsUrl: string;
  /** The next block carries this timestamp, unix seconds. */
  setNextTime(timestamp: number): Promise<void>;
  /** Mines a block that opens a phase: whatever is stamped until the next phase carries its time. */
  startPhase(): Promise<void>;
  /** Gives the next block the phase's time, unless a later block stands already. */
  stamp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a chain whose clock stands some hours before `firstHour`.
 * Hardhat's own server opens a second connection with a chain of its own; deploying through Ignition and serving the
 * same chain to the nodes therefore needs this one, in one process (and one process less to leave behind).
 */
export async function startChain(firstHour: number, port: number): Promise<LocalChain> {
  const connection = await connect(firstHour - SETUP_S);
  const { provider, ethers } = connection;
  const server = await serveRpc(provider, port);
  let phaseTime = 0;
  const setNextTime = async (timestamp: number): Promise<void> => {
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [timestamp] });
  };
  const latestTime = async (): Promise<number> => (await ethers.provider.getBlock("latest"))?.timestamp ?? 0;
  return {
    connection,
    chainId: 31337,
    httpUrl: `http://127.0.0.1:${server.port}`,
    wsUrl: `ws://127.0.0.1:${server.port}`,
    setNextTime,
    startPhase: async () => {
      phaseTime = (await latestTime()) + PHASE_GAP_S;
      await setNextTime(phaseTime);
      await provider.request({ method: "evm_mine", params: [] });
    },
    stamp: async () => {
      try {
        await setNextTime(phaseTime);
      } catch (error) {
        // A node's late transaction was mined in between: then time goes on by itself.
        if ((await latestTime()) <= phaseTime) throw error;
      }
    },
    close: async () => {
      await server.close();
      await provider.close();
    },
  };
}

/** What an estimate is multiplied by: Aave's accrual is free in the second of the last one, and not in the next. */
const GAS_MARGIN = 2;

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
      gasMultiplier: GAS_MARGIN,
      accounts: { count: 40 },
    },
  });
}
