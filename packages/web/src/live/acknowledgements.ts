type Parts = {
  /** Runs it when what the page has been given by now is on the screen; not while nobody can see the page. */
  whenShown: (run: () => void) => void;
  /** Undefined while there is nobody to say it to. */
  send: (stream: string, n: number) => Promise<unknown> | undefined;
  later: (ms: number, run: () => void) => unknown;
};

/** Of one stream; a stream that was forgotten begins with another one, and what is still on its way is of the old. */
type Standing = { given: number; shown: number; confirmed: number; isOnTheWay: boolean; failures: number };

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Says what has been shown, never more, and for each stream one thing at a time: while an answer is waited for,
 * later numbers gather into one.
 */
export function createAcknowledgements({ whenShown, send, later }: Parts) {
  const streams = new Map<string, Standing>();
  let isWaiting = false;

  function wait(): void {
    if (isWaiting) return;
    isWaiting = true;
    // What is given after this moment may miss the picture that is waited for.
    const until = [...streams.values()].map((one) => ({ one, n: one.given }));
    whenShown(() => {
      isWaiting = false;
      for (const { one, n } of until) one.shown = n;
      sendAll();
      if ([...streams.values()].some(({ given, shown }) => given > shown)) wait();
    });
  }

  function say(stream: string, one: Standing): void {
    const n = one.shown;
    if (streams.get(stream) !== one || one.isOnTheWay || n <= one.confirmed) return;
    const answer = send(stream, n);
    if (!answer) return;
    one.isOnTheWay = true;
    answer.then(
      () => {
        Object.assign(one, { confirmed: n, isOnTheWay: false, failures: 0 });
        say(stream, one);
      },
      () => {
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** one.failures);
        Object.assign(one, { isOnTheWay: false, failures: one.failures + 1 });
        // The next thing to happen may be minutes away, and another device of theirs would ring meanwhile.
        later(pauseMs, () => say(stream, one));
      },
    );
  }

  function sendAll(): void {
    for (const [stream, one] of streams) say(stream, one);
  }

  return {
    /** The page has been given everything up to `n`. */
    given(stream: string, n: number): void {
      const one = streams.get(stream) ?? {
        ...{ given: 0, shown: 0, confirmed: 0, isOnTheWay: false, failures: 0 },
      };
      streams.set(stream, one);
      if (n <= one.given) return;
      one.given = n;
      wait();
    },
    sendAll,
    forget: (stream: string): void => void streams.delete(stream),
  };
}
