/** A check that failed, or that cannot run, in sentences; the command prints them and ends with exit code 1. */
export class ProveError extends Error {
  readonly code = "PROVE";
}

/** Runs a command's main; an expected failure is printed as its sentences alone. */
export async function runCommand(main: () => Promise<void> | void): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ProveError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
