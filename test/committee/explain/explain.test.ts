import { expect } from "chai";
import { join } from "node:path";
import { baselineWindow, explain, ROWS_PER_MARKET } from "../../../committee/explain/explain.ts";
import { GROUP_OF_COLUMN, GROUPS } from "../../../committee/explain/groups.ts";
import { explanationLeaf } from "../../../committee/explain/leaf.ts";
import { strongestMove } from "../../../committee/explain/move.ts";
import { describeExplanation, describeWindow } from "../../../committee/explain/sentence.ts";
import type { Explanation } from "../../../committee/explain/types.ts";
import { FEATURE_COUNT, featureIndex } from "../../../committee/features/schema.ts";
import { loadModel } from "../../../committee/inference/model.ts";
import type { Model } from "../../../committee/inference/model.ts";
import { probabilityAt, toScoreBps } from "../../../committee/inference/score.ts";
import { MODELS, shippedModels, vectorWindow } from "../inference/fixtures.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const THRESHOLD_BPS = 600;

/** A window of the model whose newest rows carry the given features. */
function stressed(model: Model, features: Readonly<Record<string, number>>, rows = 4): Float32Array {
  const window = vectorWindow(model.manifest);
  for (let step = model.manifest.steps - rows; step < model.manifest.steps; step++) {
    for (const [name, value] of Object.entries(features))
      window[step * FEATURE_COUNT + featureIndex(name)] = value;
  }
  return window;
}

function sum(explanation: Explanation): number {
  return explanation.attributions.reduce((total, { bps }) => total + bps, 0);
}

describe("explain", function () {
  this.timeout(30_000);
  let model: Model;

  before(async () => {
    model = await loadModel(join(MODELS, shippedModels()[0]!));
  });

  after(() => model.close());

  it("costs at most 96 model rows a market and puts every feature in one group", () => {
    expect(ROWS_PER_MARKET).to.be.at.most(96);
    expect(GROUP_OF_COLUMN.length).to.equal(FEATURE_COUNT);
    expect(new Set(GROUPS.flatMap((group) => group.features)).size).to.equal(FEATURE_COUNT);
  });

  it("explains nothing without markets", async () => {
    expect(await explain(model, [])).to.deep.equal([]);
  });

  it("starts at the score itself and sums to its difference from the baseline, exactly", async () => {
    const windows = [
      vectorWindow(model.manifest),
      stressed(model, { return24: -5, volRatio24: 1.3, volRatio6: 1.5 }),
    ];
    const explanations = await explain(
      model,
      windows.map((window) => ({ window, thresholdBps: THRESHOLD_BPS })),
    );
    for (const [i, explanation] of explanations.entries()) {
      const [row] = await model.probabilities(windows[i]!, 1);
      expect(explanation.scoreBps).to.equal(
        toScoreBps(probabilityAt(row!, model.manifest.gridBps, THRESHOLD_BPS)),
      );
      expect(sum(explanation)).to.equal(explanation.scoreBps - explanation.baselineBps);
    }
    expect(explanations[1]!.scoreBps).to.be.greaterThan(explanations[0]!.scoreBps);
  });

  it("attributes nothing to the baseline window itself", async () => {
    const [explanation] = await explain(model, [
      { window: baselineWindow(model), thresholdBps: THRESHOLD_BPS },
    ]);
    expect(explanation!.attributions.map(({ bps }) => bps)).to.deep.equal(GROUPS.map(() => 0));
  });

  it("gives the same attributions again, alone or beside another market", async () => {
    const input = { window: stressed(model, { return6: -4 }), thresholdBps: THRESHOLD_BPS };
    const [alone] = await explain(model, [input]);
    const [, beside] = await explain(model, [{ window: baselineWindow(model), thresholdBps: 2_000 }, input]);
    beside!.attributions.forEach(({ bps }, g) => {
      expectNearly(bps, alone!.attributions[g]!.bps, 1);
    });
  });

  it("finds the group that was moved: volatility alone gets all but nothing of the rest", async () => {
    const window = baselineWindow(model);
    for (let step = 0; step < model.manifest.steps; step++) {
      for (const name of ["volRatio168", "logVol720"])
        window[step * FEATURE_COUNT + featureIndex(name)]! += 0.8;
    }
    const [explanation] = await explain(model, [{ window, thresholdBps: THRESHOLD_BPS }]);
    const others = explanation!.attributions.filter(({ group }) => group !== "volatility level");
    expect(others.map(({ bps }) => bps)).to.deep.equal(others.map(() => 0));
    expect(explanation!.scoreBps).to.be.greaterThan(explanation!.baselineBps);
  });
});

