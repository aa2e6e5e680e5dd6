import { setTimeout as pause } from "node:timers/promises";

/** So many arrivals strewn over a time as strangers arrive: each whenever it likes, whoever else does. */
export function arrivalsOf(count: number, overMs: number, random: () => number): number[] {
  return Array.from({ length: count }, () => random() * overMs).sort((a, b) => a - b);
}

export type OpenLoop = {
  /** When each is to begin, from the beginning of all; ascending. */
  arrivalsMs: readonly number[];
  /** Begins one and does not throw; `intendedAtMs` is when it was to begin, on `now`'s clock. */
  begin: (n: number, intendedAtMs: number) => Promise<void>;
  /** From then on nobody begins any more. */
  signal: AbortSignal;
  now?: () => number;
  wait?: (ms: number) => Promise<unknown>;
};

/**
 * Begins each at its time whatever became of those before: a server that stalls gets no mercy, and its stall is in the
 * figures of everybody who came meanwhile. Resolves when all that began are over.
 */
export async function openLoop({ arrivalsMs, begin, signal, ...clock }: OpenLoop): Promise<number> {
  const now = clock.now ?? (() => performance.now());
  const wait = clock.wait ?? ((ms: number) => pause(ms, undefined, { signal }).catch(() => undefined));
  const beganAtMs = now();
  const begun: Promise<void>[] = [];
  for (const [n, afterMs] of arrivalsMs.entries()) {
    const leftMs = beganAtMs + afterMs - now();
    if (leftMs > 0) await wait(leftMs);
    if (signal.aborted) break;
    begun.push(begin(n, beganAtMs + afterMs));
  }
  await Promise.all(begun);
  return begun.length;
}
