import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DemoError } from "../errors.ts";
import type { Member } from "./members.ts";

const MAIN = join(import.meta.dirname, "../../../committee/main.ts");
const STOP_MS = 2_000;

/** A line of the node's log that carries an event. */
export interface NodeEvent {
  readonly event: string;
  readonly round?: number;
  readonly reason?: string;
}

/** One node as a process of its own. */
export interface NodeProcess {
  readonly member: Member;
  readonly alive: boolean;
  /** Resolves once the node says that it is ready; rejects with its own sentence if it ends before. */
  readonly ready: Promise<void>;
  /** As a crash: no time to say goodbye. */
  kill(): void;
  /** Asks the node to end, and makes it end. */
  stop(): Promise<void>;
}

/**
 * Starts a node. Its standard input is a pipe that only this process holds: if this process dies, however it does, the
 * pipe closes and the node ends itself.
 */
export function startNode(
  member: Member,
  configFile: string,
  onEvent: (event: NodeEvent) => void,
): NodeProcess {
  const child = spawn(process.execPath, [MAIN, "--config", configFile, "--exit-when-stdin-closes"], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const log = createWriteStream(join(member.folder, "node.log"));
  let lastError = "";
  child.stderr.on("data", (chunk: Buffer) => {
    lastError = chunk.toString("utf8").trim() || lastError;
    log.write(chunk);
  });
  const ended = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      log.write(`${line}\n`);
      const event = parseEvent(line);
      if (event === undefined) return;
      if (event.event === "node.ready") resolve();
      onEvent(event);
    });
    void ended.then(() => {
      const why = lastError === "" ? "without a word" : `saying: ${lastError}`;
      reject(
        new DemoError(
          "CommitteeFailed",
          `${member.name} ended before it was ready, ${why} (log: ${join(member.folder, "node.log")}).`,
        ),
      );
    });
  });
  // Whoever does not wait for it must not be taken down by it.
  ready.catch(() => undefined);
  return {
    member,
    get alive() {
      return isAlive(child);
    },
    ready,
    kill: () => child.kill("SIGKILL"),
    stop: async () => {
      if (!isAlive(child)) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

function parseEvent(line: string): NodeEvent | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== "object" || parsed === null || !("event" in parsed)) return undefined;
    if (typeof parsed.event !== "string") return undefined;
    const round = "round" in parsed ? Number(parsed.round) : undefined;
    const reason = "reason" in parsed ? String(parsed.reason) : undefined;
    return {
      event: parsed.event,
      ...(round === undefined ? {} : { round }),
      ...(reason === undefined ? {} : { reason }),
    };
  } catch {
    return undefined;
  }
}
