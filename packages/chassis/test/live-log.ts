import type { EventLogPort, LiveRecord } from "../src/messaging/ports.ts";

export type HandLog = EventLogPort & {
  write(stream: string, name?: string, data?: object, at?: number): LiveRecord;
  /** Tails hear nothing until it is released, as when a replica is slow to look. */
  hold(): void;
  release(): void;
  prune(stream: string, upTo: number): void;
};

/** An event log whose tail the test holds in its hand. */
export function handLog(): HandLog {
  let kept: LiveRecord[] = [];
  const heads = new Map<string, number>();
  const tails = new Set<(records: LiveRecord[]) => void | Promise<void>>();
  let unheard: LiveRecord[] = [];
  let isHeld = false;

  function tell(): void {
    if (isHeld || unheard.length === 0) return;
    const records = unheard;
    unheard = [];
    for (const hear of tails) void hear(records);
  }

  return {
    write(stream, name = "order.accepted", data = {}, at?: number) {
      const n = (heads.get(stream) ?? 0) + 1;
      heads.set(stream, n);
      const seq = [...heads.values()].reduce((sum, one) => sum + one, 0);
      const eventId = `evt_${String(seq).padStart(26, "0")}`;
      const record = { stream, n, seq, eventId, name, at: at ?? seq, data };
      kept.push(record);
      unheard.push(record);
      tell();
      return record;
    },
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      tell();
    },
    prune: (stream, upTo) => {
      kept = kept.filter((record) => record.stream !== stream || record.n > upTo);
    },
    streamHeads: async (streams) => new Map(streams.map((stream) => [stream, heads.get(stream) ?? 0])),
    streamHead: async (stream) => heads.get(stream) ?? 0,
    readStream: async (stream, afterN, limit) =>
      kept.filter((record) => record.stream === stream && record.n > afterN).slice(0, limit),
    tail(_fromSeq, onRecords) {
      tails.add(onRecords);
      return () => void tails.delete(onRecords);
    },
  };
}
