import { expect } from "chai";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { thresholdsOf } from "../../../../scripts/backtest/backtest.ts";
import { namedCrises } from "../../../../scripts/backtest/crises.ts";
import { heldOutParameters, ruleShares, stormyShare } from "../../../../scripts/backtest/replays/rule.ts";
import { REPLAYED } from "../../../../scripts/backtest/replays/windows.ts";
import { readParameters } from "../../../../scripts/deploy/parameters.ts";
import { readForecasters } from "../../../../scripts/forecast/forecasters.ts";
import { historyOf, readPanelPrices } from "../../../../scripts/forecast/history.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

const REAL_DATA = join(import.meta.dirname, "..", "..", "..", "..", "..", "shared", "data");
const HOURS = 1_072;
const FALL = 0.05;

/**
 * A thousand hours with a volatility, of which the last hundred are the loudest; the event follows every fourth of these
 * and every hour of the quiet ones.
 */
function aSeries() {
  const logReturn1 = Float64Array.from({ length: HOURS }, (_, i) =>
    i >= HOURS - 100 ? 0.02 + i * 1e-5 : 0.001,
  );
  const min24 = Float64Array.from({ length: HOURS }, (_, i) => {
    const fell = i < HOURS - 100 || i % 4 === 0;
    return fell ? Math.log1p(-FALL) : -0.01;
  });
  return { logReturn1, min24 };
}

describe("stormyShare", () => {
  it("is the share of events among the tenth of hours with the highest volatility", () => {
    expectNearly(stormyShare(aSeries(), FALL, HOURS), 0.25);
  });

  it("counts no hour from the date on, without an outcome, or with too little past", () => {
    // Without the loud hours a tenth of the quiet ones is left: the event follows each of them.
    expect(stormyShare(aSeries(), FALL, HOURS - 100)).to.equal(1);
    const { logReturn1, min24 } = aSeries();
    const unknown = min24.map((value, i) => (i >= HOURS - 100 ? NaN : value));
    expect(stormyShare({ logReturn1, min24: unknown }, FALL, HOURS)).to.equal(1);
    const silent = logReturn1.map((value, i) => (i >= HOURS - 172 ? NaN : value));
    expect(stormyShare({ logReturn1: silent, min24 }, FALL, HOURS)).to.equal(1);
  });

  it("leaves hours out", () => {
    expect(stormyShare(aSeries(), FALL, HOURS, [{ first: HOURS - 100, end: HOURS }])).to.equal(1);
  });
});

describe("heldOutParameters", () => {
  it("moves bands and rungs as the shares moved, and nothing else", async () => {
    const parameters = await readParameters("demo");
    const moved = heldOutParameters(parameters, { WETH: { all: 0.48, heldOut: 0.36 } });
    const [before, after] = [parameters.steward["WETH"]!, moved.steward["WETH"]!];
    expect(after.bands).to.deep.equal(
      before.bands.map((band) => ({
        ...band,
        enterBps: Math.round(band.enterBps * 0.75),
        exitBps: Math.round(band.exitBps * 0.75),
      })),
    );
    expect({ ...after, bands: null }).to.deep.equal({ ...before, bands: null });
    const [rung, lowered] = [parameters, moved].map(({ guardian }) => guardian["WETH"]!.rungs.freeze!);
    expect(lowered).to.deep.equal({
      ...rung!,
      enterBps: Math.round(rung!.enterBps * 0.75),
      exitBps: Math.round(rung!.exitBps * 0.75),
    });
    expect(moved.guardian["WETH"]!.rungs.pause).to.equal(null);
    expect(moved.steward["WBTC"]).to.deep.equal(parameters.steward["WBTC"]);
    expect(moved.reserves).to.equal(parameters.reserves);
  });

  it("keeps the deployed thresholds where the history is too short to say", async () => {
    const parameters = await readParameters("demo");
    const moved = heldOutParameters(parameters, { WETH: { all: NaN, heldOut: NaN } });
    expect(moved.steward).to.deep.equal(parameters.steward);
  });
});

describe("ruleShares", () => {
  it("gives the figures that the deployed bands were set by, from the data themselves", async function () {
    this.timeout(300_000);
    if (!existsSync(REAL_DATA)) {
      console.log(`        skipped: no data folder at ${REAL_DATA}`);
      this.skip();
    }
    const { prices, panel } = await readPanelPrices(REAL_DATA);
    const history = historyOf(
      prices,
      panel.filter(({ symbol }) => ["BTC", "ETH", "LINK"].includes(symbol)),
    );
    const manifests = readForecasters().map(({ manifest }) => manifest);
    const crises = namedCrises(manifests).filter(({ name }) => REPLAYED.includes(name));
    expect(crises.map(({ name }) => name)).to.deep.equal(REPLAYED);
    const parameters = await readParameters("demo");
    const shares = ruleShares(history, crises, thresholdsOf(parameters));
    // scripts/demo/README.md: WETH 48 %, WBTC 24 %, LINK 33 %, and the first band at 0.9 of it.
    const rounded = Object.values(shares).map(({ all }) => Math.round(all * 100));
    expect(rounded).to.deep.equal([48, 24, 33]);
    for (const asset of ["WETH", "WBTC", "LINK"] as const) {
      const first = parameters.steward[asset]!.bands[0]!.enterBps;
      expectNearly(first, 0.9 * shares[asset].all * 10_000, 100);
      const { all, heldOut } = shares[asset];
      expect(heldOut > 0.7 * all && heldOut < all, `${asset} without its storms`).to.equal(true);
    }
  });
});
