/** So many at once, and so many a second after that; each call takes one, and says whether it was there. */
export function createBucket(
  { atOnce, perS }: { atOnce: number; perS: number },
  now: () => number,
): () => boolean {
  let left = atOnce;
  let refilledAt = now();
  return () => {
    const at = now();
    const refill = (Math.max(0, at - refilledAt) / 1_000) * perS;
    left = Math.min(atOnce, left + refill) - 1;
    refilledAt = at;
    return left >= 0;
  };
}
