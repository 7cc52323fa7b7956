import { ZeroHash, id } from "ethers";
import { tokenOf, wholeOf } from "./holdings.ts";
import type { Act, Aftermath, Life } from "./life.ts";
import type { GovernanceWorld } from "./world.ts";

interface Operation {
  readonly symbol: "WETH" | "USDC";
  readonly amount: string;
  readonly target: string;
  readonly data: string;
}

const SALT = id("heist");

/**
 * What the raider does with a timelock that he may propose to: he takes what it holds and others will buy, after its own
 * delay. Votes of a robbed DAO are worth nothing to him.
 */
export class Heist implements Aftermath {
  readonly #world: GovernanceWorld;
  readonly #life: Life;
  #operations: readonly Operation[] = [];
  #ready = 0;

  constructor(world: GovernanceWorld, life: Life) {
    this.#world = world;
    this.#life = life;
  }

  /** One operation a token, so that one which fails holds up no other. */
  async begin(act: Act): Promise<void> {
    const { timelock } = this.#life.dao;
    const raider = this.#world.cast.raider;
    this.#operations = await this.#worthTaking();
    const delay = await timelock.getMinDelay({ blockTag: "latest" });
    let at = 0;
    for (const { target, data } of this.#operations) {
      at = await act(() => timelock.connect(raider).schedule(target, 0, data, ZeroHash, SALT, delay));
    }
    this.#ready = at + Number(delay);
    this.#life.note({
      kind: "noted",
      at,
      what: `the raider schedules ${this.#operations.map(({ symbol, amount }) => `${amount} ${symbol}`).join(" and ")} for himself, without a vote`,
    });
  }

  /** Takes what is ready and still there. */
  async proceed(act: Act, now: number): Promise<void> {
    if (this.#operations.length === 0 || now < this.#ready) return;
    const timelock = this.#life.dao.timelock.connect(this.#world.cast.raider);
    const taken: string[] = [];
    for (const { symbol, amount, target, data } of this.#operations) {
      const call = [target, 0n, data, ZeroHash, SALT] as const;
      const possible = await timelock.execute.staticCall(...call, { blockTag: "latest" }).then(
        () => true,
        () => false,
      );
      if (!possible) continue;
      await act(() => timelock.execute(...call));
      taken.push(`${amount} ${symbol}`);
    }
    this.#operations = [];
    if (taken.length > 0)
      this.#life.note({ kind: "noted", at: now, what: `the raider takes ${taken.join(" and ")}` });
  }

  async #worthTaking(): Promise<Operation[]> {
    const { cast } = this.#world;
    const of = async (symbol: "WETH" | "USDC"): Promise<Operation> => {
      const token = await tokenOf(this.#world, symbol);
      const held = await token.balanceOf(this.#life.dao.timelock, { blockTag: "latest" });
      const data = token.interface.encodeFunctionData("transfer", [cast.raider.address, held]);
      const amount = wholeOf(symbol, held).toLocaleString("en-US");
      return { symbol, amount, target: await token.getAddress(), data };
    };
    return [await of("WETH"), await of("USDC")];
  }
}
