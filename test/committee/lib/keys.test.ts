import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { computeAddress, id } from "ethers";
import { KeyError, encryptSigningKey, loadSigningKey } from "../../../committee/lib/keystore.ts";
import { createTransportKey, loadTransportKey, publicKeyOf } from "../../../committee/lib/transport-key.ts";

/** A public test key: worthless anywhere else. */
const KEY = id("breakwater test key");

describe("Keys of a node", () => {
  let folder: string;
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const refusal = async (action: Promise<unknown>): Promise<KeyError> => {
    try {
      await action;
    } catch (error) {
      expect(error).to.be.instanceOf(KeyError);
      expect((error as Error).message).to.not.include(KEY.slice(2, 20));
      return error as KeyError;
    }
    throw new Error("The key was accepted.");
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-keys-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("opens an encrypted keystore with the password from a file", async () => {
    const password = put("password.txt", "correct horse\n");
    const file = put("report.json", await encryptSigningKey(KEY, "correct horse", 1024));
    const key = await loadSigningKey("report key", `keystore://${file}`, password);
    expect(computeAddress(key)).to.equal(computeAddress(KEY));
  });

  it("reads a private key from a plain file", async () => {
    const key = await loadSigningKey("gas key", `file://${put("gas.txt", `${KEY}\n`)}`);
    expect(key.privateKey).to.equal(KEY);
  });

  it("does not start without the file, the password, or a key in it", async () => {
    const keystore = put("report.json", await encryptSigningKey(KEY, "right", 1024));
    const wrong = put("wrong.txt", "wrong");
    const load = (uri: string, password?: string) => loadSigningKey("report key", uri, password);
    expect((await refusal(load(`keystore://${folder}/no.json`, wrong))).code).to.equal("KEY_MISSING");
    expect((await refusal(load(`keystore://${keystore}`))).code).to.equal("PASSWORD_MISSING");
    expect((await refusal(load(`keystore://${keystore}`, wrong))).code).to.equal("PASSWORD_WRONG");
    expect((await refusal(load(`keystore://${wrong}`, wrong))).code).to.equal("KEY_INVALID");
    expect((await refusal(load(`file://${wrong}`))).code).to.equal("KEY_INVALID");
  });

  it("reads an ed25519 transport key, and refuses what is none", () => {
    const { pem, publicKey } = createTransportKey();
    expect(publicKeyOf(loadTransportKey(`file://${put("t.pem", pem)}`))).to.equal(publicKey);
    expect(() => loadTransportKey(`file://${put("bad.pem", "no key")}`)).to.throw(
      KeyError,
      /not a private key in PEM/,
    );
    expect(() => loadTransportKey(`file://${folder}/no.pem`)).to.throw(KeyError, /does not start/);
  });
});
