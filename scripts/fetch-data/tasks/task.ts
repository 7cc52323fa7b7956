import type { BlockFinder } from "../clients/blocks.ts";
import type { JsonClient } from "../clients/http.ts";
import type { Rpc } from "../clients/rpc.ts";
import type { Month } from "../months.ts";
import type { Row } from "../store.ts";

export interface Chain {
  readonly rpc: Rpc;
  readonly blocks: BlockFinder;
}

export interface Clients {
  readonly http: JsonClient;
  /** Null where no --rpc was given: tasks that need the chain are left out and said so. */
  readonly chain: Chain | null;
}

/** One kind of data, fetched a month at a time; what becomes of its rows is in outputs.ts. */
export interface FetchTask {
  readonly name: string;
  readonly needsChain: boolean;
  fetchMonth(month: Month, clients: Clients): Promise<Row[]>;
}

/** The chain of a task that said it needs one. */
export function chainOf({ chain }: Clients): Chain {
  if (chain === null) throw new RangeError("A task that reads the chain was run without one.");
  return chain;
}
