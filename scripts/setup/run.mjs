// What `npm start`, `npm test` and the other commands run first: plain JavaScript, so that any Node from 20 on can. It
// installs and compiles what is missing, then hands over to the pinned Node with the command asked for. With
// --no-contracts nothing is compiled: models and data need none.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./compile.mjs";
import { install } from "./install.mjs";
import { SetupError } from "./setup-error.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const OLDEST_NODE = 20;
const HARDHAT = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");

const say = (sentence) => process.stderr.write(`${sentence}\n`);

function prepare(contracts) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) {
    throw new SetupError(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or later.`);
  }
  install(ROOT, say);
  const node = join(ROOT, "node_modules", "node", "bin", "node");
  process.env.PATH = `${join(ROOT, "node_modules", ".bin")}:${process.env.PATH}`;
  process.env.HARDHAT_DISABLE_TELEMETRY = "true";
  if (contracts) compile(ROOT, node, say);
  return node;
}

/** Runs the command to its end, passing signals on, and ends as it ended. */
function handOver(node, args) {
  const child = spawn(node, args, { cwd: process.cwd(), stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group; a lone signal to this process is passed on.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    say(`The command could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}

const plain = process.argv[2] === "--no-contracts";
const [target, ...rest] = process.argv.slice(plain ? 3 : 2);
try {
  const node = prepare(!plain);
  const args =
    target === "hardhat" ? [HARDHAT, ...rest] : ["--disable-warning=ExperimentalWarning", target, ...rest];
  handOver(node, args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exit(1);
}
