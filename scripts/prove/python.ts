import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProveError } from "./errors.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const VENV = join(ROOT, ".breakwater", "prove", "venv");
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) {
    throw new ProveError(
      `${command} ${args.join(" ")} failed. The tools need Python 3.11 or later, with venv and pip.`,
    );
  }
}

/** Path of a tool of scripts/prove/requirements.txt, installed if it is not there in that version. */
export function pythonTool(name: string): string {
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  const marker = join(VENV, "breakwater-requirements.txt");
  if (!existsSync(marker) || readFileSync(marker, "utf8") !== wanted) {
    process.stdout.write("Installing halmos and slither (once, under .breakwater/prove).\n");
    run("python3", "-m", "venv", VENV);
    run(join(VENV, "bin", "pip"), "install", "--quiet", "--requirement", REQUIREMENTS);
    writeFileSync(marker, wanted);
  }
  return join(VENV, "bin", name);
}