describe("explanationLeaf", () => {
  const context = { marketId: "0x" + "11".repeat(32), round: 7n, modelHash: "0x" + "22".repeat(32) };
  const explanation: Explanation = {
    scoreBps: 120,
    baselineBps: 20,
    attributions: GROUPS.map((group, g) => ({ group: group.name, bps: g === 1 ? 100 : 0 })),
    modelRows: 30,
  };

  it("is bytes32 and the same for the same content", () => {
    expect(explanationLeaf(context, explanation)).to.match(/^0x[0-9a-f]{64}$/);
    expect(explanationLeaf({ ...context }, { ...explanation, modelRows: 1 })).to.equal(
      explanationLeaf(context, explanation),
    );
  });

  it("changes with the market, the round, the model, the scores and every attribution", () => {
    const leaves = new Set([
      explanationLeaf(context, explanation),
      explanationLeaf({ ...context, marketId: "0x" + "12".repeat(32) }, explanation),
      explanationLeaf({ ...context, round: 8n }, explanation),
      explanationLeaf({ ...context, modelHash: "0x" + "23".repeat(32) }, explanation),
      explanationLeaf(context, { ...explanation, scoreBps: 121 }),
      explanationLeaf(context, { ...explanation, baselineBps: 21 }),
      ...GROUPS.map((_, moved) =>
        explanationLeaf(context, {
          ...explanation,
          attributions: explanation.attributions.map((a, g) => (g === moved ? { ...a, bps: a.bps - 1 } : a)),
        }),
      ),
    ]);
    expect(leaves.size).to.equal(6 + GROUPS.length);
  });
});

describe("describeWindow", () => {
  const row = (features: Readonly<Record<string, number>>): Float32Array => {
    const window = new Float32Array(FEATURE_COUNT);
    for (const [name, value] of Object.entries(features)) window[featureIndex(name)] = value;
    return window;
  };
  const stormy = row({ volRatio168: Math.log(2), volRatio24: Math.log(2) });
  /** Alternates by 1 % an hour, then falls (or rises) by a share within the last hours. */
  const closes = (change: number, hours: number): number[] => {
    const calm = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 100 : 101));
    return [...calm, ...Array.from({ length: hours }, (_, i) => 101 * (1 + (change * (i + 1)) / hours))];
  };

  it("tells the market's fall and the asset's volatility", () => {
    const own = { name: "WETH", closes: closes(-0.02, 3) };
    const market = [
      { name: "BTC", closes: closes(-0.06, 3) },
      { name: "ETH", closes: closes(0.01, 3) },
    ];
    expect(describeWindow(stormy, own, market)).to.equal(
      "BTC fell 6.0 % in 3 h while WETH's 24 h volatility is 4.0 times its monthly level",
    );
  });

  it("tells the asset's own move when it is as strong, and that it rose", () => {
    const own = { name: "LINK", closes: closes(0.08, 6) };
    expect(describeWindow(stormy, own, [{ name: "BTC", closes: closes(0.081, 6) }])).to.equal(
      "LINK rose 8.0 % in 6 h and its 24 h volatility is 4.0 times its monthly level",
    );
  });

  it("tells the volatility alone without closes to compare, and that nothing is known without a price", () => {
    const thin = { name: "LINK", closes: [100, null, 101, null] };
    expect(describeWindow(stormy, thin, [{ name: "BTC", closes: [null] }])).to.equal(
      "LINK's 24 h volatility is 4.0 times its monthly level",
    );
    expect(describeWindow(row({ missing: 1 }), thin)).to.equal("LINK has no usable price this hour");
  });
});

describe("strongestMove", () => {
  it("measures a move by the volatility of the week before it, not by its own", () => {
    const closes = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 100 : 101));
    const move = strongestMove({ name: "BTC", closes: [...closes, 90] });
    expect(move?.hours).to.equal(1);
    expectNearly(move?.sigmas, Math.log(90 / 101) / Math.log(1.01), 1e-9);
  });

  it("knows nothing of a flat week or a missing newest hour", () => {
    const flat = new Array<number>(200).fill(1);
    expect(strongestMove({ name: "USDC", closes: flat })).to.equal(null);
    expect(strongestMove({ name: "BTC", closes: [...flat, null] })).to.equal(null);
  });
});

describe("describeExplanation", () => {
  it("names the group that moved it most, and the one that held against it", () => {
    const attributions = [
      { group: "price moves", bps: 300 },
      { group: "drawdown", bps: -500 },
    ];
    expect(describeExplanation({ scoreBps: 800, baselineBps: 1_000, attributions, modelRows: 30 })).to.equal(
      "score 8.0 % against 10.0 % on a calm day, lowered most by drawdown (-5.0 %), raised most by price moves (+3.0 %)",
    );
  });

  it("names none when nothing differs", () => {
    const attributions = [{ group: "drawdown", bps: 0 }];
    expect(describeExplanation({ scoreBps: 10, baselineBps: 10, attributions, modelRows: 30 })).to.equal(
      "score 0.1 % against 0.1 % on a calm day",
    );
  });
});
