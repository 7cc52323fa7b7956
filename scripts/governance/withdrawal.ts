import { MaxUint256 } from "ethers";
import { wholeOf } from "./holdings.ts";
import type { Act, Aftermath, Life } from "./life.ts";
import type { GovernanceWorld } from "./world.ts";

/** What the contributor does with what the treasury supplied to the market for him: he withdraws it, at once. */
export function withdrawal({ cast, tokens }: GovernanceWorld, life: Life): Aftermath {
  return {
    begin: async (act: Act) => {
      const { pool } = life.dao.market;
      const taken = await pool
        .connect(cast.contributor)
        .withdraw.staticCall(tokens.WETH, MaxUint256, cast.contributor, { blockTag: "latest" });
      const at = await act(() =>
        pool.connect(cast.contributor).withdraw(tokens.WETH, MaxUint256, cast.contributor),
      );
      const amount = wholeOf("WETH", taken).toLocaleString("en-US");
      life.note({ kind: "noted", at, what: `the contributor withdraws ${amount} WETH` });
    },
  };
}
