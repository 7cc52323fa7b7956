import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProveError } from "../errors.ts";
import type { Stage, Target } from "./targets.ts";

const COPIED = [
  "contracts",
  "test",
  "artifacts",
  "cache",
  "hardhat.config.ts",
  "package.json",
  "tsconfig.json",
];
const LINKED = ["node_modules", "scripts", "committee", "types"];
/** A mutant that does not come to an end is as good as killed. */
const TIMEOUT_MS = 10 * 60_000;

/** A copy of the project that one mutant at a time may spoil. */
export class Workspace {
  readonly #root: string;
  readonly #folder: string;

  constructor(root: string, folder: string) {
    this.#root = root;
    this.#folder = folder;
  }

  /** Makes the copy; what was built in the project is taken over, so that only what a mutant changes is built. */
  prepare(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    for (const name of COPIED) {
      const from = join(this.#root, name);
      if (existsSync(from)) cpSync(from, join(this.#folder, name), { recursive: true });
    }
    for (const name of LINKED) symlinkSync(join(this.#root, name), join(this.#folder, name));
  }

  write(file: string, source: string): void {
    writeFileSync(join(this.#folder, file), source);
  }

  restore(file: string): void {
    this.write(file, readFileSync(join(this.#root, file), "utf8"));
  }

  /** Whether the sources compile; nothing is said of why not. */
  async builds({ builds }: Target): Promise<boolean> {
    return (await this.#hardhat(["build", ...new Set(builds)])) === 0;
  }

  /** Whether a test of the stage fails. */
  async kills({ runner, tests }: Stage): Promise<boolean> {
    const flags = runner === "mocha" ? ["--no-compile", "--bail"] : [];
    return (await this.#hardhat(["test", runner, ...flags, ...tests])) !== 0;
  }

  #hardhat(args: readonly string[]): Promise<number> {
    const cli = join("node_modules", "hardhat", "dist", "src", "cli.js");
    const child = spawn(process.execPath, [cli, ...args], { cwd: this.#folder, stdio: "ignore" });
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = child.kill("SIGKILL");
      }, TIMEOUT_MS);
      child.on("error", (cause) => {
        reject(new ProveError("Hardhat could not be started.", { cause }));
      });
      child.on("exit", (code) => {
        clearTimeout(timer);
        if (code === null && !late)
          reject(new ProveError("Hardhat was stopped: nothing is known of this mutant."));
        else resolve(code ?? 1);
      });
    });
  }
}
