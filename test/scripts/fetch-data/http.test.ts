import { expect } from "chai";
import { JsonClient } from "../../../scripts/fetch-data/clients/http.ts";
import { FetchDataError } from "../../../scripts/fetch-data/errors.ts";
import { answer, aWorld } from "./doubles.ts";

const URL_ = "https://api.example.org/v1/things";
const POLICY = { intervalMs: 100, attempts: 4, backoffMs: 1000, timeoutMs: 5000 };

async function refusal(promise: Promise<unknown>): Promise<FetchDataError> {
  const outcome = await promise.then(
    () => new Error("nothing was refused"),
    (error: unknown) => error,
  );
  if (outcome instanceof FetchDataError) return outcome;
  throw outcome;
}

describe("JsonClient", () => {
  it("asks again after a rate limit, as long as the host says, and after a failure with doubling waits", async () => {
    const answers = [answer("slow", 429, { "retry-after": "7" }), answer("oops", 502), answer({ ok: 1 })];
    const world = aWorld(() => Promise.resolve(answers.shift()!));
    expect(await new JsonClient(world, POLICY).get(URL_)).to.deep.equal({ ok: 1 });
    expect(world.slept).to.deep.equal([7000, 2000]);
  });

  it("gives up after its attempts and says the host's own words", async () => {
    let asked = 0;
    const world = aWorld(() => {
      asked++;
      return Promise.resolve(answer("banned until tomorrow", 418));
    });
    const error = await refusal(new JsonClient(world, POLICY).get(URL_));
    expect(error.code).to.equal("FETCH_REFUSED");
    expect(error.message).to.contain("api.example.org answered 418 (banned until tomorrow)");
    expect(asked).to.equal(4);
    expect(world.slept).to.deep.equal([1000, 2000, 4000]);
  });

  it("does not repeat a request that the host calls wrong", async () => {
    let asked = 0;
    const world = aWorld(() => {
      asked++;
      return Promise.resolve(answer({ msg: "bad" }, 400));
    });
    expect((await refusal(new JsonClient(world, POLICY).get(URL_))).code).to.equal("FETCH_REFUSED");
    expect(asked).to.equal(1);
  });

  it("says that there is no internet", async () => {
    const failure = new TypeError("fetch failed", {
      cause: new Error("getaddrinfo ENOTFOUND api.example.org"),
    });
    const error = await refusal(
      new JsonClient(
        aWorld(() => Promise.reject(failure)),
        POLICY,
      ).get(URL_),
    );
    expect(error.code).to.equal("FETCH_NO_CONNECTION");
    expect(error.message).to.contain("ENOTFOUND").and.to.contain("needs the internet");
  });

  it("refuses what is no JSON", async () => {
    const world = aWorld(() => Promise.resolve(answer("<html>sign in</html>")));
    expect((await refusal(new JsonClient(world, POLICY).get(URL_))).code).to.equal("FETCH_BAD_ANSWER");
  });

  it("keeps its distance between requests", async () => {
    const world = aWorld(() => Promise.resolve(answer([])));
    const client = new JsonClient(world, POLICY);
    for (let i = 0; i < 3; i++) await client.get(URL_);
    expect(world.slept).to.deep.equal([100, 100]);
  });
});
