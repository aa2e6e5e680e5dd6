import type { LogLevel, LogRoot } from "../log.ts";

export type LogLevels = {
  /** Until somebody says otherwise, or for a while only. */
  set(level: LogLevel, forMs?: number): void;
  /** What it falls back to, such as when a settings file says so. */
  settle(level: LogLevel): void;
  /** `untilMs`: when it falls back by itself. */
  current(): { level: LogLevel; untilMs: number | null };
  close(): void;
};

/** How much is logged: raised for a while by hand, it finds its way back by itself. */
export function createLogLevels(log: LogRoot, now: () => number): LogLevels {
  let settled = log.level;
  let falling: NodeJS.Timeout | undefined;
  let untilMs: number | null = null;

  function change(level: LogLevel, why: string, forMs?: number): void {
    if (log.level === level && forMs === undefined) return;
    // Said at the louder of both levels, or it would not be said.
    log.level = level === "debug" || level === "info" ? level : log.level;
    log.info("log.level-changed", { to: level, why, ...(forMs !== undefined && { forMs }) });
    log.level = level;
  }

  function stopFalling(): void {
    clearTimeout(falling);
    falling = undefined;
    untilMs = null;
  }

  return {
    set(level, forMs) {
      stopFalling();
      change(level, "told", forMs);
      if (forMs === undefined) settled = level;
      else {
        untilMs = now() + forMs;
        falling = setTimeout(() => {
          falling = undefined;
          untilMs = null;
          change(settled, "the time is over");
        }, forMs).unref();
      }
    },
    settle(level) {
      settled = level;
      if (falling === undefined) change(level, "settings");
    },
    current: () => ({ level: log.level, untilMs }),
    close: stopFalling,
  };
}
