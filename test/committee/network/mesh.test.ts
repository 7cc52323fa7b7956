import { expect } from "chai";
import { createPrivateKey } from "node:crypto";
import { WebSocket } from "ws";
import { systemClock } from "../../../committee/lib/clock.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { silentLogger } from "../../../committee/lib/logger.ts";
import { createTransportKey } from "../../../committee/lib/transport-key.ts";
import { NetworkError } from "../../../committee/network/errors.ts";
import { createFrames } from "../../../committee/network/frames.ts";
import { createMesh } from "../../../committee/network/mesh.ts";
import type { MeshTransport } from "../../../committee/network/mesh.ts";
import { eventually } from "../../fixtures/committee/aCommittee.ts";

const ORACLE: Hex = `0x${"0a".repeat(20)}`;
const keys = Array.from({ length: 4 }, () => createTransportKey());

describe("The mesh transport on loopback", function () {
  this.timeout(20_000);
  const running: MeshTransport[] = [];

  interface Options {
    readonly key?: number;
    readonly oracle?: Hex;
    readonly listen?: string;
    readonly refused?: string[];
    readonly received?: [number, string][];
    readonly addresses?: readonly string[];
  }

  /** Starts a member; peers with a lower index dial it, so only the addresses of higher ones are needed. */
  async function start(member: number, members: number, options: Options = {}): Promise<MeshTransport> {
    const mesh = createMesh({
      member,
      chainId: 31_337,
      oracle: options.oracle ?? ORACLE,
      listen: options.listen ?? "127.0.0.1:0",
      key: createPrivateKey(keys[options.key ?? member]!.pem),
      peers: Array.from({ length: members }, (_, index) => ({
        member: index,
        address: options.addresses?.[index] ?? "127.0.0.1:1",
        publicKey: keys[index]!.publicKey,
      })).filter((peer) => peer.member !== member),
      clock: systemClock,
      log: silentLogger,
      onRefused: (reason) => options.refused?.push(reason),
    });
    running.push(mesh);
    await mesh.start({
      onMessage: (from, payload) => options.received?.push([from, payload]),
      onConnected: () => undefined,
      onDisconnected: () => undefined,
    });
    return mesh;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((mesh) => mesh.close()));
  });

  it("connects everybody with everybody and carries payloads both ways", async () => {
    const received: [number, string][][] = [[], [], []];
    const addresses: string[] = [];
    const meshes: MeshTransport[] = [];
    for (const member of [2, 1, 0]) {
      meshes[member] = await start(member, 3, { addresses, received: received[member]! });
      addresses[member] = meshes[member].address();
    }
    await eventually("the mesh is complete", () => meshes.every((mesh) => mesh.connected().length === 2));
    meshes[0]!.broadcast("from the lowest");
    meshes[2]!.send(0, "to the lowest");
    await eventually("all has come", () => received.flat().length === 3);
    expect(received[1]).to.deep.equal([[0, "from the lowest"]]);
    expect(received[2]).to.deep.equal([[0, "from the lowest"]]);
    expect(received[0]).to.deep.equal([[2, "to the lowest"]]);
  });

  it("refuses a caller without the key that is listed for it", async () => {
    const refused: string[] = [];
    const callee = await start(1, 2, { refused });
    const thief = await start(0, 2, { key: 3, addresses: ["", callee.address()] });
    await eventually("it is refused", () => refused.includes("handshake"));
    expect(callee.connected()).to.deep.equal([]);
    await eventually("it notices", () => thief.connected().length === 0);
  });

  it("does not talk to a member that cannot prove itself", async () => {
    const refused: string[] = [];
    const impostor = await start(1, 2, { key: 3 });
    const caller = await start(0, 2, { addresses: ["", impostor.address()], refused });
    await eventually("it is refused", () => refused.includes("handshake"));
    expect(caller.connected()).to.deep.equal([]);
  });

  it("keeps the members of another oracle out", async () => {
    const refused: string[] = [];
    const callee = await start(1, 2);
    await start(0, 2, { oracle: `0x${"0b".repeat(20)}`, addresses: ["", callee.address()], refused });
    await eventually("it is refused", () => refused.length > 0);
    expect(callee.connected()).to.deep.equal([]);
  });

  it("refuses strangers and noise, and stays up", async () => {
    const refused: string[] = [];
    const callee = await start(1, 2, { refused });
    for (const noise of ["hello", '{"from":9,"to":1}', '{"from":0,"to":1,"key":"0x00"}']) {
      const socket = new WebSocket(`ws://${callee.address()}`);
      socket.on("open", () => {
        socket.send(noise);
      });
      await new Promise((resolve) => socket.on("close", resolve));
    }
    expect(refused).to.deep.equal(["handshake", "handshake", "handshake"]);
    await start(0, 2, { addresses: ["", callee.address()] });
    await eventually("a peer still gets in", () => callee.connected().length === 1);
  });

  it("comes back after a peer restarted", async () => {
    const first = await start(1, 2);
    const address = first.address();
    const caller = await start(0, 2, { addresses: ["", address] });
    await eventually("connected", () => caller.connected().length === 1);
    await first.close();
    await eventually("gone", () => caller.connected().length === 0);
    await start(1, 2, { listen: address });
    await eventually("back", () => caller.connected().length === 1);
  });

  it("ends a session that sends more than its share", async () => {
    const refused: string[] = [];
    const received: [number, string][] = [];
    const callee = await start(1, 2, { refused, received });
    const flooder = await start(0, 2, { addresses: ["", callee.address()] });
    await eventually("connected", () => flooder.connected().length === 1);
    for (let i = 0; i < 1_000; i++) flooder.broadcast("flood");
    await eventually("it is cut off", () => refused.includes("rate"));
    expect(received.length).to.be.lessThan(500);
  });

  it("says in a sentence that its port is taken", async () => {
    const mesh = await start(1, 2);
    try {
      await start(0, 2, { listen: mesh.address() });
    } catch (error) {
      expect(error).to.be.instanceOf(NetworkError);
      expect((error as Error).message).to.match(
        /cannot listen on .*: the port is in use\. Free it or change/,
      );
      return;
    }
    throw new Error("It listened on a port that was taken.");
  });
});

describe("Frames of a session", () => {
  const keysOf = (send: number, receive: number) => ({
    send: Buffer.alloc(32, send),
    receive: Buffer.alloc(32, receive),
  });

  it("open in order, once, unchanged, and with the session's keys only", () => {
    const sender = createFrames(keysOf(1, 2));
    const [one, two] = [sender.seal("one"), sender.seal("two")];
    const receiver = createFrames(keysOf(2, 1));
    expect(receiver.open(one)).to.equal("one");
    expect(() => receiver.open(one)).to.throw(NetworkError);
    expect(() => createFrames(keysOf(2, 1)).open(two)).to.throw(NetworkError);
    expect(() => createFrames(keysOf(2, 3)).open(one)).to.throw(NetworkError);
    const changed = Buffer.from(one);
    changed[0]! ^= 1;
    expect(() => createFrames(keysOf(2, 1)).open(changed)).to.throw(NetworkError);
  });
});
