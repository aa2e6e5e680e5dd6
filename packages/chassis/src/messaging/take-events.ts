import type { FeedEvent } from "@siren/contracts/envelope";
import type { ConsumerParts } from "./consumer.ts";
import { growingPauseMs } from "./growing-pause.ts";
import type { FeedCursor } from "./ports.ts";
import { createWake } from "./wake.ts";

/**
 * Takes a page: several events in one transaction while all goes well, one by one when something fails, so
 * that one bad event does not hold up its neighbours. Answers the cursor to go on from.
 */
export async function takeEvents<Tx>(
  parts: ConsumerParts<Tx>,
  from: FeedCursor,
  events: readonly FeedEvent[],
  signal: AbortSignal,
): Promise<FeedCursor> {
  const { batch, feed, inbox, log } = parts;
  let cursor = from;
  for (let i = 0; i < events.length && !signal.aborted; i += batch) {
    const some = events.slice(i, i + batch);
    let outcome: "applied" | "moved";
    try {
      outcome = await applyAll(parts, cursor, some);
    } catch (error) {
      if (inbox.isTransient(error) && some.length === 1) throw error;
      log.warn("event.batch-failed", { feed, from: cursor.seq + 1, error: messageOf(error) });
      outcome = await takeOneByOne(parts, cursor, some, signal);
    }
    if (outcome === "moved") return (await inbox.cursor(feed)) ?? cursor;
    if (signal.aborted) break;
    cursor = { epoch: cursor.epoch, seq: some.at(-1)?.seq ?? cursor.seq };
  }
  return signal.aborted ? ((await inbox.cursor(feed)) ?? cursor) : cursor;
}

async function applyAll<Tx>(parts: ConsumerParts<Tx>, from: FeedCursor, events: readonly FeedEvent[]) {
  const { feed, inbox, handles, handle, readAhead, reach, metrics, now } = parts;
  const outcome = await inbox.apply({
    feed,
    from,
    events,
    handles,
    readAhead,
    async handle(event, tx) {
      await handle(event, tx);
      await reach("consumer.handled");
    },
  });
  if (outcome === "applied") {
    await reach("consumer.applied");
    metrics.taken.add(events.length, { feed });
    for (const event of events) metrics.takeDelay.record(now() - event.at, { feed });
  }
  return outcome;
}

async function takeOneByOne<Tx>(
  parts: ConsumerParts<Tx>,
  from: FeedCursor,
  events: readonly FeedEvent[],
  signal: AbortSignal,
): Promise<"applied" | "moved"> {
  let cursor = from;
  for (const event of events) {
    if (signal.aborted) return "applied";
    const outcome = await takeOne(parts, cursor, event, signal);
    if (outcome === "moved") return "moved";
    cursor = { epoch: cursor.epoch, seq: event.seq };
  }
  return "applied";
}

async function takeOne<Tx>(
  parts: ConsumerParts<Tx>,
  from: FeedCursor,
  event: FeedEvent,
  signal: AbortSignal,
): Promise<"applied" | "moved"> {
  const { feed, inbox, log, metrics, random, attempts, firstPauseMs } = parts;
  const { eventId, type, seq, aggregateId } = event;
  for (let failures = 1; ; failures += 1) {
    try {
      return await applyAll(parts, from, [event]);
    } catch (error) {
      if (inbox.isTransient(error)) throw error;
      metrics.failed.add(1, { feed, type });
      const failure = { error: messageOf(error), attempts: failures };
      log.warn("event.failed", { feed, eventId, type, seq, aggregateId, ...failure });
      if (failures >= attempts) {
        const outcome = await inbox.park(feed, from, event, failure);
        if (outcome === "applied") {
          metrics.setAside.add(1, { feed, type });
          log.error("event.set-aside", { feed, eventId, type, seq, aggregateId, ...failure });
        }
        return outcome;
      }
      await createWake().wait(
        growingPauseMs(failures, { firstMs: firstPauseMs, mostMs: 5_000 }, random),
        signal,
      );
      if (signal.aborted) throw error;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
