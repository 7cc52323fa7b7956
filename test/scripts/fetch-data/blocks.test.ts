import { expect } from "chai";
import { BlockFinder } from "../../../scripts/fetch-data/clients/blocks.ts";
import { JsonClient } from "../../../scripts/fetch-data/clients/http.ts";
import { Rpc } from "../../../scripts/fetch-data/clients/rpc.ts";
import { FetchDataError } from "../../../scripts/fetch-data/errors.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";
import { aWorld, NodeDouble } from "./doubles.ts";

const LATEST = 200_000;
const GENESIS = 1_600_000_000;

/** Block times that change their pace half way and jitter, as the chain's did. */
const TIMES: readonly number[] = (() => {
  const random = seededRandom(5);
  const times = [GENESIS];
  for (let n = 1; n <= LATEST; n++) {
    const pace = n < LATEST / 2 ? 1 + Math.floor(26 * random()) : 12;
    times.push(times[n - 1]! + pace);
  }
  return times;
})();

function finder(): { blocks: BlockFinder; node: NodeDouble } {
  const node = new NodeDouble({ latest: LATEST, timestampOf: (n) => TIMES[n] ?? 0 });
  const rpc = new Rpc(new JsonClient(aWorld(node.fetch)), "https://node.example.org/key");
  return { blocks: new BlockFinder(rpc), node };
}

describe("BlockFinder", () => {
  it("finds the last block at or before a moment", async () => {
    const { blocks } = finder();
    for (const moment of [
      TIMES[5]!,
      TIMES[70_000]! + 1,
      TIMES[99_999]!,
      TIMES[150_000]! - 1,
      TIMES[LATEST]! - 1,
    ]) {
      const block = await blocks.at(moment);
      expect(block.timestamp).to.be.at.most(moment);
      expect(TIMES[block.number + 1]).to.be.greaterThan(moment);
    }
  });

  it("asks little for the hours of a day once it knows the neighbourhood", async () => {
    const { blocks, node } = finder();
    const start = TIMES[120_000]!;
    await blocks.at(start);
    const before = node.asked["eth_getBlockByNumber"]!;
    for (let hour = 1; hour <= 24; hour++) await blocks.at(start + hour * 3600);
    expect(node.asked["eth_getBlockByNumber"]! - before).to.be.at.most(24 * 8);
  });

  for (const [what, moment, part] of [
    ["after the newest block", TIMES[LATEST]! + 1, "synchronised"],
    ["before the first block", GENESIS - 1, "later --from"],
  ] as const) {
    it(`refuses a moment ${what}`, async () => {
      const error = await finder()
        .blocks.at(moment)
        .then(
          () => undefined,
          (failure: unknown) => failure,
        );
      expect(error).to.be.instanceOf(FetchDataError);
      expect((error as FetchDataError).message).to.contain(part);
      expect((error as FetchDataError).message).to.not.contain("key");
    });
  }
});
