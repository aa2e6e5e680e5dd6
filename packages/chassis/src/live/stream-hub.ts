import type { EventLogPort, LiveRecord } from "../messaging/ports.ts";

/** Whoever hears a stream here: a socket, or a request that waits. */
export type Listener = {
  /** A record from the tail of the log; may be early, late or a repeat. */
  hear(record: LiveRecord): void;
  /** It is this one's turn to ring for the event `n`. Left out by those who never ring. */
  ring?(n: number): void;
  /** One request of a page that asks on and on. */
  isRequest?: true;
  /** The stream stands at `n`. Left out by those who are not to be told. */
  tick?(n: number, at: number): void;
};

export type StreamHub = {
  listen(stream: string, listener: Listener): () => void;
  of(stream: string): ReadonlySet<Listener>;
  streams(): IterableIterator<string>;
  /** `spread` is given each record for whoever listens to its stream, and each only while there is somebody. */
  start(spread: (record: LiveRecord, listeners: ReadonlySet<Listener>) => void): void;
  stop(): void;
};

const nobody: ReadonlySet<Listener> = new Set();

/** One tail for all listeners, found by their stream: a record costs what its own listeners cost. */
export function createStreamHub(eventLog: Pick<EventLogPort, "tail">): StreamHub {
  const byStream = new Map<string, Set<Listener>>();
  let stop = () => {};

  return {
    listen(stream, listener) {
      const listeners = byStream.get(stream) ?? new Set();
      byStream.set(stream, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byStream.get(stream) === listeners) byStream.delete(stream);
      };
    },
    of: (stream) => byStream.get(stream) ?? nobody,
    streams: () => byStream.keys(),
    start(spread) {
      const hear = (records: readonly LiveRecord[]) => {
        for (const record of records) {
          const listeners = byStream.get(record.stream);
          if (listeners) spread(record, listeners);
        }
      };
      // Whoever comes reads what was there before them: for nobody, nothing has to be read.
      stop = eventLog.tail(undefined, hear, () => byStream.size > 0);
    },
    stop: () => stop(),
  };
}
