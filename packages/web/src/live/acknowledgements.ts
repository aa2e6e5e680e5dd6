type Parts = {
  /** Runs it when what the page has been given by now is on the screen; not while nobody can see the page. */
  whenShown: (run: () => void) => void;
  send: (stream: string, n: number) => Promise<unknown>;
};

/**
 * Says what has been shown, never more, and for each stream one thing at a time: while an answer is waited for,
 * later numbers gather into one.
 */
export function createAcknowledgements({ whenShown, send }: Parts) {
  const given = new Map<string, number>();
  const shown = new Map<string, number>();
  const confirmed = new Map<string, number>();
  const onTheWay = new Set<string>();
  let isWaiting = false;

  function wait(): void {
    if (isWaiting) return;
    isWaiting = true;
    // What is given after this moment may miss the picture that is waited for.
    const until = new Map(given);
    whenShown(() => {
      isWaiting = false;
      for (const [stream, n] of until) shown.set(stream, n);
      sendAll();
      if ([...given].some(([stream, n]) => n > (shown.get(stream) ?? 0))) wait();
    });
  }

  function sendAll(): void {
    for (const [stream, n] of shown) {
      if (onTheWay.has(stream) || n <= (confirmed.get(stream) ?? 0)) continue;
      onTheWay.add(stream);
      send(stream, n).then(
        () => {
          confirmed.set(stream, n);
          onTheWay.delete(stream);
          sendAll();
        },
        // Said again with the next one, or when there is a connection again.
        () => void onTheWay.delete(stream),
      );
    }
  }

  return {
    /** The page has been given everything up to `n`. */
    given(stream: string, n: number): void {
      if (n <= (given.get(stream) ?? 0)) return;
      given.set(stream, n);
      wait();
    },
    sendAll,
    forget(stream: string): void {
      for (const each of [given, shown, confirmed]) each.delete(stream);
    },
  };
}

/** After the next picture but one: the first may have been begun before. A hidden page paints nothing. */
export const afterPaint = (run: () => void): void =>
  void requestAnimationFrame(() => void requestAnimationFrame(run));
