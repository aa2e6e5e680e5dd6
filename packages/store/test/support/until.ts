import { setTimeout as pause } from "node:timers/promises";

/** Polls until `check` gives something else than false or undefined, or fails with what was waited for. */
export async function until<T>(
  what: string,
  check: () => Promise<T | false | undefined> | T | false | undefined,
  withinMs = 10_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const answer = await check();
    if (answer !== false && answer !== undefined) return answer;
    if (performance.now() > endsAt) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await pause(5);
  }
}
