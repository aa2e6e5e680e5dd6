export type LastAnswer = { status: number; atMs: number };
export type LastFailure = { kind: string; atMs: number };
export type LastWords = { answer?: LastAnswer; failure?: LastFailure };

/** The last real answer of each instance, and the last time that there was none: what a registry cannot know. */
export function createLastAnswers(now: () => number) {
  const words = new Map<string, LastWords>();

  function of(id: string): LastWords {
    const found = words.get(id);
    if (found) return found;
    const fresh: LastWords = {};
    words.set(id, fresh);
    return fresh;
  }

  return {
    answered(id: string, status: number): void {
      const { answer } = of(id);
      if (!answer) {
        of(id).answer = { status, atMs: now() };
        return;
      }
      answer.status = status;
      answer.atMs = now();
    },
    failed(id: string, kind: string): void {
      of(id).failure = { kind, atMs: now() };
    },
    of: (id: string): LastWords => words.get(id) ?? {},
    forget: (id: string) => void words.delete(id),
  };
}

export type LastAnswers = ReturnType<typeof createLastAnswers>;
