import type { AaveMarket } from "../../deploy/deployAaveMarket.ts";
import type { Collateral } from "../path/price-path.ts";
import type { CollateralTerms } from "./book.ts";
import type { Tokens } from "./tokens.ts";

export interface CollateralStates {
  readonly terms: Readonly<Record<Collateral, CollateralTerms>>;
  readonly bonus: Readonly<Record<Collateral, number>>;
}

/** Each collateral's ratios as Aave reports them now, as fractions. */
export async function readCollateralStates(market: AaveMarket, tokens: Tokens): Promise<CollateralStates> {
  const read = async (asset: Collateral): Promise<{ terms: CollateralTerms; bonus: number }> => {
    const { ltv, liquidationThreshold, liquidationBonus } =
      await market.dataProvider.getReserveConfigurationData(tokens[asset].address);
    return {
      terms: { ltv: Number(ltv) / 10_000, liquidationThreshold: Number(liquidationThreshold) / 10_000 },
      bonus: Number(liquidationBonus) / 10_000,
    };
  };
  const [weth, wbtc, wsteth, link] = await Promise.all([
    read("WETH"),
    read("WBTC"),
    read("wstETH"),
    read("LINK"),
  ]);
  return {
    terms: { WETH: weth.terms, WBTC: wbtc.terms, wstETH: wsteth.terms, LINK: link.terms },
    bonus: { WETH: weth.bonus, WBTC: wbtc.bonus, wstETH: wsteth.bonus, LINK: link.bonus },
  };
}
