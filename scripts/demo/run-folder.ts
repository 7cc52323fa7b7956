import { existsSync, mkdirSync, renameSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DemoError, messageOf, systemCode } from "./errors.ts";

/** What a run writes at most: seven stores, logs, a picture. */
const NEEDED_BYTES = 200 * 1024 * 1024;

/** Makes a new folder for one run; throws DemoError where the disk has no room or refuses. */
export function makeRunFolder(root: string, name: string): string {
  const folder = join(root, name);
  try {
    makeFolders(folder);
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < NEEDED_BYTES) {
      throw new DemoError(
        "DiskFull",
        `There is too little room for a run under ${root}: ${Math.round((bavail * bsize) / 1e6)} MB are free and 200 MB are needed; free some space or give another --out folder.`,
      );
    }
  } catch (error) {
    throw asDiskError(error, folder);
  }
  return folder;
}

/** Parents first: Node's own recursive mkdir never returns where a file system refuses with ENOENT, as /proc does. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}

/** Writes a file as a whole or not at all: into a neighbour first, then renamed. */
export function writeWhole(file: string, content: string | Uint8Array, mode = 0o644): void {
  try {
    makeFolders(dirname(file));
    writeFileSync(`${file}.part`, content, { mode });
    renameSync(`${file}.part`, file);
  } catch (error) {
    throw asDiskError(error, file);
  }
}

function asDiskError(error: unknown, path: string): DemoError {
  if (error instanceof DemoError) return error;
  const code = systemCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new DemoError(
      "DiskFull",
      `The disk is full: ${path} could not be written; free some space and start again.`,
      {
        cause: error,
      },
    );
  }
  return new DemoError(
    "DiskFailed",
    `${path} cannot be written (${messageOf(error)}); make the folder writable or give another --out folder.`,
    { cause: error },
  );
}
