import { type FeedOwner, feedConsumers, revocationFollowers } from "@siren/contracts/feeds";
import type { ProblemCode } from "@siren/contracts/problems";
import type { ServiceName } from "@siren/contracts/roles";
import * as z from "zod";
import type { FeedPort } from "./ports.ts";

const feedQuery = z.strictObject({
  after: z.coerce.number().int().min(0),
  wait_ms: z.coerce.number().int().min(0).max(20_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(200),
  consumer: z.string().max(40).optional(),
  epoch: z.string().max(80).optional(),
});

/** The parts of a route and its context that are used here. */
type FeedContext = { query: unknown; caller: { sub: string }; signal: AbortSignal };
type FeedReply = { status: number; body?: unknown };
export type FeedRoute = {
  method: "GET" | "POST";
  path: string;
  access: { services: ServiceName[] };
  query?: typeof feedQuery;
  handle(c: FeedContext): Promise<FeedReply>;
};

export type FeedRoutesOptions<Tx> = {
  owner: FeedOwner;
  feed: FeedPort<Tx>;
  /** What a resyncing consumer gets; read inside `tx`. */
  snapshot: (tx: Tx) => Promise<unknown>;
  /** A sibling committed or stamped something. */
  onNudge: () => void;
  refuse: (code: ProblemCode, detail: string) => Error;
  /** Given when the process begins to stop: waiting readers are answered at once and turn elsewhere. */
  draining?: AbortSignal;
};

export function feedRoutes<Tx>(options: FeedRoutesOptions<Tx>): FeedRoute[] {
  const { owner, feed, snapshot, onNudge, refuse, draining } = options;
  const consumers: readonly ServiceName[] = feedConsumers[owner];
  const followers: readonly ServiceName[] = owner === "member" ? revocationFollowers : [];
  const readers = [...new Set([...consumers, ...followers, "auditor" as const])];
  return [
    {
      method: "GET",
      path: "/internal/feed",
      access: { services: readers },
      query: feedQuery,
      async handle({ query, caller, signal }) {
        const { after, wait_ms, limit, consumer, epoch } = feedQuery.parse(query);
        if (consumer !== undefined && consumer !== caller.sub) {
          throw refuse("FORBIDDEN", "a consumer can only acknowledge for itself");
        }
        const named = consumers.some((name) => name === consumer);
        const page = await feed.page({
          after,
          limit,
          epoch,
          waitMs: draining?.aborted ? 0 : wait_ms,
          consumer: named ? consumer : undefined,
          signal: draining ? AbortSignal.any([signal, draining]) : signal,
        });
        if (page === "gone") throw refuse("CURSOR_GONE", "take /internal/snapshot and go on from there");
        return { status: 200, body: page };
      },
    },
    {
      method: "GET",
      path: "/internal/snapshot",
      access: { services: readers },
      handle: async () => ({ status: 200, body: await feed.snapshot(snapshot) }),
    },
    {
      method: "POST",
      path: "/internal/nudge",
      access: { services: [owner] },
      async handle() {
        onNudge();
        return { status: 204 };
      },
    },
  ];
}
