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
 * A registry that came back empty knows neither us nor anybody else. What it knew before is kept until everybody
 * had the time to register again: also once it knows us, for we may be the first.
 */
export function rememberForgotten(options: Options): (answer: Instance[]) => Instance[] {
  let sinceMs: number | undefined;
  return (answer) => {
    const ownId = options.ownId();
    const knowsUs = !ownId || answer.some((instance) => instance.id === ownId);
    if (sinceMs === undefined) {
      if (knowsUs) return answer;
      sinceMs = options.now();
      options.onForgotten();
    }
    if (options.now() - sinceMs > options.graceMs) {
      if (knowsUs) sinceMs = undefined;
      return answer;
    }
    const answered = new Set(answer.map((instance) => instance.id));
    return [...answer, ...options.known().filter((instance) => !answered.has(instance.id))];
  };
}
