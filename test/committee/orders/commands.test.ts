import { expect } from "chai";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { network } from "hardhat";
import { encryptSigningKey } from "../../../committee/lib/keystore.ts";
import { parseOrder } from "../../../committee/orders/file.ts";
import { serveRpc } from "../../../scripts/demo/chain/rpc-server.ts";
import type { RpcServer } from "../../../scripts/demo/chain/rpc-server.ts";
import { rawConfig } from "../../fixtures/committee/aConfig.ts";
import { gasKey } from "../../fixtures/committee/aCommittee.ts";
import { A_REASON, orderDeskOn } from "../../fixtures/committee/anOrderDesk.ts";
import { QUORUM } from "../../fixtures/deployEmergency.ts";
import { RUNG } from "../../fixtures/deployHooks.ts";

const MAIN = new URL("../../../committee/main.ts", import.meta.url).pathname;
const PASSWORD = "a password for tests";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command as an operator types it, with what is typed into it. */
const run = (args: readonly string[], input = ""): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: "pipe" });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    child.once("close", (code) => {
      resolve({ code, stdout, stderr });
    });
    child.stdin.end(input);
  });

describe("sign-pause and send-pause, as operators run them", function () {
  this.timeout(360_000);
  let folder: string;
  let rpc: RpcServer;
  let desk: Awaited<ReturnType<ReturnType<typeof orderDeskOn>>>;

  const at = (name: string) => join(folder, name);
  const configOf = (member: number, overrides: Record<string, unknown> = {}): string => {
    const file = at(`node-${member}.json`);
    const { guardian, oracle, committee, multicall } = desk.contracts;
    const addresses = { guardian, oracle, committee, multicall };
    const chain = { ...addresses, chainId: 31_337, rpcUrls: [`http://127.0.0.1:${rpc.port}`], ...overrides };
    const keys = { report: `keystore://report-${member}.json`, gas: "keystore://gas.json" };
    const timing = { pollMs: 50, stageMs: 2_000 };
    writeFileSync(
      file,
      JSON.stringify(
        rawConfig({
          ...{ member, chain, mirrors: [], timing, transport: { listen: "127.0.0.1:0", peers: [] } },
          keys: { ...keys, transport: "file://none.pem", passwordFile: "password.txt" },
        }),
      ),
    );
    return file;
  };
  const signArgs = (member: number, ...more: string[]) => [
    ...["sign-pause", "--config", configOf(member), ...more],
  ];
  const newOrder = () => ["--market", desk.id, "--rung", "freeze", "--reason", A_REASON];

  before(async () => {
    const connection = await network.create();
    desk = await orderDeskOn(connection)();
    rpc = await serveRpc(connection.provider, 0);
    folder = mkdtempSync(join(tmpdir(), "breakwater-orders-"));
    const put = (name: string, text: string) => {
      writeFileSync(at(name), text, { mode: 0o600 });
    };
    put("password.txt", PASSWORD);
    for (const member of QUORUM) {
      const { privateKey } = desk.keys[member]!;
      put(`report-${member}.json`, await encryptSigningKey(privateKey, PASSWORD, 1024));
    }
    const { key, address } = gasKey(0);
    put("gas.json", await encryptSigningKey(key.privateKey, PASSWORD, 1024));
    await connection.provider.request({
      method: "hardhat_setBalance",
      params: [address, "0x56bc75e2d63100000"],
    });
  });

  after(async () => {
    await rpc.close();
    rmSync(folder, { recursive: true });
  });

  it("asks before it signs, and signs nothing on any other answer", async () => {
    for (const answer of ["no\n", ""]) {
      const { code, stdout, stderr } = await run(signArgs(0, ...newOrder()), answer);
      expect(code).to.equal(2);
      expect(stdout).to.equal("");
      expect(stderr).to.match(
        /^An emergency order to raise a market from none to freeze[^]*Nothing was signed\.\n$/,
      );
    }
  });

  it("says what is missing when the configuration names no guardian, and what chain an endpoint serves", async () => {
    const missing = await run([
      "sign-pause",
      "--config",
      configOf(0, { guardian: undefined }),
      ...newOrder(),
    ]);
    expect(missing).to.deep.equal({
      ...{ code: 2, stdout: "" },
      stderr:
        'The configuration names no guardian: add "chain.guardian", the address of the PauseGuardian.\n',
    });
    const elsewhere = await run(["sign-pause", "--config", configOf(0, { chainId: 5 }), ...newOrder()]);
    expect(elsewhere.code).to.equal(2);
    expect(elsewhere.stderr).to.match(/ serves chain 31337, the configuration says 5: /);
  });

  it("G2 a quorum's files freeze the market; a dry run and one file too few do not", async () => {
    const first = await run(signArgs(0, ...newOrder()), "yes\n");
    expect(first.code, first.stderr).to.equal(0);
    expect(parseOrder(first.stdout, "0.json").signature.member).to.equal(0);
    writeFileSync(at("0.json"), first.stdout);
    for (const member of QUORUM.slice(1)) {
      const out = at(`${member}.json`);
      const { code, stdout, stderr } = await run(
        signArgs(member, "--order", at("0.json"), "--out", out, "--yes"),
      );
      expect(code, stderr).to.equal(0);
      expect(stdout).to.equal("");
    }
    const taken = await run(signArgs(1, "--order", at("0.json"), "--out", at("1.json"), "--yes"));
    expect(taken.code).to.equal(2);
    expect(taken.stderr).to.match(/The signed order cannot be written: EEXIST/);

    const files = QUORUM.map((member) => at(`${member}.json`));
    const send = (...args: string[]) => run(["send-pause", "--config", configOf(0), ...args]);
    const few = await send(...files.slice(1));
    expect(few.code).to.equal(2);
    expect(few.stderr).to.match(/^The order has 4 of the 5 signatures that it needs\.\n/);
    const dry = await send("--dry-run", ...files);
    expect(dry.code, dry.stderr).to.equal(0);
    expect(await desk.rung()).to.equal(RUNG.none);
    const sent = await send(...files);
    expect(sent.code, sent.stderr).to.equal(0);
    expect(sent.stdout).to.match(/ is mined; the market stands at freeze now\.\n$/);
    expect(await desk.rung()).to.equal(RUNG.freeze);
  });

  it("never writes a key, a password or where they lie", () => {
    const secrets = [PASSWORD, ...QUORUM.map((member) => desk.keys[member]!.privateKey.slice(2))];
    for (const member of QUORUM) {
      expect(existsSync(at(`${member}.json`))).to.equal(true);
      const text = readFileSync(at(`${member}.json`), "utf8");
      for (const secret of [...secrets, "keystore"]) expect(text).to.not.include(secret);
    }
  });
});
