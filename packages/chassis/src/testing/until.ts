type Falsy = false | undefined | null | 0 | "";

const [firstPauseMs, longestPauseMs] = [5, 60];

/**
 * Waits until the check gives something, and fails with what was waited for when it does not in time. It looks less and
 * less often: a check is mostly a request, and takes processor time from what is being waited for.
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<Exclude<T, Falsy>> {
  const endsAt = performance.now() + withinMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.25, longestPauseMs)) {
    const answer = await check();
    if (answer) return answer as Exclude<T, Falsy>;
    if (performance.now() > endsAt) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
