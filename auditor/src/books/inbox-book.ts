import type { Finding, HearingFact, InboxFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { FeedEvent } from "@siren/contracts/envelope";
import { createBoundedMap } from "../bounded-map.ts";

type Expected = { consumer: string; feed: string; seq: number; at: number; type: string; eventId: string };

const most = 50_000;
export type InboxBook = ReturnType<typeof createInboxBook>;

/** Which events were told and have not been seen taken yet. What was both is forgotten at once. */
export function createInboxBook() {
  const expected = createBoundedMap<string, Expected>(most);
  const taken = createBoundedMap<string, true>(most);
  const hears = new Map<string, Map<string, HearingFact>>();
  let matched = 0;

  return {
    seeHearing(consumer: string, standing: readonly HearingFact[]): void {
      hears.set(consumer, new Map(standing.map((one) => [one.feed, one])));
    },

    seeTaken(consumer: string, facts: readonly InboxFact[]): void {
      for (const { eventId } of facts) {
        const key = `${consumer} ${eventId}`;
        if (expected.delete(key)) matched += 1;
        // Also of what was matched: its event may be read again after a restart of the reading.
        taken.set(key, true);
      }
    },

    seeEvent(feed: string, consumers: readonly string[], event: FeedEvent): void {
      const { seq, at, type, eventId } = event;
      for (const consumer of consumers) {
        const key = `${consumer} ${eventId}`;
        if (taken.get(key)) matched += 1;
        else expected.set(key, { consumer, feed, seq, at, type, eventId });
      }
    },

    /** Told before `before` to one that has gone past it, and not taken. What was never meant for it is let go. */
    findings(consumer: string, before: number): Finding[] {
      const standing = hears.get(consumer);
      const missing: Finding[] = [];
      for (const [key, one] of [...expected.entries()]) {
        const hearing = standing?.get(one.feed);
        if (one.consumer !== consumer || !hearing) continue;
        const isMeant = hearing.types.includes(one.type) && hearing.from !== null && one.seq > hearing.from;
        if (!isMeant) expected.delete(key);
        else if (one.seq <= hearing.seq && one.at <= before)
          missing.push({
            subject: one.eventId,
            why: says("not-taken-in", {
              type: one.type,
              seq: one.seq,
              feed: one.feed,
              consumer,
              at: hearing.seq,
            }),
          });
      }
      return missing;
    },
    matched: (): number => matched,
  };
}
