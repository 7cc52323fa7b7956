import { expect } from "chai";
import type { Clock } from "../../../committee/lib/clock.ts";
import { createPacedSender } from "../../../committee/network/paced.ts";

/** Time that passes only when the test says so. */
class HeldClock implements Clock {
  time = 0;
  #waiting: { readonly until: number; readonly wake: () => void }[] = [];
  now = () => this.time;
  sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      this.#waiting.push({ until: this.time + ms, wake: resolve });
      signal.addEventListener("abort", () => {
        reject(new DOMException("called off", "AbortError"));
      });
    });
  /** Lets so much time pass, step by step, and everybody act in it. */
  async pass(ms: number): Promise<void> {
    for (const end = this.time + ms; this.time < end;) {
      this.time += 10;
      const due = this.#waiting.filter(({ until }) => until <= this.time);
      this.#waiting = this.#waiting.filter(({ until }) => until > this.time);
      for (const { wake } of due) wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const setup = () => {
  const clock = new HeldClock();
  const sent: [number, string][] = [];
  const paced = createPacedSender({ send: (to, payload) => sent.push([to, payload]) }, clock);
  const to = (peer: number) => sent.filter(([at]) => at === peer).map(([, payload]) => payload);
  return { clock, sent, paced, to };
};
const many = (count: number) => Array.from({ length: count }, (_, i) => String(i));

describe("A paced sender", () => {
  it("sends at once what a burst allows, and the rest at its pace, in order", async () => {
    const { clock, paced, to } = setup();
    for (const payload of many(160)) paced.send(1, payload);
    expect(to(1)).to.deep.equal(many(100));
    await clock.pass(1_000);
    expect(to(1).length).to.be.within(125, 135);
    await clock.pass(2_000);
    expect(to(1)).to.deep.equal(many(160));
    paced.close();
  });

  it("lets no peer wait for another", () => {
    const { paced, to } = setup();
    for (const payload of many(150)) paced.send(1, payload);
    paced.send(2, "x");
    expect(to(2)).to.deep.equal(["x"]);
    paced.close();
  });

  it("drops what waits for a peer that is gone, and what no queue should hold", async () => {
    const { clock, paced, to } = setup();
    for (const payload of many(150)) paced.send(1, payload);
    paced.forget(1);
    await clock.pass(5_000);
    expect(to(1)).to.have.length(100);
    for (const payload of many(5_000)) paced.send(2, payload);
    await clock.pass(120_000);
    expect(to(2).length).to.be.within(2_000, 2_101);
    paced.close();
  });

  it("sends nothing more once it is closed", async () => {
    const { clock, paced, to } = setup();
    for (const payload of many(150)) paced.send(1, payload);
    paced.close();
    await clock.pass(5_000);
    expect(to(1)).to.have.length(100);
  });
});
