import { expect } from "chai";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { network } from "hardhat";
import { encryptSigningKey } from "../../committee/lib/keystore.ts";
import { createTransportKey } from "../../committee/lib/transport-key.ts";
import { serveRpc } from "../../scripts/demo/chain/rpc-server.ts";
import type { RpcServer } from "../../scripts/demo/chain/rpc-server.ts";
import { beginNextHour, deployCommitteeChain, eventually, gasKey } from "../fixtures/committee/aCommittee.ts";
import type { CommitteeChain } from "../fixtures/committee/aCommittee.ts";
import { rawConfig } from "../fixtures/committee/aConfig.ts";
import { activateModel, equalWeights, memberKey } from "../fixtures/deployOracle.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const MODELS = join(ROOT, "committee/models");
const MEMBERS = 7;
const QUORUM = 5;
const PASSWORD = "a password for tests";

interface LogLine {
  readonly event?: string;
  readonly round?: string;
  readonly outcome?: string;
  readonly totalMs?: number;
}

/** One node as its operator runs it, and what it said. */
class NodeProcess {
  readonly lines: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly exited: Promise<number | null>;
  stderr = "";

  constructor(configFile: string, ...args: string[]) {
    const main = join(ROOT, "committee/main.ts");
    this.#child = spawn(process.execPath, [main, ...args, "--config", configFile], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    createInterface({ input: this.#child.stdout! }).on("line", (line) => {
      if (line.startsWith("{")) this.lines.push(JSON.parse(line) as LogLine);
    });
    this.#child.stderr!.on("data", (data: Buffer) => (this.stderr += data.toString()));
    this.exited = new Promise((resolve) => this.#child.once("exit", resolve));
  }

  said(event: string, round?: bigint): LogLine | undefined {
    const wanted = round?.toString();
    return this.lines.find((line) => line.event === event && (wanted === undefined || line.round === wanted));
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  closeStdin(): void {
    this.#child.stdin!.end();
  }
}

