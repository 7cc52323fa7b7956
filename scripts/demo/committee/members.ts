import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { Wallet, encryptKeystoreJsonSync } from "ethers";
import { writeWhole } from "../run-folder.ts";
import type { DemoModel } from "./models.ts";

/** One member of the demo's committee: its keys, made for this run, and where it listens. */
export interface Member {
  readonly index: number;
  readonly name: string;
  readonly folder: string;
  readonly model: DemoModel;
  readonly signer: string;
  readonly gasPayer: string;
  /** 0x and the 32 bytes of the ed25519 key. */
  readonly transportKey: string;
  readonly transportPort: number;
  readonly httpPort: number;
  readonly weightBps: number;
}

const HOST = "127.0.0.1";
/** The keys live for one run on a local chain: a light key derivation keeps the start quick. */
const KEYSTORE_COST = { N: 4096, r: 8, p: 1 };
/** The raw key is the last 32 bytes of an ed25519 key's SPKI form. */
const ED25519_BYTES = 32;

/** Makes members with new keys in encrypted keystores; the models go round among them. */
export async function makeMembers(
  runFolder: string,
  models: readonly DemoModel[],
  count: number,
): Promise<Member[]> {
  const ports = await freePorts(2 * count);
  return Array.from({ length: count }, (_, index) => {
    const model = models[index % models.length];
    if (model === undefined) throw new RangeError("A committee needs a model.");
    const folder = join(runFolder, `node-${index}`);
    const keys = writeKeys(folder);
    return {
      index,
      name: `node-${index}`,
      folder,
      model,
      ...keys,
      transportPort: ports[2 * index] ?? 0,
      httpPort: ports[2 * index + 1] ?? 0,
      weightBps: weightOf(index, count),
    };
  });
}

/** Equal weights that sum to 100_00: the first members carry what does not divide. */
export function weightOf(index: number, count: number): number {
  return Math.floor(10_000 / count) + (index < 10_000 % count ? 1 : 0);
}

function writeKeys(folder: string): Pick<Member, "signer" | "gasPayer" | "transportKey"> {
  const password = randomBytes(24).toString("base64url");
  const [report, gas] = [Wallet.createRandom(), Wallet.createRandom()];
  const keystore = ({ address, privateKey }: { address: string; privateKey: string }): string =>
    encryptKeystoreJsonSync({ address, privateKey }, password, { scrypt: KEYSTORE_COST });
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  writeWhole(join(folder, "keys/password.txt"), password, 0o600);
  writeWhole(join(folder, "keys/report.json"), keystore(report), 0o600);
  writeWhole(join(folder, "keys/gas.json"), keystore(gas), 0o600);
  writeWhole(join(folder, "keys/transport.pem"), pem, 0o600);
  return {
    signer: report.address,
    gasPayer: gas.address,
    transportKey: `0x${spki.subarray(-ED25519_BYTES).toString("hex")}`,
  };
}

/** Ports that are free now, all different: held together before any is let go. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, HOST, resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Members and models as a deployment takes them. */
export const committeeOf = (members: readonly Member[], models: readonly DemoModel[]) => ({
  members: members.map(({ signer, model, weightBps }) => ({
    signer,
    operator: signer,
    modelHash: model.manifest.sha256,
    weightBps,
  })),
  models: models.map(({ manifest }) => ({
    modelHash: manifest.sha256,
    schemaHash: manifest.featureSchema,
    cardUri: `committee/models/${manifest.id}/README.md`,
  })),
});
