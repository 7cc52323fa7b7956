import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** Aave's logic libraries hold no state, so every market of a deployment links the same ones. */
export const aaveLibraries = buildModule("AaveLibraries", (m) => {
  const BorrowLogic = m.library("BorrowLogic");
  return {
    BorrowLogic,
    ConfiguratorLogic: m.library("ConfiguratorLogic"),
    FlashLoanLogic: m.library("FlashLoanLogic", { libraries: { BorrowLogic } }),
    LiquidationLogic: m.library("LiquidationLogic"),
    PoolLogic: m.library("PoolLogic"),
    SupplyLogic: m.library("SupplyLogic"),
  };
});
