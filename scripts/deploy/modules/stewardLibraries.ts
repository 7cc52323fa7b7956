import type { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

type ModuleBuilder = Parameters<Parameters<typeof buildModule>[1]>[0];

/** The libraries that the steward links; they run in its storage and hold none. */
export const stewardLibraries = (m: ModuleBuilder) => ({
  StewardLoosening: m.library("StewardLoosening"),
  StewardSetup: m.library("StewardSetup"),
  StewardTightening: m.library("StewardTightening"),
  StewardViews: m.library("StewardViews"),
});
