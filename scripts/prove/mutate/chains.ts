import type { HookContext } from "hardhat/types/hooks";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";

interface Kept {
  readonly connection: NetworkConnection;
  snapshot: unknown;
}

/** The chains that the tests opened when they were loaded, each taken back to its first block between mutants. */
export class Chains {
  readonly #kept: Kept[] = [];
  #opened: NetworkConnection[] = [];
  #reached = new Set<number>();
  readonly #hre: HardhatRuntimeEnvironment;

  constructor(hre: HardhatRuntimeEnvironment) {
    this.#hre = hre;
  }

  /** To be called before any test is loaded. */
  watch(): void {
    this.#hre.hooks.registerHandlers("network", {
      newConnection: async (context: HookContext, next) => {
        const connection = await next(context);
        this.#opened.push(connection as NetworkConnection);
        return connection;
      },
    });
  }

  /** Has the chains report which mutants are reached; they run slower for it. */
  listen(): void {
    this.#hre.hooks.registerHandlers("network", {
      onCoverageData: (_context: HookContext, tags: string[]) => {
        for (const tag of tags) this.#reached.add(Number(BigInt(`0x${tag}`)));
        return Promise.resolve();
      },
    });
  }

  /** The chains that are open now are those to keep. */
  async keep(): Promise<void> {
    for (const connection of this.#opened) {
      const snapshot: unknown = await connection.provider.request({ method: "evm_snapshot" });
      this.#kept.push({ connection, snapshot });
    }
    this.#opened = [];
  }

  /** Fixtures are deployed anew from here on, from an empty chain. */
  async reset(): Promise<void> {
    for (const connection of this.#opened) await connection.close();
    this.#opened = [];
    for (const kept of this.#kept) {
      const { provider, networkHelpers } = kept.connection;
      networkHelpers.clearSnapshots();
      await provider.request({ method: "evm_revert", params: [kept.snapshot] });
      kept.snapshot = (await provider.request({ method: "evm_snapshot" })) as unknown;
    }
  }

  /** The numbers of the mutants that were reached since this was last asked. */
  takeReached(): readonly number[] {
    const reached = [...this.#reached];
    this.#reached = new Set();
    return reached;
  }
}
