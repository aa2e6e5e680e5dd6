import { trace } from "@opentelemetry/api";
import { toStandardOut } from "./log-out.ts";
import { currentIds } from "./request-scope.ts";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];
export type Fields = Record<string, unknown>;

/** Named events with ids: never a body, a token or a card number. */
export type Log = {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
  /** The same log with fields that each line carries. */
  with(fields: Fields): Log;
};

/** `isUrgent`: what may be the last that is heard of this process. */
export type LogSink = (line: string, isUrgent: boolean) => void;
export type LogRoot = Log & { level: LogLevel };

/** An error as a log line may carry it: the stack is for us, a reply never has it. */
export function errorFields(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause === undefined ? {} : { cause: String(error.cause) };
  return { error: error.message, errorName: error.name, stack: error.stack, ...cause };
}

export function createLog(options: {
  service: string;
  /** Which of several replicas writes. */
  instance?: string;
  level: LogLevel;
  now: () => number;
  sink?: LogSink;
}): LogRoot {
  const { sink = toStandardOut } = options;
  const root = { level: options.level };

  const at = (fields: Fields): Log => {
    const write = (level: LogLevel) => (event: string, more?: Fields) => {
      if (logLevels.indexOf(level) < logLevels.indexOf(root.level)) return;
      const traceId = trace.getActiveSpan()?.spanContext().traceId;
      sink(
        JSON.stringify({
          t: new Date(options.now()).toISOString(),
          level,
          event,
          service: options.service,
          ...(options.instance === undefined ? {} : { instance: options.instance }),
          ...(traceId === undefined ? {} : { traceId }),
          ...currentIds(),
          ...fields,
          ...more,
        }),
        level === "warn" || level === "error",
      );
    };
    return {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
      with: (more) => at({ ...fields, ...more }),
    };
  };

  return Object.assign(root, at({}));
}
