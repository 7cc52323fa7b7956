import { expect } from "chai";
import { liquidationBufferBps } from "../../scripts/deploy/markets.ts";
import { parseParameters, ParametersError, readParameters } from "../../scripts/deploy/parameters.ts";

const file = "deployments/parameters/localhost.json";

describe("readParameters", () => {
  const good = async () => structuredClone(await readParameters("localhost"));

  it("reads the reviewed file, whose buffers are what the anchors leave", async () => {
    const { reserves } = await good();
    const buffers = ["WETH", "WBTC", "wstETH", "LINK"].map((symbol) =>
      liquidationBufferBps(reserves[symbol]!),
    );
    expect(buffers).to.deep.equal([361, 641, 308, 704]);
  });

  it("says which file is missing", async () => {
    const problem = await readParameters("nowhere").catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(ParametersError);
    expect((problem as Error).message).to.equal(
      "deployments/parameters/nowhere.json cannot be read: copy localhost.json there and review it.",
    );
  });

  it("says which key is wrong", async () => {
    const { oracle, ...rest } = await good();
    const wrong = { ...rest, oracle: { ...oracle, roundLength: -1 } };
    expect(() => parseParameters(file, wrong)).to.throw(
      ParametersError,
      `${file}: oracle.roundLength is not usable`,
    );
  });

  it("refuses an unknown key", async () => {
    expect(() => parseParameters(file, { ...structuredClone({}), surprise: 1 })).to.throw(
      ParametersError,
      file,
    );
    const parameters = { ...(await good()), surprise: 1 };
    expect(() => parseParameters(file, parameters)).to.throw(ParametersError, "surprise");
  });

  it("refuses a policy of a reserve that is not there", async () => {
    const parameters = await good();
    const wrong = { ...parameters, steward: { ...parameters.steward, DOGE: parameters.steward.WETH } };
    expect(() => parseParameters(file, wrong)).to.throw(ParametersError, "steward.DOGE names no reserve");
  });

  it("R12 refuses a ledger whose weights could satisfy no bound, or that judges what maxAge has seen", async () => {
    const good_ = await good();
    const floor = { ...good_, ledger: { ...good_.ledger, floorBps: 25_00 } };
    expect(() => parseParameters(file, floor)).to.throw(
      ParametersError,
      "ledger.floorBps (2500) is above ledger.operatorCapBps (2000) or ledger.modelCapBps (3000)",
    );
    const late = { ...good_, oracle: { ...good_.oracle, maxAge: 6 * 3_600 + 1 } };
    expect(() => parseParameters(file, late)).to.throw(
      ParametersError,
      "oracle.horizon (86400) is less than four times oracle.maxAge (21601)",
    );
    const short = { ...good_, ledger: { ...good_.ledger, epochLength: 86_399 } };
    expect(() => parseParameters(file, short)).to.throw(ParametersError, "ledger.epochLength is not usable");
  });

  it("refuses a band's target without its rule, and a rule without its targets", async () => {
    const parameters = await good();
    const weth = parameters.steward.WETH!;
    const withSteward = (policy: unknown) => ({
      ...parameters,
      steward: { ...parameters.steward, WETH: policy },
    });
    const bands = weth.bands.map((band) => ({ ...band, supplyCapTokens: 1_000 }));
    expect(() => parseParameters(file, withSteward({ ...weth, bands }))).to.throw(
      ParametersError,
      "steward.WETH.bands.0.supplyCapTokens stands without supplyCap: remove it or add the rule.",
    );
    const supplyCap = { ...weth.ltv, anchorTokens: 1_000 };
    expect(() => parseParameters(file, withSteward({ ...weth, supplyCap }))).to.throw(
      ParametersError,
      "steward.WETH.bands.0.supplyCapTokens is missing beside supplyCap: add it or set the rule to null.",
    );
    const both = parseParameters(file, withSteward({ ...weth, supplyCap, bands }));
    expect(both.steward.WETH!.supplyCap?.anchorTokens).to.equal(1_000);
  });

  it("G1 refuses an emergency whose ceiling is no rung, and takes none at all", async () => {
    const parameters = await good();
    const weth = parameters.guardian.WETH!;
    const withEmergency = (emergency: unknown) => ({
      ...parameters,
      guardian: { ...parameters.guardian, WETH: { ...weth, emergency } },
    });
    expect(() => parseParameters(file, withEmergency({ ...weth.emergency, ceiling: "none" }))).to.throw(
      ParametersError,
      `${file}: guardian.WETH.emergency.ceiling is not usable`,
    );
    expect(parseParameters(file, withEmergency(null)).guardian.WETH!.emergency).to.equal(null);
  });

  it("C1 refuses a timelock that waits less than an hour", async () => {
    const wrong = { ...(await good()), timelock: { minDelay: 3_599 } };
    expect(() => parseParameters(file, wrong)).to.throw(ParametersError, "timelock.minDelay is not usable");
  });

  it("refuses an LTV above its liquidation threshold", async () => {
    const { reserves, ...rest } = await good();
    const wrong = { ...rest, reserves: { ...reserves, WETH: { ...reserves.WETH!, ltvBps: 83_01 } } };
    expect(() => parseParameters(file, wrong)).to.throw(
      ParametersError,
      "reserves.WETH.ltvBps (8301) is above",
    );
  });

  it("refuses bonds in a token that is no reserve", async () => {
    const { bonds, ...rest } = await good();
    const wrong = { ...rest, bonds: { ...bonds, token: "DOGE" } };
    expect(() => parseParameters(file, wrong)).to.throw(
      ParametersError,
      "bonds.token (DOGE) names no reserve",
    );
  });

  it("refuses a minimum bond above its maximum", async () => {
    const { bonds, ...rest } = await good();
    const wrong = { ...rest, bonds: { ...bonds, minimumBond: bonds.maximumMinimumBond + 1 } };
    expect(() => parseParameters(file, wrong)).to.throw(
      ParametersError,
      "bonds.minimumBond (100001) is above",
    );
  });

  it("R11 refuses bonds that could leave before what they stand for is judged", async () => {
    const { bonds, ...rest } = await good();
    const exitDelay = rest.oracle.horizon + bonds.challengeTime;
    expect(() => parseParameters(file, { ...rest, bonds: { ...bonds, exitDelay } })).to.throw(
      ParametersError,
      `bonds.exitDelay (${exitDelay}) is not above`,
    );
    const longer = { ...bonds, exitDelay: exitDelay + 1 };
    expect(parseParameters(file, { ...rest, bonds: longer }).bonds.exitDelay).to.equal(exitDelay + 1);
  });
});
