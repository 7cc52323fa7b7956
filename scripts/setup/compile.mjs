import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./setup-error.mjs";

const MARKER = join("artifacts", ".breakwater-build");
const SOURCES = ["contracts", join("test", "mocks"), join("scripts", "hardhat")];
const FILES = ["hardhat.config.ts", "package-lock.json"];

function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function fingerprint(root) {
  const hash = createHash("sha256");
  const files = [
    ...FILES.map((file) => join(root, file)),
    ...SOURCES.flatMap((folder) => filesBelow(root, folder)),
  ];
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

function isCompiled(root, print) {
  const marker = join(root, MARKER);
  return existsSync(marker) && readFileSync(marker, "utf8") === print;
}

/**
 * Compiles Breakwater, and Aave v3.6 beside it, unless nothing changed.
 * @param {string} root Repository root.
 * @param {string} node The Node to run Hardhat with.
 * @param {(sentence: string) => void} say Tells the user what goes on.
 */
export function compile(root, node, say) {
  const print = fingerprint(root);
  if (isCompiled(root, print)) return;
  say("Compiling the contracts, Aave v3.6 included (a minute or two).");
  const hardhat = join(root, "node_modules", "hardhat", "dist", "src", "cli.js");
  const { status, stdout, stderr } = spawnSync(node, [hardhat, "build"], { cwd: root, encoding: "utf8" });
  if (status !== 0) {
    throw new SetupError(`The contracts do not compile:\n${stdout}${stderr}`);
  }
  mkdirSync(join(root, "artifacts"), { recursive: true });
  writeFileSync(join(root, MARKER), print);
}
