import { inboxQuery } from "@siren/contracts/audit";
import { type Route, route } from "../http/routes.ts";
import type { InboxReading } from "./ports.ts";

type InboxRouteOptions = {
  audit: (query: { since: string; limit: number }) => Promise<InboxReading>;
  hears: readonly { feed: string; types: string[] }[];
  now: () => number;
};

/** What this service has taken of what it hears, for the auditor. */
export function inboxRoute({ audit, hears, now }: InboxRouteOptions): Route {
  return route({
    method: "GET",
    path: "/internal/audit/inbox",
    access: { services: ["auditor"] },
    query: inboxQuery,
    async handle({ query }) {
      const at = now();
      const { cursors, ...page } = await audit(query);
      const standing = cursors.flatMap((cursor) => {
        const heard = hears.find(({ feed }) => feed === cursor.feed);
        return heard ? [{ ...cursor, types: heard.types }] : [];
      });
      return { status: 200, body: { at, ...page, hears: standing } };
    },
  });
}
