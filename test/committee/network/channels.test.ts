import { expect } from "chai";
import { id } from "ethers";
import type { Hex } from "../../../committee/lib/hex.ts";
import { systemClock } from "../../../committee/lib/clock.ts";
import { createChannels } from "../../../committee/network/channels.ts";
import type { Channels } from "../../../committee/network/channels.ts";
import type { Transport, TransportHandlers } from "../../../committee/network/transport.ts";

const [A, B] = [id("a") as Hex, id("b") as Hex];

/** What a transport was given to carry, and a way to have something arrive. */
function setup() {
  const sent: [number | "all", string][] = [];
  const refused: [number, string][] = [];
  let handlers: TransportHandlers | null = null;
  const transport: Transport = {
    start: (given) => {
      handlers = given;
      return Promise.resolve();
    },
    broadcast: (payload) => sent.push(["all", payload]),
    send: (to, payload) => sent.push([to, payload]),
    connected: () => [1, 2],
    close: () => Promise.resolve(),
  };
  const channels = createChannels({
    transport,
    clock: systemClock,
    onRefused: (...args) => refused.push(args),
  });
  return { channels, sent, refused, arrive: () => handlers! };
}

/** Notes everything that a channel or the home is told. */
async function listen(transport: ReturnType<Channels["channel"]>) {
  const heard: string[] = [];
  await transport.start({
    onMessage: (from, payload) => heard.push(`${from}: ${payload}`),
    onConnected: (peer) => heard.push(`+${peer}`),
    onDisconnected: (peer) => heard.push(`-${peer}`),
  });
  return heard;
}

describe("Channels over one transport", () => {
  it("leave what the rounds say as it is, byte for byte", async () => {
    const { channels, sent, arrive } = setup();
    const home = await listen(channels.home);
    channels.home.broadcast('{"type":"request","round":"7"}');
    channels.home.send(3, "x");
    expect(sent).to.deep.equal([
      ["all", '{"type":"request","round":"7"}'],
      [3, "x"],
    ]);
    arrive().onMessage(2, '{"type":"request","round":"7"}');
    expect(home).to.deep.equal(['2: {"type":"request","round":"7"}']);
  });

  it("deliver by subject, and to nobody else", async () => {
    const { channels, sent, arrive } = setup();
    const home = await listen(channels.home);
    const [a, b] = [channels.channel(A), channels.channel(B)];
    const [heardA, heardB] = [await listen(a), await listen(b)];
    a.broadcast("one");
    b.send(1, "two");
    expect(sent).to.deep.equal([
      [1, `@${A} one`],
      [2, `@${A} one`],
      [1, `@${B} two`],
    ]);
    arrive().onMessage(1, `@${B} two`);
    expect([home, heardA, heardB]).to.deep.equal([[], [], ["1: two"]]);
  });

  it("refuse what is of a subject that nobody listens for, before and after it was one", async () => {
    const { channels, refused, arrive } = setup();
    await listen(channels.home);
    arrive().onMessage(5, `@${A} early`);
    const channel = channels.channel(A);
    const heard = await listen(channel);
    arrive().onMessage(5, `@${A} in time`);
    await channel.close();
    arrive().onMessage(5, `@${A} late`);
    expect(heard).to.deep.equal(["5: in time"]);
    expect(refused).to.deep.equal([
      [5, "foreign"],
      [5, "foreign"],
    ]);
  });

  it("refuse what is larger than any message about a subject", async () => {
    const { channels, refused, arrive } = setup();
    await listen(channels.home);
    const heard = await listen(channels.channel(A));
    arrive().onMessage(4, `@${A} ${"x".repeat(16 * 1024)}`);
    expect([heard, refused]).to.deep.equal([[], [[4, "oversized"]]]);
  });

  it("take a mark that is not one for the rounds', which refuse it", async () => {
    const { channels, arrive } = setup();
    const home = await listen(channels.home);
    arrive().onMessage(4, `@${A.toUpperCase()} x`);
    arrive().onMessage(4, `@0x12 x`);
    expect(home).to.deep.equal([`4: @${A.toUpperCase()} x`, "4: @0x12 x"]);
  });

  it("tell every channel who comes and goes", async () => {
    const { channels, arrive } = setup();
    const home = await listen(channels.home);
    const heard = await listen(channels.channel(A));
    arrive().onConnected(6);
    arrive().onDisconnected(6);
    expect([home, heard]).to.deep.equal([
      ["+6", "-6"],
      ["+6", "-6"],
    ]);
    expect(channels.channel(A).connected()).to.deep.equal([1, 2]);
  });
});
