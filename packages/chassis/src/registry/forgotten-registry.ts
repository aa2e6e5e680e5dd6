import type { Instance } from "./port.ts";

type Options = {
  /** Our id while we are registered. */
  ownId: () => string | undefined;
  known: () => readonly Instance[];
  now: () => number;
  /** By then everybody has had the time to register again. */
  graceMs: number;
  onForgotten: () => void;
};

export type ForgottenRegistry = {
  /** An answer, with those that it forgot. */
  complete(answer: Instance[]): Instance[];
  /** A renewal was told that we are unknown: we register again, and the next answer may know us and nobody else. */
  weAreUnknown(): void;
};

/**
 * A registry that came back empty knows neither us nor anybody else. What it knew before is kept until everybody
 * had the time to register again: also once it knows us, for we may be the first.
 */
export function rememberForgotten(options: Options): ForgottenRegistry {
  let sinceMs: number | undefined;

  function weAreUnknown(): void {
    if (sinceMs !== undefined) return;
    sinceMs = options.now();
    options.onForgotten();
  }

  return {
    weAreUnknown,
    complete(answer) {
      const ownId = options.ownId();
      const knowsUs = !ownId || answer.some((instance) => instance.id === ownId);
      if (!knowsUs) weAreUnknown();
      if (sinceMs === undefined) return answer;
      if (options.now() - sinceMs > options.graceMs) {
        if (knowsUs) sinceMs = undefined;
        return answer;
      }
      const answered = new Set(answer.map((instance) => instance.id));
      return [...answer, ...options.known().filter((instance) => !answered.has(instance.id))];
    },
  };
}
