import type { LiveRecord } from "../messaging/ports.ts";

export type Subscription = {
  readonly stream: string;
  /** The last `n` that was sent. */
  position(): number;
  /** A record from the tail of the log; may be early, late or a repeat. */
  offer(record: LiveRecord): void;
  /** The stream is known to be at `n`: sends what the tail has not brought yet. */
  lookFor(n: number): Promise<void>;
  close(): void;
};

/** Read at a time: so much may be under way to a reader who then turns out to be slow. */
const pageLength = 25;

type Options = {
  stream: string;
  after: number;
  eventLog: { readStream(stream: string, afterN: number, limit: number): Promise<LiveRecord[]> };
  send: (record: LiveRecord) => void;
  /** Whether the reader takes what it is sent. While it does not, nothing is kept for it: the log has it. */
  hasRoom: () => boolean;
  /** Until there is room, and no longer than is good for anybody: rejects then. */
  room: () => Promise<void>;
  onTrouble: (error: unknown) => void;
};

/**
 * Sends one stream to one socket in the order of `n`, without a gap and without a repeat. While it reads
 * what the socket missed, the tail runs on; whatever it offers meanwhile is only noted and read as well.
 */
export function subscribe(options: Options): Subscription & { caughtUp: Promise<void> } {
  const { stream, eventLog, send, hasRoom, room, onTrouble } = options;
  let sent = options.after;
  let offered = 0;
  let isReading = false;
  let isClosed = false;

  function sendNext(record: LiveRecord): void {
    if (record.n !== sent + 1) return;
    sent = record.n;
    send(record);
  }

  async function catchUp(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      for (;;) {
        while (!hasRoom() && !isClosed) await room();
        const records = isClosed ? [] : await eventLog.readStream(stream, sent, pageLength);
        if (isClosed) return;
        const before = sent;
        for (const record of records) sendNext(record);
        if (sent === before && offered <= sent) return;
        // Offered but not to be read: it was pruned, and the socket has to begin anew.
        if (sent === before) throw new Error(`${stream} has no ${sent + 1}`);
      }
    } catch (error) {
      if (!isClosed) onTrouble(error);
    } finally {
      isReading = false;
    }
  }

  const caughtUp = catchUp();
  let looking = caughtUp;

  return {
    stream,
    caughtUp,
    position: () => sent,
    offer(record) {
      if (isClosed || record.n <= sent) return;
      offered = Math.max(offered, record.n);
      if (isReading) return;
      if (record.n === sent + 1 && hasRoom()) sendNext(record);
      else void catchUp();
    },
    lookFor(n) {
      offered = Math.max(offered, n);
      if (!isReading) looking = catchUp();
      return looking;
    },
    close() {
      isClosed = true;
    },
  };
}
