import type { FeedEvent, FeedPage } from "@siren/contracts/envelope";
import type { PageFate } from "../cafe/world.ts";

export type PageQuery = { after: number; limit: number };
type Read = (query: PageQuery) => Promise<FeedPage | "gone">;

/**
 * The way of one feed to one who hears it, on which pages come late, in the wrong order and in pieces, and on which
 * an event may come once more under a later number: then everything behind it has a later number too.
 */
export function createLine() {
  const sent: FeedEvent[] = [];
  /** How much of the owner's feed is among them. */
  let taken = 0;
  let dayBegan = 0;
  let lastPage: FeedPage | undefined;

  function tellAgain(after: number): void {
    const today = sent.slice(dayBegan);
    const old = today[(after * 7) % Math.max(1, today.length)];
    if (old) sent.push({ ...old, seq: sent.length + 1 });
  }

  return {
    /** How much there is to be heard, while its owner has so much. */
    headFor: (ownersHead: number) => sent.length + ownersHead - taken,
    async page({ after, limit }: PageQuery, fate: PageFate, read: Read): Promise<FeedPage | "gone"> {
      const before = lastPage;
      if (fate === "told again" && after === sent.length) tellAgain(after);
      const news = await read({ after: taken, limit: 200 });
      if (news === "gone") return news;
      for (const event of news.events) sent.push({ ...event, seq: sent.length + 1 });
      taken = news.next;
      const events = sent.slice(after, after + (fate === "one by one" ? 1 : limit));
      const { epoch } = news;
      const page = { epoch, head: sent.length + news.head - taken, events, next: after + events.length };
      if (events.length > 0) lastPage = page;
      if (fate === "late" && before) return before;
      return fate === "out of order" ? { ...page, events: events.toReversed() } : page;
    },
    endDay() {
      dayBegan = sent.length;
    },
  };
}

export type Line = ReturnType<typeof createLine>;
