import { ApiProblem } from "@siren/web/failures";

type Replayed = { replayed: number };

/** One after the other, because each brings along what waits behind it. */
export async function replayAll<L>(
  letters: readonly L[],
  replay: (letter: L) => Promise<Replayed>,
): Promise<{ replayed: number; failed: number }> {
  const sum = { replayed: 0, failed: 0 };
  for (const letter of letters) {
    const done = await replay(letter).catch((error) => {
      // Among many it went with one before it. Alone, somebody else was here, and that is said.
      if (letters.length > 1 && isGone(error)) return null;
      throw error;
    });
    if (!done) continue;
    sum.replayed += done.replayed;
    if (done.replayed === 0) sum.failed += 1;
  }
  return sum;
}

const isGone = (error: unknown) => error instanceof ApiProblem && error.code === "NOT_FOUND";
