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

/**
 * A registry that came back empty knows neither us nor anybody else: what it knew before is kept until everybody
 * had the time to register again. An answer that knows us is the truth, also where others are gone from it.
 */
export function rememberForgotten(options: Options): (answer: Instance[]) => Instance[] {
  let sinceMs: number | undefined;
  return (answer) => {
    const ownId = options.ownId();
    if (!ownId || answer.some((instance) => instance.id === ownId)) {
      sinceMs = undefined;
      return answer;
    }
    if (sinceMs === undefined) {
      sinceMs = options.now();
      options.onForgotten();
    }
    if (options.now() - sinceMs > options.graceMs) return answer;
    const answered = new Set(answer.map((instance) => instance.id));
    return [...answer, ...options.known().filter((instance) => !answered.has(instance.id))];
  };
}
