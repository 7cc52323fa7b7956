import type { SigningKey } from "ethers";
import { createGasWallet } from "./chain/gas-wallet.ts";
import type { GasWallet } from "./chain/gas-wallet.ts";
import type { Rpc } from "./chain/rpc.ts";
import type { NodeParts } from "./setup.ts";
import type { Store } from "./store/store.ts";

/** The account that pays at home, and the same account as the rounds use it: there what is sent is a report. */
export interface HomeWallet {
  readonly wallet: GasWallet;
  readonly reporting: GasWallet;
}

export function createHomeWallet(
  { gasKey, store, metrics }: Pick<NodeParts, "gasKey" | "store" | "metrics">,
  chainId: number,
  rpc: Rpc,
): HomeWallet {
  const wallet = createLaneWallet(gasKey, chainId, rpc, store, "home");
  const reporting: GasWallet = {
    ...wallet,
    send: (...args) => {
      metrics.count("breakwater_reports_sent_total");
      return wallet.send(...args);
    },
  };
  return { wallet, reporting };
}

/** The account that pays on a mirror's chain; a node carries to one mirror a chain. */
export function createMirrorWallet(gasKey: SigningKey, chainId: number, rpc: Rpc, store: Store): GasWallet {
  return createLaneWallet(gasKey, chainId, rpc, store, `mirror ${chainId}`);
}

function createLaneWallet(key: SigningKey, chainId: number, rpc: Rpc, store: Store, lane: string): GasWallet {
  return createGasWallet(key, chainId, rpc, {
    recordSent: (sent) => {
      store.recordSent(sent, lane);
    },
    lastSent: () => store.lastSent(lane),
  });
}
