import { expect } from "chai";
import type { Interface } from "ethers";
import { network } from "hardhat";
import { createRandom } from "../../scripts/demo/random.ts";
import { deploySuite } from "../fixtures/deploySuite.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

/** Everything with which a holder of Aave's admin roles loosens, or changes what no guardian should. */
const LOOSENING = [
  "configureReserveAsCollateral(address,uint256,uint256,uint256)",
  "setSupplyCap(address,uint256)",
  "setBorrowCap(address,uint256)",
  "setPoolPause(bool)",
  "setPoolPause(bool,uint40)",
  "setReservePause(address,bool,uint40)",
  "setReserveFlashLoaning(address,bool)",
  "setReserveFactor(address,uint256)",
  "setReserveActive(address,bool)",
  "setEModeCategory(uint8,uint16,uint16,uint16,string)",
  "updateAToken((address,address,string,string,bytes))",
  "mintToTreasury(address[])",
  "rescueTokens(address,address,uint256)",
  "transfer(address,uint256)",
  "transferFrom(address,address,uint256)",
  "approve(address,uint256)",
  "unpause()",
  "resume()",
  "disableModule(address,address)",
];

const writesOf = (abi: Interface): string[] =>
  abi.fragments
    .flatMap((fragment) => (fragment.type === "function" ? [abi.getFunction(fragment.format())!] : []))
    .filter(({ stateMutability }) => stateMutability !== "view" && stateMutability !== "pure")
    .map(({ name }) => name)
    .sort();

/** The pause adapter with every role there is on Aave, obeying a plain account; another account is the DAO. */
const fixture = async () => {
  const { aave, dao } = await deploySuite(connection);
  const [, , , guardian] = await ethers.getSigners();
  const adapter = await ethers.deployContract("AaveV3PauseAdapter", [aave.providerAddress, guardian!]);
  const acl = aave.acl.connect(dao);
  await acl.addPoolAdmin(adapter);
  await acl.addEmergencyAdmin(adapter);
  await acl.addRiskAdmin(adapter);
  await acl.grantRole(await acl.DEFAULT_ADMIN_ROLE(), adapter);
  return {
    ...{ aave, adapter: adapter.connect(guardian), configurator: aave.configurator.connect(dao) },
    pool: await aave.pool.getAddress(),
  };
};

describe("The guardian and its adapters, whatever roles they hold", () => {
  it("G1 the guardian has no function that writes besides those that raise, stop, void and govern", async () => {
    const { interface: abi } = await ethers.getContractFactory("PauseGuardian");
    expect(writesOf(abi)).to.deep.equal([
      ...["disable", "emergencyRaise", "grantRole", "raiseOne", "renounceRole", "revokeRole", "setPolicy"],
      ...["trigger", "voidOrders"],
    ]);
  });

  const adapters = {
    AaveV3PauseAdapter: "setReserveFreeze(address,bool)",
    PausablePauseAdapter: "pause()",
    TimedPauseAdapter: "pauseFor(uint256)",
    SafePauseAdapter: "execTransactionFromModuleReturnData(address,uint256,bytes,uint8)",
  } as const;
  for (const [name, pausing] of Object.entries(adapters)) {
    it(`G1 ${name} has one function that writes, and no selector of a loosening call in its code`, async () => {
      const factory = await ethers.getContractFactory(name);
      expect(writesOf(factory.interface)).to.deep.equal(["raise"]);
      const selector = (signature: string): string => ethers.id(signature).slice(2, 10);
      for (const signature of LOOSENING) {
        expect(factory.bytecode, signature).not.to.include(selector(signature));
      }
      // A call would be found, if there was one: the one that there is, is.
      expect(factory.bytecode).to.include(selector(pausing));
    });
  }

  for (const seed of [1, 2, 3]) {
    it(`G1 with every role on Aave, 60 random raises between the DAO's resets lower nothing (seed ${seed})`, async () => {
      const { aave, adapter, configurator, pool } = await networkHelpers.loadFixture(fixture);
      const random = createRandom(seed);
      const symbols = ["WETH", "WBTC", "LINK"];
      for (let step = 0; step < 60; ++step) {
        const asset = aave.tokens[symbols[Math.floor(random.uniform() * symbols.length)]!]!;
        if (random.uniform() < 0.3) {
          const data = await aave.dataProvider.getReserveConfigurationData(asset);
          if (await aave.dataProvider.getPaused(asset)) {
            await configurator["setReservePause(address,bool)"](asset, false);
          }
          if (data.isFrozen) await configurator.setReserveFreeze(asset, false);
          if (data.ltv === 0n && random.uniform() < 0.7) await configurator.setReserveLtvzero(asset, false);
          if (random.uniform() < 0.7) await configurator.setReserveBorrowing(asset, true);
          continue;
        }
        const bitsOf = async () => {
          const data = await aave.dataProvider.getReserveConfigurationData(asset);
          const paused = await aave.dataProvider.getPaused(asset);
          return [!data.borrowingEnabled, data.ltv === 0n, data.isFrozen, paused];
        };
        const [before, from] = [await bitsOf(), await adapter.rungOf(pool, asset)];
        const wanted = BigInt(Math.floor(random.uniform() * 5));
        await adapter.raise(pool, asset, wanted);
        const [after, to] = [await bitsOf(), await adapter.rungOf(pool, asset)];
        expect(to >= from && to >= wanted, `step ${step}: ${from} to ${to}, wanted ${wanted}`).to.equal(true);
        before.forEach((was, bit) => expect(!was || after[bit], `step ${step}: bit ${bit}`).to.equal(true));
      }
    });
  }
});
