import { pino, stdTimeFunctions } from "pino";
import type { DestinationStream } from "pino";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Write = (fields: Readonly<Record<string, unknown>>, sentence: string) => void;

/** A sentence and an object. `fields.event` is the stable name of the line, listed in committee/README.md. */
export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** JSON lines, one event each, on standard output unless a stream is given. */
export function createLogger(
  level: LogLevel,
  base: Readonly<Record<string, unknown>>,
  stream?: DestinationStream,
): Logger {
  const options = { level, base: { ...base }, timestamp: stdTimeFunctions.isoTime };
  const log = stream === undefined ? pino(options) : pino(options, stream);
  return {
    debug: (fields, sentence) => {
      log.debug(fields, sentence);
    },
    info: (fields, sentence) => {
      log.info(fields, sentence);
    },
    warn: (fields, sentence) => {
      log.warn(fields, sentence);
    },
    error: (fields, sentence) => {
      log.error(fields, sentence);
    },
  };
}

const nothing: Write = () => undefined;

/** Says nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
