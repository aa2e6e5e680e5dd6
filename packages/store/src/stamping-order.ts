import type { OutboxDoc } from "./collections.ts";

/**
 * The order in which waiting events are numbered: by id, which is by the writers' clocks, except that an
 * aggregate's events keep the order of its versions whatever the clocks of two replicas say. Only the places
 * that an aggregate's events already hold are dealt out anew.
 */
export function stampingOrder(waiting: readonly OutboxDoc[]): OutboxDoc[] {
  const byId = waiting.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  const versions = new Map<string, OutboxDoc[]>();
  for (const event of byId) {
    const known = versions.get(event.aggregateId);
    if (known) known.push(event);
    else versions.set(event.aggregateId, [event]);
  }
  for (const events of versions.values()) {
    // The sort is stable: events of one version stay in the order in which they were published.
    if (events.length > 1) events.sort((a, b) => a.aggregateVersion - b.aggregateVersion);
  }
  const dealt = new Map<string, number>();
  return byId.map(({ aggregateId }) => {
    const place = dealt.get(aggregateId) ?? 0;
    dealt.set(aggregateId, place + 1);
    return versions.get(aggregateId)?.[place] as OutboxDoc;
  });
}
