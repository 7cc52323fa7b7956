import { expect } from "chai";
import { startChain } from "../../scripts/demo/chain/local-chain.ts";
import { narrowPlot, plotOf } from "../../scripts/demo/plot.ts";
import { replayHours } from "../../scripts/demo/replay-hours.ts";
import { loadScenario } from "../../scripts/demo/scenario.ts";
import { createWorld, openBooks } from "../../scripts/demo/world.ts";
import { readParameters } from "../../scripts/deploy/parameters.ts";

describe("Two markets that nobody watches", function () {
  this.timeout(300_000);

  it("live through the same crash to the last dollar", async () => {
    const plot = narrowPlot(plotOf(loadScenario("black-thursday")), Date.UTC(2020, 2, 12, 9) / 1000, 60);
    const chain = await startChain(plot.path.hours[plot.path.from]!, 0);
    try {
      const input = { ...plot, chain, parameters: await readParameters("demo"), onStep: () => undefined };
      const world = await createWorld(input);
      await openBooks(world, input);
      const records = await replayHours({
        plot,
        world,
        watch: undefined,
        signal: new AbortController().signal,
        limit: 20,
        onHour: () => undefined,
        onRecord: () => undefined,
      });
      for (const { guarded, control } of records) expect(guarded).to.deep.equal(control);
      expect(records.at(-1)!.control.liquidatedUsd > 0).to.equal(true);
    } finally {
      await chain.close();
    }
  });
});
