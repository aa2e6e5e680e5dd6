import type { FeedOwner } from "@siren/contracts/feeds";
import { feedStanding, replayed, replayWanted } from "@siren/contracts/ops";
import { Refusal } from "@siren/contracts/refusal";
import { type Route, route } from "../http/routes.ts";
import type { Consumer } from "./consumer.ts";
import type { FeedPort, InboxPort } from "./ports.ts";

type Options<Tx> = {
  owner: FeedOwner;
  feed: FeedPort<Tx>;
  inbox: InboxPort<Tx>;
  hears: readonly string[];
  consumers: () => readonly Consumer<Tx>[];
  now: () => number;
};

const mostLetters = 100;

/** How far this service's feed is and how far it has heard the others', and another try for what it set aside. */
export function standingRoutes<Tx>({ owner, feed, inbox, hears, consumers, now }: Options<Tx>): Route[] {
  return [
    route({
      method: "GET",
      path: "/internal/feeds",
      access: { services: ["gateway"] },
      answers: { 200: feedStanding },
      async handle() {
        // Of another epoch than any: a page without events, which acknowledges nothing.
        const page = await feed.page({ after: 0, limit: 1, waitMs: 0, epoch: "" });
        if (page === "gone") throw new Refusal("CURSOR_GONE");
        const heard = await Promise.all(
          hears.map(async (from) => {
            const cursor = await inbox.cursor(from);
            const setAside = await inbox.parked(from);
            return { feed: from, epoch: cursor?.epoch ?? null, seq: cursor?.seq ?? null, setAside };
          }),
        );
        const own = { at: now(), feed: owner, epoch: page.epoch, head: page.head };
        return {
          status: 200,
          body: { ...own, hears: heard, letters: await inbox.letters({ limit: mostLetters }) },
        };
      },
    }),
    route({
      method: "POST",
      path: "/internal/dead-letters/replay",
      access: { services: ["gateway"] },
      body: replayWanted,
      answers: { 200: replayed },
      async handle({ body: { eventId } }) {
        const [letter] = await inbox.letters({ eventId });
        const consumer = consumers().find(({ options }) => options.feed === letter?.feed);
        if (!letter || !consumer) throw new Refusal("NOT_FOUND", "No such event was set aside here");
        // Whatever waits behind it is of the same aggregate and may go on with it.
        return { status: 200, body: await consumer.replay(letter.aggregateId) };
      },
    }),
  ];
}
