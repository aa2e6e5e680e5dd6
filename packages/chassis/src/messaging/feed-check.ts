import type { FeedPage } from "@siren/contracts/envelope";

/** What is wrong with a page that claims to follow `after`; undefined when it may be taken. */
export function faultOfPage(page: FeedPage, after: number): string | undefined {
  for (const [i, event] of page.events.entries()) {
    const expected = after + 1 + i;
    if (event.seq !== expected) return `event ${event.seq} where ${expected} was due`;
  }
  const last = after + page.events.length;
  if (page.next !== last) return `next is ${page.next} after event ${last}`;
  if (page.head < last) return `head ${page.head} lies behind event ${last}`;
  return undefined;
}
