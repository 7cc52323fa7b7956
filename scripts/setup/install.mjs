import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./setup-error.mjs";

const MARKER = join("node_modules", ".breakwater-install");
/** Hardhat's native part needs it: npm on an older Node skips that part without a word. */
const OLDEST_NODE_FOR_INSTALL = [22, 13];

/** What an installation depends on: the lockfile and the machine's kind. */
function fingerprint(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");
}

function isInstalled(root) {
  const marker = join(root, MARKER);
  return existsSync(marker) && readFileSync(marker, "utf8") === fingerprint(root);
}

/** The pinned Node that comes along as a dependency. */
function pinnedNode(root) {
  const lock = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return lock.dependencies.node;
}

function installCommand(root) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE_FOR_INSTALL;
  const installs = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  const ci = ["ci", "--loglevel=error", "--no-audit", "--no-fund"];
  if (installs) return ["npm", ...ci];
  return [
    "npm",
    "exec",
    "--yes",
    "--loglevel=error",
    `--package=node@${pinnedNode(root)}`,
    "--",
    "npm",
    ...ci,
  ];
}

/**
 * Installs the locked dependencies unless they are there already.
 * @param {string} root Repository root.
 * @param {(sentence: string) => void} say Tells the user what goes on.
 */
export function install(root, say) {
  if (isInstalled(root)) return;
  const [command, ...args] = installCommand(root);
  say(
    `Installing the locked dependencies (about 900 MB on disk, a minute or two): ${command} ${args.join(" ")}`,
  );
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
    // The package ships its CPU library; without this it would fetch GPU libraries when it installs.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip", npm_config_loglevel: "error" },
  });
  if (error !== undefined) {
    throw new SetupError(
      `npm could not be started (${error.message}). Install Node with npm, version 20 or later.`,
    );
  }
  if (status !== 0) {
    throw new SetupError(
      `The installation failed (exit code ${status}); npm's words are above. ` +
        "Mend what it names (network, registry, disk space) and run the same command again: nothing else was changed.",
    );
  }
  writeFileSync(join(root, MARKER), fingerprint(root));
}