const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports: number[] = [];
  for (const server of servers) {
    if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
    ports.push((server.address() as { port: number }).port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

describe("Seven node processes over the mesh", function () {
  this.timeout(360_000);
  let folder: string;
  let chain: CommitteeChain;
  let rpc: RpcServer;
  const nodes: NodeProcess[] = [];
  const configs: string[] = [];

  const start = (member: number, ...args: string[]) => {
    const node = new NodeProcess(configs[member]!, ...args);
    nodes[member] = node;
    return node;
  };
  const ready = (living: readonly NodeProcess[]) =>
    eventually("nodes are ready", () => living.every((node) => node.said("node.ready")), 60_000);
  const isStored = async (round: bigint) => {
    const [record] = await chain.oracle.score(chain.marketIds[0]!);
    return record.round === round;
  };

  /** A busy machine may make a member late for a round (a quorum is all that a round promises), but not for five. */
  const completeRound = async () => {
    for (let attempt = 1; ; attempt++) {
      const round = await beginNextHour(chain);
      await eventually("the round is stored", () => isStored(round), 60_000);
      const [record] = await chain.oracle.score(chain.marketIds[0]!);
      const contributors = Number(record.contributors);
      expect(contributors).to.be.at.least(QUORUM);
      if (contributors === MEMBERS || attempt === 5) return { round, contributors };
    }
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-nodes-"));
    const connection = await network.create();
    chain = await deployCommitteeChain(connection);
    await installModels(chain);
    rpc = await serveRpc(connection.provider, 0);
    await writeConfigs();
  });

  after(async () => {
    for (const node of nodes) node.signal("SIGKILL");
    await Promise.all(nodes.map((node) => node.exited));
    await rpc.close();
    rmSync(folder, { recursive: true });
  });

  async function writeConfigs(): Promise<void> {
    const ports = await freePorts(2 * MEMBERS);
    const keys = Array.from({ length: MEMBERS }, () => createTransportKey());
    const models = modelFolders();
    for (let member = 0; member < MEMBERS; member++) {
      const home = join(folder, `node-${member}`);
      mkdirSync(home);
      const put = (name: string, text: string) => {
        writeFileSync(join(home, name), text, { mode: 0o600 });
      };
      put("report.json", await encryptSigningKey(memberKey(member).privateKey, PASSWORD, 1024));
      put("gas.json", await encryptSigningKey(gasKey(member).key.privateKey, PASSWORD, 1024));
      put("transport.pem", keys[member]!.pem);
      put("password.txt", PASSWORD);
      const peers = keys.flatMap(({ publicKey }, index) =>
        index === member ? [] : [{ member: index, address: `127.0.0.1:${ports[index]!}`, publicKey }],
      );
      const [BTC, ETH] = chain.feedAddresses;
      const config = rawConfig({
        name: `node-${member}`,
        member,
        chain: { ...chain.addresses, chainId: 31_337, rpcUrls: [`ws://127.0.0.1:${rpc.port}`] },
        feeds: { panel: { BTC, ETH }, historyHours: 1_000 },
        model: join(MODELS, models[member % models.length]!),
        keys: {
          report: "keystore://report.json",
          gas: "keystore://gas.json",
          transport: "file://transport.pem",
          passwordFile: "password.txt",
        },
        transport: { listen: `127.0.0.1:${ports[member]!}`, peers },
        http: { listen: `127.0.0.1:${ports[MEMBERS + member]!}` },
        store: "store.sqlite",
        timing: { pollMs: 100, revealDelayMs: 3_000, graceMs: 3_000, roundTimeoutMs: 60_000, stageMs: 2_000 },
      });
      put("node.json", JSON.stringify(config));
      configs.push(join(home, "node.json"));
    }
  }

  it("passes its own doctor", async () => {
    const doctor = new NodeProcess(configs[0]!, "doctor");
    const code = await doctor.exited;
    expect(code, "peers are not running yet").to.equal(2);
    expect(doctor.stderr).to.equal("");
  });

  it("has a report accepted from real models", async () => {
    for (let member = 0; member < MEMBERS; member++) start(member);
    await ready(nodes);
    await eventually("the mesh is complete", () =>
      nodes.every(
        (node) => node.lines.filter(({ event }) => event === "peer.connected").length === MEMBERS - 1,
      ),
    );
    const { round, contributors } = await completeRound();
    expect(contributors).to.equal(MEMBERS);
    await eventually("every node has finished", () =>
      nodes.every((node) => node.said("round.finished", round)),
    );
    if (process.env["BREAKWATER_SHOW_TIMINGS"] !== undefined) {
      for (const node of nodes) console.log(JSON.stringify(node.said("round.finished", round)));
    }
  });

  it("goes on with two killed, and takes one back in", async () => {
    for (const member of [2, 5]) nodes[member]!.signal("SIGKILL");
    const round = await beginNextHour(chain);
    await eventually("the round is stored", () => isStored(round), 30_000);
    const back = start(2);
    await ready([back]);
    await eventually(
      "the mesh has it back",
      () => back.lines.filter(({ event }) => event === "peer.connected").length === MEMBERS - 2,
    );
    const next = await beginNextHour(chain);
    await eventually("the next round is stored", () => isStored(next), 30_000);
    await eventually("it has seen it accepted", () => back.said("round.finished", next) !== undefined);
    expect(back.said("round.signed", next)).to.not.equal(undefined);
    expect(back.said("round.finished", next)!.outcome).to.equal("accepted");
  });

  it("ends at SIGTERM, and at its parent's end", async () => {
    nodes[0]!.signal("SIGTERM");
    expect(await nodes[0]!.exited).to.equal(0);
    expect(nodes[0]!.said("node.stopped")).to.not.equal(undefined);
    const child = start(0, "--exit-when-stdin-closes");
    await ready([child]);
    child.closeStdin();
    expect(await child.exited).to.equal(0);
  });

  it("refuses to start as another member, in one sentence", async () => {
    const raw = JSON.parse(readFileSync(configs[0]!, "utf8")) as Record<string, unknown>;
    const file = join(folder, "node-0", "other.json");
    const transport = { listen: "127.0.0.1:0", peers: [] };
    writeFileSync(file, JSON.stringify({ ...raw, member: 1, transport, http: { listen: "127.0.0.1:0" } }));
    const node = new NodeProcess(file);
    expect(await node.exited).to.equal(2);
    expect(node.stderr).to.match(
      /^This node cannot sign for member 1: the committee knows member 1 as 0x.*\n$/,
    );
  });

  it("refuses a port that is taken, in one sentence", async () => {
    const node = new NodeProcess(configs[3]!);
    expect(await node.exited).to.equal(2);
    expect(node.stderr).to.match(/^The (store|status server|transport) .*(in use).*\n$/);
  });
});

function modelFolders(): string[] {
  return readdirSync(MODELS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The committee's members run the shipped models instead of the fixture's made-up ones. */
async function installModels({ connection, addresses }: CommitteeChain): Promise<void> {
  const { ethers } = connection;
  const committee = await ethers.getContractAt("Committee", addresses.committee);
  const registry = await ethers.getContractAt("ModelRegistry", await committee.registry());
  const folders = modelFolders();
  const manifests = folders.map(
    (name) =>
      JSON.parse(readFileSync(join(MODELS, name, "manifest.json"), "utf8")) as {
        sha256: string;
        featureSchema: string;
      },
  );
  for (const { sha256, featureSchema } of manifests) {
    await activateModel(registry, sha256, featureSchema, "file://README.md");
  }
  const weights = equalWeights(MEMBERS);
  const members = weights.map((weightBps, member) => ({
    signer: memberKey(member).address,
    operator: memberKey(member).address,
    modelHash: manifests[member % manifests.length]!.sha256,
    weightBps,
  }));
  await committee.configure(members, 2, 3, 1);
}
