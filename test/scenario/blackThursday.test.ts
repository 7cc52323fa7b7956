import { expect } from "chai";
import { replayScenario } from "../fixtures/replayScenario.ts";

describe("Black Thursday, March 2020", function () {
  this.timeout(300_000);

  it("with two nodes dead the committee still speaks every hour, and lending is tightened before the bottom", async () => {
    const { result, said } = await replayScenario("black-thursday", {
      from: "2020-03-12T08",
      hours: 20,
      kill: 2,
      killAt: "2020-03-12T12",
    });
    expect(result.source).to.equal("reconstructed");
    expect(result.committee).to.deep.equal({ members: 7, killed: 2, reportsAccepted: 20, reportsMissed: 0 });
    expect(said).to.include("killed 2 of the 7 nodes");
    const tightened = result.actions.filter(({ by, what }) => by === "steward" && what.startsWith("LTV"));
    expect(tightened.some(({ market, hour }) => market === "WETH" && hour < "2020-03-13T02")).to.equal(true);
    expect(result.guarded.borrowedUsd < result.control.borrowedUsd).to.equal(true);
    expect(result.guarded.capacityHoursLost > 0).to.equal(true);
    expect(result.control.capacityHoursLost).to.equal(0);
    expect(result.warnings.firstHoursBeforeTrough).to.be.a("number");
  });
});
