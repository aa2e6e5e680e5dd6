import { type FeedOwner, feedConsumers, revocationFollowers } from "@siren/contracts/feeds";
import { Refusal } from "@siren/contracts/refusal";
import type { ServiceName } from "@siren/contracts/roles";
import * as z from "zod/mini";
import { eitherSignal } from "../either-signal.ts";
import { type Route, route } from "../http/routes.ts";
import { beatsOn, patienceMsOf } from "./feed-beats.ts";
import type { FeedCursor, FeedPort } from "./ports.ts";
import { toldHeadOf } from "./told-head.ts";

const wholeNumber = z.coerce.number().check(z.int(), z.gte(0));

const feedQuery = z.strictObject({
  after: wholeNumber,
  wait_ms: z._default(wholeNumber.check(z.lte(20_000)), 0),
  limit: z._default(wholeNumber.check(z.gte(1), z.lte(500)), 200),
  consumer: z.optional(z.string().check(z.maxLength(40))),
  epoch: z.optional(z.string().check(z.maxLength(80))),
});

/**
 * The types that a reader wants to hear of, with commas; without it, of all. A header, as an owner of an older version
 * refuses parameters that it does not know, and may well send too much.
 */
export const feedTypesHeader = "x-siren-feed-types";

const wantedTypes = (value: string | string[] | undefined): string[] | undefined =>
  typeof value === "string" && value.length <= 1_000 ? value.split(",") : undefined;

export type FeedRoutesOptions<Tx> = {
  owner: FeedOwner;
  feed: FeedPort<Tx>;
  /** What a resyncing consumer gets; read inside `tx`. */
  snapshot: (tx: Tx) => Promise<unknown>;
  /** A sibling committed or stamped something; up to which number it knows the feed, where it says so. */
  onNudge: (head?: FeedCursor) => void;
  /** Given when the process begins to stop: waiting readers are answered at once and turn elsewhere. */
  draining?: AbortSignal;
};

export function feedRoutes<Tx>(options: FeedRoutesOptions<Tx>): Route[] {
  const { owner, feed, snapshot, onNudge, draining } = options;
  const consumers: readonly ServiceName[] = feedConsumers[owner];
  const followers: readonly ServiceName[] = owner === "member" ? revocationFollowers : [];
  const readers = [...new Set([...consumers, ...followers, "auditor" as const])];
  return [
    route({
      method: "GET",
      path: "/internal/feed",
      access: { services: readers },
      query: feedQuery,
      async handle({ query, caller, headers, signal, res }) {
        const { after, wait_ms, limit, consumer, epoch } = query;
        if (consumer !== undefined && consumer !== caller.sub) {
          throw new Refusal("FORBIDDEN", "a consumer can only acknowledge for itself");
        }
        const types = wantedTypes(headers[feedTypesHeader]);
        const named = consumers.some((name) => name === consumer);
        const patienceMs = patienceMsOf(headers);
        const beats = patienceMs === undefined ? undefined : beatsOn(res);
        const page = await feed.page({
          after,
          limit,
          epoch,
          waitMs: draining?.aborted ? 0 : (patienceMs ?? wait_ms),
          consumer: named ? consumer : undefined,
          types,
          signal: draining ? eitherSignal(signal, draining) : signal,
          onLook: beats?.beat,
        });
        if (page === "gone") throw new Refusal("CURSOR_GONE", "take /internal/snapshot and go on from there");
        beats?.endWith(page);
        return { status: 200, body: page };
      },
    }),
    route({
      method: "GET",
      path: "/internal/snapshot",
      access: { services: readers },
      handle: async () => ({ status: 200, body: await feed.snapshot(snapshot) }),
    }),
    route({
      method: "POST",
      path: "/internal/nudge",
      access: { services: [owner] },
      async handle({ headers }) {
        onNudge(toldHeadOf(headers));
        return { status: 204 };
      },
    }),
  ];
}
