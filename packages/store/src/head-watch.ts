export type HeadWatch = {
  /** The highest number known to this process. */
  seq(): number;
  learn(seq: number): void;
  /** Looks at the store now; looks that come together are one. */
  refresh(): void;
  /** Until the head is past `after`, the time is over or the signal is given; never throws. */
  passed(after: number, waitMs: number, waiting?: Waiting): Promise<void>;
  onAdvance(listener: () => void): () => void;
  close(): void;
};

type Waiting = {
  signal?: AbortSignal | undefined;
  /** Told each time that the store was looked at meanwhile and answered. */
  onLook?: (() => void) | undefined;
};

export type HeadWatchParts = {
  readHead: () => Promise<number>;
  /** How often to look while somebody waits; the net under nudges that got lost. */
  lookEveryMs: number;
  onTrouble: (error: unknown) => void;
};

export function createHeadWatch({ readHead, lookEveryMs, onTrouble }: HeadWatchParts): HeadWatch {
  let head = 0;
  let closed = false;
  let looking = false;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();
  const lookers = new Set<() => void>();

  const watch: HeadWatch = {
    seq: () => head,
    learn(seq) {
      if (seq <= head) return;
      head = seq;
      for (const listener of [...listeners]) listener();
    },
    refresh() {
      if (looking) lookAgain = true;
      else void look();
    },
    passed(after, waitMs, { signal, onLook } = {}) {
      if (closed || head > after || waitMs <= 0 || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(deadline);
          signal?.removeEventListener("abort", end);
          if (onLook) lookers.delete(onLook);
          forget();
          resolve();
        };
        const deadline = setTimeout(end, waitMs);
        signal?.addEventListener("abort", end, { once: true });
        if (onLook) lookers.add(onLook);
        const forget = watch.onAdvance(() => (head > after || closed) && end());
      });
    },
    onAdvance(listener) {
      listeners.add(listener);
      keepLooking();
      return () => {
        listeners.delete(listener);
        keepLooking();
      };
    },
    close() {
      closed = true;
      keepLooking();
      for (const listener of [...listeners]) listener();
    },
  };

  async function look(): Promise<void> {
    looking = true;
    try {
      do {
        lookAgain = false;
        watch.learn(await readHead());
        for (const onLook of [...lookers]) onLook();
      } while (lookAgain && !closed);
    } catch (error) {
      if (!closed) onTrouble(error);
    } finally {
      looking = false;
    }
  }

  function keepLooking(): void {
    const wanted = listeners.size > 0 && !closed;
    if (wanted && !timer) timer = setInterval(() => watch.refresh(), lookEveryMs);
    if (!wanted && timer) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  return watch;
}
