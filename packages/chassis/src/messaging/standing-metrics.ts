import type { Meter } from "@opentelemetry/api";
import { type FeedOwner, feedConsumers } from "@siren/contracts/feeds";
import type { InboxPort, RelayPort, TimerPort } from "./ports.ts";

type Parts<Tx> = {
  owner: FeedOwner;
  hears: readonly string[];
  relay: Pick<RelayPort, "waiting" | "unread">;
  inbox: Pick<InboxPort<Tx>, "parked">;
  timers: Pick<TimerPort<Tx>, "overdue">;
  now: () => number;
};

/** A timer is fired within a second of its time; one that was missed is more than that late. */
const firedWithinMs = 5_000;

/** How far behind everything is, as the store has it: each replica tells the same, also of those who are away. */
export function observeStanding<Tx>(meter: Meter, parts: Parts<Tx>): void {
  const { owner, hears, relay, inbox, timers, now } = parts;
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const waiting = gauge("relay.waiting", "events that are committed and not yet in the feed");
  waiting.addCallback(async (result) => result.observe(await relay.waiting(), { feed: owner }));
  const unread = gauge("feed.unread", "events of the feed that a consumer has not acknowledged");
  unread.addCallback(async (result) => {
    for (const { consumer, events } of await relay.unread(feedConsumers[owner]))
      result.observe(events, { feed: owner, consumer });
  });
  const aside = gauge(
    "siren.consumer.dead_letters.waiting",
    "events that were set aside and not taken since",
  );
  aside.addCallback(async (result) => {
    for (const feed of hears) result.observe(await inbox.parked(feed), { feed });
  });
  const overdue = gauge("siren.timers.overdue", "timers that should have fired and have not");
  overdue.addCallback(async (result) => result.observe(await timers.overdue(now() - firedWithinMs)));
}
