import { NetworkFailure, ServerFailure } from "./failures.ts";

const firstPauseMs = 300;
const longestPauseMs = 5_000;

/** Lost on the way, or refused by a process that is about to go: the same request may be sent again. */
function mayBeSentAgain(error: unknown): boolean {
  if (error instanceof NetworkFailure) return true;
  return error instanceof ServerFailure && [502, 503, 504].includes(error.status);
}

/** Grows, and is spread, so that a thousand pages do not come back at the same moment. */
export function pauseMs(attempt: number, chance: () => number): number {
  const full = Math.min(longestPauseMs, firstPauseMs * 1.7 ** attempt);
  return full * (0.6 + 0.4 * chance());
}

/** Who is told when there will be room does not come before; nor, for being told, much later than others. */
function pauseAfter(error: unknown, attempt: number, chance: () => number): number {
  const own = pauseMs(attempt, chance);
  const wantedS = error instanceof ServerFailure ? error.problem?.retryAfterS : undefined;
  if (typeof wantedS !== "number" || !(wantedS > 0)) return own;
  return Math.max(own, Math.min(longestPauseMs, wantedS * 1_000) * (1 + 0.3 * chance()));
}

type Retrying = {
  /** Counted from the first try; 0 sends once. */
  forMs: number;
  signal?: AbortSignal | undefined;
  onPause?: ((attempt: number, error: unknown) => void) | undefined;
};

export type Surroundings = {
  now: () => number;
  chance: () => number;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export async function retrying<T>(
  send: () => Promise<T>,
  { forMs, signal, onPause }: Retrying,
  { now, chance, wait }: Surroundings,
): Promise<T> {
  const startedAt = now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const pause = pauseAfter(error, attempt, chance);
      const isLate = now() + pause - startedAt > forMs;
      if (signal?.aborted || isLate || !mayBeSentAgain(error)) throw error;
      onPause?.(attempt, error);
      await wait(pause, signal);
    }
  }
}

/** Ends early, without a word, when the signal says so: the next try will see it. */
export function waitInBrowser(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}
