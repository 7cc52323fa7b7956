import { expect } from "chai";
import { replayScenario } from "../fixtures/replayScenario.ts";

describe("The crash of 19 May 2021", function () {
  this.timeout(300_000);

  it("every loosening of a guarded market waits out its delay, even while the price bounces", async () => {
    const { result } = await replayScenario("may-2021", { from: "2021-05-19T04", hours: 20 });
    expect(result.committee.reportsAccepted).to.equal(20);
    const steward = result.actions.filter(({ by }) => by === "steward");
    expect(steward.length > 0).to.equal(true);
    for (const loosened of steward.filter(({ why }) => why.endsWith("the wait is over"))) {
      const queued = steward.findLast(
        ({ market, what, hour }) =>
          market === loosened.market && what.startsWith("queued") && hour < loosened.hour,
      );
      const waitedMs = Date.parse(`${loosened.hour}:00Z`) - Date.parse(`${queued!.hour}:00Z`);
      expect(waitedMs >= 6 * 3_600_000).to.equal(true);
    }
    expect(result.control.usersLiquidated > 0).to.equal(true);
  });
});
