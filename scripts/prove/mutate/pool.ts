import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { ProveError } from "../errors.ts";
import { ROOT } from "../sources.ts";
import type { Reply, Request } from "./messages.ts";

/** Since a worker was last heard of; compiling one mutant alone takes up to a minute of it. */
const SILENCE_MS = 5 * 60_000;

/** A worker's process, started anew where a mutant has hung it. */
export class Worker {
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  constructor(...args: readonly string[]) {
    this.#args = args;
  }

  /** The reply; undefined if the worker fell silent or died over it. */
  async ask(request: Request): Promise<Reply | undefined> {
    this.#child ??= await this.#start();
    const child = this.#child;
    const reply = this.#listen(child);
    child.send(request);
    const answer = await reply;
    if (answer === undefined || (answer.kind === "judged" && answer.spent)) this.stop();
    if (answer?.kind === "failed") throw new ProveError(answer.message);
    return answer;
  }

  stop(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(join(import.meta.dirname, "worker.ts"), [...this.#args], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const ready = await this.#listen(child);
    if (ready?.kind !== "ready") throw new ProveError("A worker did not start.");
    return child;
  }

  #listen(child: ChildProcess): Promise<Reply | undefined> {
    return new Promise((resolve) => {
      const end = (reply?: Reply): void => {
        clearTimeout(timer);
        child.off("message", hear);
        child.off("exit", died);
        resolve(reply);
      };
      const died = (): void => {
        end();
      };
      const hear = (reply: Reply): void => {
        if (reply.kind === "alive") timer.refresh();
        else end(reply);
      };
      const timer = setTimeout(died, SILENCE_MS);
      child.on("message", hear);
      child.on("exit", died);
    });
  }
}
