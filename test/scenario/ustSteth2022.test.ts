import { expect } from "chai";
import { replayScenario } from "../fixtures/replayScenario.ts";

describe("stETH leaves ETH, June 2022", function () {
  this.timeout(300_000);

  it("staked ETH is lent against less than before when its price has begun to slide", async () => {
    const { result } = await replayScenario("ust-steth-2022", { from: "2022-06-13T00", hours: 18 });
    expect(result.committee.reportsAccepted).to.equal(18);
    const cuts = result.actions.filter(({ market, by }) => market === "wstETH" && by === "steward");
    expect(cuts.length > 0).to.equal(true);
    expect(cuts[0]!.why).to.match(/^risk \d+\.\d % \(score \d+\.\d %, spread \d+\.\d %\)/);
    expect(result.warnings.alarms.some(({ market }) => market === "wstETH")).to.equal(true);
  });
});
