import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ReserveParameters } from "../parameters.ts";

export interface DemoAssetsSpec {
  readonly reserves: Readonly<Record<string, ReserveParameters>>;
  /** Who writes the feeds' rounds. */
  readonly feedOwner: string;
}

/** A mintable token and a replayed USD feed for each reserve: what a public network has already. */
export const demoAssetsModule = ({ reserves, feedOwner }: DemoAssetsSpec) =>
  buildModule("DemoAssets", (m) => {
    const assets: Record<string, ReturnType<typeof token> | ReturnType<typeof feed>> = {};
    const token = (symbol: string, { name, decimals }: ReserveParameters) =>
      m.contract("DemoToken", [name, symbol, decimals], { id: `${symbol}Token` });
    const feed = (symbol: string) =>
      m.contract("ReplayFeed", [`${symbol} / USD`, 8, feedOwner], { id: `${symbol}Feed` });
    for (const [symbol, reserve] of Object.entries(reserves)) {
      assets[`${symbol}Token`] = token(symbol, reserve);
      assets[`${symbol}Feed`] = feed(symbol);
    }
    return assets;
  });
