const longestMs = 2_000;

/** As soon as the browser has nothing better to do, but within a moment. Answers what calls it off. */
export function whenIdle(work: () => void): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(work, 200);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(work, { timeout: longestMs });
  return () => cancelIdleCallback(asked);
}
