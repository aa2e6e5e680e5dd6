/** Polls until the check holds, and fails with what was waited for when it does not within the time. */
export async function until(what: string, check: () => unknown, withinMs = 5_000): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  for (;;) {
    if (await check()) return;
    if (Date.now() > deadlineMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
