/** What a failure of the demo means to a caller of `npm start`. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  badInput: 3,
  environment: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type DemoErrorCode =
  | "BadArgument"
  | "BadScenario"
  | "BadData"
  | "BadModel"
  | "ChainFailed"
  | "CommitteeFailed"
  | "DiskFull"
  | "DiskFailed"
  | "PortTaken";

const EXIT_OF: Record<DemoErrorCode, ExitCode> = {
  BadArgument: EXIT.usage,
  BadScenario: EXIT.badInput,
  BadData: EXIT.badInput,
  BadModel: EXIT.badInput,
  ChainFailed: EXIT.failed,
  CommitteeFailed: EXIT.failed,
  DiskFull: EXIT.environment,
  DiskFailed: EXIT.environment,
  PortTaken: EXIT.environment,
};

/** A failure whose message is one sentence for the person who ran the command: what, where, how to mend it. */
export class DemoError extends Error {
  override readonly name = "DemoError";
  readonly code: DemoErrorCode;

  constructor(code: DemoErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }

  get exitCode(): ExitCode {
    return EXIT_OF[this.code];
  }
}

/** The system's error code (`ENOENT`, `ENOSPC`), if `error` carries one. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
