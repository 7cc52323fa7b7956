import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError, configSchema, loadConfig, parseConfig } from "../../committee/config.ts";
import { rawConfig } from "../fixtures/committee/aConfig.ts";

const README = readFileSync(new URL("../../committee/README.md", import.meta.url), "utf8");

const messageOf = (raw: unknown): string => {
  try {
    parseConfig(raw, "node.json");
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error("The configuration was accepted.");
};

/** Every key of the schema with its path, entries of records and lists without theirs. */
function keysOf(schema: z.core.JSONSchema.BaseSchema, path = ""): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    const child = value as z.core.JSONSchema.BaseSchema;
    const items = child.items as z.core.JSONSchema.BaseSchema | undefined;
    const inner = [...keysOf(child, at), ...(items === undefined ? [] : keysOf(items, at))];
    return inner.length > 0 ? inner : [at];
  });
}

describe("Node configuration", () => {
  it("accepts the example and resolves its paths against its folder", () => {
    const config = parseConfig(rawConfig(), "/etc/breakwater/node.json");
    expect(config.model).to.equal("/etc/breakwater/models/MODEL-ID");
    expect(config.keys.report).to.equal("keystore:///etc/breakwater/keys/report.json");
    expect(config.keys.passwordFile).to.equal("/etc/breakwater/keys/password.txt");
    expect(config.store).to.equal("/etc/breakwater/breakwater-0.sqlite");
  });

  it("describes every key in committee/README.md", () => {
    const keys = keysOf(z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }));
    const documented = new Set(Array.from(README.matchAll(/^\| `([^`]+)` +\|/gm), (row) => row[1]));
    expect(keys).to.include.members(["chain.rpcUrls", "transport.peers.publicKey", "timing.stageMs"]);
    expect(keys.filter((key) => !documented.has(key))).to.deep.equal([]);
  });

  const faults: readonly [string, Record<string, unknown>, string][] = [
    ["an unknown key", { colour: "red" }, 'unknown key "colour"'],
    ["an unknown inner key", { chain: { gas: 1 } }, 'unknown key "gas" in "chain"'],
    [
      "a wrong address",
      { chain: { oracle: "0x12" } },
      '"chain.oracle" must be an address, 0x and 40 hexadecimal digits',
    ],
    ["no RPC URL", { chain: { rpcUrls: [] } }, '"chain.rpcUrls" must name one RPC URL or more'],
    [
      "an RPC URL of another kind",
      { chain: { rpcUrls: ["ftp://a"] } },
      '"chain.rpcUrls.0" must be an http://',
    ],
    [
      "a member out of range",
      { member: 31 },
      '"member" must be a whole number of member indices from 0 to 30',
    ],
    ["a key that is no URI", { keys: { report: "secret" } }, '"keys.report" must be keystore://FILE'],
    [
      "an address without a port",
      { transport: { listen: "localhost" } },
      '"transport.listen" must be a host and a port',
    ],
    [
      "a time below its bound",
      { timing: { pollMs: 1 } },
      '"timing.pollMs" must be a whole number of milliseconds',
    ],
    ["an unknown level", { logLevel: "loud" }, '"logLevel" must be one of debug, info, warn, error, silent'],
    ["a word for a switch", { dryRun: "yes" }, '"dryRun" must be true or false'],
    ["a market id that is none", { feeds: { markets: { abc: "0x" } } }, '"feeds.markets'],
    [
      "a ledger without an address",
      { ledger: { address: undefined } },
      '"ledger.address" must be an address',
    ],
    [
      "too little gas to settle with",
      { ledger: { maxGas: 1 } },
      '"ledger.maxGas" must be a whole number of gas from 500000 to 16000000',
    ],
    ["no store", { store: undefined }, '"store" must be the file of the node'],
    ["no keys at all", { keys: undefined }, '"keys" is missing'],
  ];
  for (const [what, overrides, sentence] of faults) {
    it(`refuses ${what} in a sentence that names the key`, () => {
      const message = messageOf(rawConfig(overrides));
      expect(message).to.include(sentence);
      expect(message).to.include("node.json").and.to.include("committee/README.md");
    });
  }

  it("refuses a peer that is this node or is listed twice", () => {
    const peer = (member: number) => ({ member, address: "a:1", publicKey: `0x${"00".repeat(32)}` });
    const own = rawConfig({ transport: { peers: [peer(0)] } });
    expect(messageOf(own)).to.include("names member 0, this node itself");
    const twice = rawConfig({ transport: { peers: [peer(1), peer(1)] } });
    expect(messageOf(twice)).to.include("names member 1, a member that is listed twice");
  });

  it("refuses two mirrors of one chain, and one of the home's own", () => {
    const { mirrors } = rawConfig() as { mirrors: Record<string, unknown>[] };
    const [mirror] = mirrors;
    expect(messageOf(rawConfig({ mirrors: [mirror, mirror] }))).to.include(
      '"mirrors" names chain 8453, a chain that is listed twice',
    );
    expect(messageOf(rawConfig({ mirrors: [{ ...mirror, chainId: 31_337 }] }))).to.include(
      '"mirrors" names chain 31337, the home\'s own chain',
    );
  });

  it("refuses a governor that is listed twice, none at all, and a function that is none", () => {
    const { proposals } = rawConfig() as { proposals: { governors: Record<string, unknown>[] } };
    const [governor] = proposals.governors;
    const withGovernors = (...governors: unknown[]) => messageOf(rawConfig({ proposals: { governors } }));
    expect(withGovernors(governor, governor)).to.include(
      '"proposals.governors" names 0x0000000000000000000000000000000000000009 twice',
    );
    expect(withGovernors()).to.include('"proposals.governors" must name one governor or more');
    expect(withGovernors({ ...governor, functions: ["setFee(colour)"] })).to.include(
      '"proposals.governors.0.functions.0" must be a function signature such as setFee(uint256)',
    );
  });

  it("resolves the mirrors' keys against its folder, and keeps no ledger unless told", () => {
    const config = parseConfig(rawConfig({ ledger: undefined }), "/etc/breakwater/node.json");
    expect(config.mirrors[0]!.gas).to.equal("keystore:///etc/breakwater/keys/mirror-gas.json");
    expect(config.ledger).to.equal(undefined);
    const address = `0x${"05".repeat(20)}`;
    expect(parseConfig(rawConfig({ ledger: { address } }), "node.json").ledger!.keep).to.equal(false);
  });

  describe("from a file", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "breakwater-config-"));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it("says that a missing file cannot be read", () => {
      expect(() => loadConfig(join(folder, "no.json"))).to.throw(ConfigError, /cannot be read: ENOENT/);
    });

    it("says where a file is not JSON", () => {
      const file = join(folder, "bad.json");
      writeFileSync(file, '{ "name": }');
      expect(() => loadConfig(file)).to.throw(ConfigError, /bad\.json is not valid JSON/);
    });
  });
});
