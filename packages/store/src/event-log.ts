import { setTimeout as pause } from "node:timers/promises";
import { eitherSignal } from "@siren/chassis/either-signal";
import type { EventLogPort, LiveRecord } from "@siren/chassis/messaging/ports";
import type { Collections, LiveDoc } from "./collections.ts";
import type { HeadWatch } from "./head-watch.ts";

/** Numbers looked through with one read; most events carry one or two records. */
const atOnce = 200;

export type EventLogParts = {
  collections: Collections;
  headWatch: HeadWatch;
  onTrouble: (error: unknown) => void;
  closing: AbortSignal;
};

export function createEventLog({
  collections: c,
  headWatch,
  onTrouble,
  closing,
}: EventLogParts): EventLogPort {
  return {
    async streamHead(stream) {
      return (await c.streams.findOne({ _id: stream }))?.n ?? 0;
    },
    async streamHeads(streams) {
      const docs = await c.streams.find({ _id: { $in: [...streams] } }).toArray();
      return new Map(docs.map(({ _id, n }) => [_id, n]));
    },
    async readStream(stream, afterN, limit) {
      const docs = await c.live
        .find({ stream, n: { $gt: afterN } })
        .sort({ n: 1 })
        .limit(limit)
        .toArray();
      return docs.map(liveRecord);
    },
    tail(fromSeq, onRecords, isWanted = () => true) {
      const stopped = new AbortController();
      void follow(c, headWatch, {
        fromSeq,
        onRecords,
        isWanted,
        onTrouble,
        signal: eitherSignal(stopped.signal, closing),
      });
      return () => stopped.abort();
    },
  };
}

type Following = {
  fromSeq: number | undefined;
  onRecords: (records: LiveRecord[]) => void | Promise<void>;
  isWanted: () => boolean;
  onTrouble: (error: unknown) => void;
  signal: AbortSignal;
};

async function follow(c: Collections, headWatch: HeadWatch, following: Following): Promise<void> {
  const { onRecords, isWanted, onTrouble, signal } = following;
  let seen = following.fromSeq ?? headWatch.seq();
  while (!signal.aborted) {
    try {
      await headWatch.passed(seen, 60_000, { signal });
      const upTo = Math.min(headWatch.seq(), seen + atOnce);
      if (upTo <= seen) continue;
      if (!isWanted()) {
        seen = headWatch.seq();
        continue;
      }
      const docs = await c.live
        .find({ seq: { $gt: seen, $lte: upTo } })
        .sort({ seq: 1, i: 1 })
        .toArray();
      if (signal.aborted) return;
      if (docs.length > 0) await onRecords(docs.map(liveRecord));
      seen = upTo;
    } catch (error) {
      if (signal.aborted) return;
      onTrouble(error);
      await pause(200);
    }
  }
}

function liveRecord(doc: LiveDoc): LiveRecord {
  const { stream, n, seq, eventId, name, at, data, traceparent } = doc;
  const record = { stream, n, seq, eventId, name, at, data };
  return traceparent === undefined ? record : { ...record, traceparent };
}
