import { type Route, route } from "@siren/chassis/http/routes";
import type { Live } from "@siren/chassis/live/live";
import type { EventLogPort, LiveRecord } from "@siren/chassis/messaging/ports";
import { ackRequest, livePage } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { Owner } from "../domain/order.ts";
import { ownerOf } from "./caller.ts";

const wholeNumber = z.string().check(z.regex(/^\d{1,15}$/));
/** Whoever wants to wait longer asks again. */
const longestWaitMs = 20_000;
/** Waiting at once; a person's pages share one answer's worth of news anyway. */
const mostWaitingOfOne = 4;
const mostWaiting = 1_000;

export type EventRoutesParts = {
  live: Live;
  eventLog: Pick<EventLogPort, "streamHead">;
  streamOf: (owner: Owner) => string;
};

/** The same records as the socket's, for those who cannot keep one open. */
export function eventRoutes({ live, eventLog, streamOf }: EventRoutesParts): Route[] {
  const waiting = new Map<string, number>();
  let allWaiting = 0;

  async function whileWaiting<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const own = waiting.get(stream) ?? 0;
    if (own >= mostWaitingOfOne)
      throw new Refusal("TOO_MANY_REQUESTS", "So many pages wait already", { retryAfterS: 2 });
    if (allWaiting >= mostWaiting)
      throw new Refusal("OVERLOADED", "Nobody more can wait here", { retryAfterS: 2 });
    waiting.set(stream, own + 1);
    allWaiting += 1;
    try {
      return await work();
    } finally {
      allWaiting -= 1;
      const left = (waiting.get(stream) ?? 1) - 1;
      if (left > 0) waiting.set(stream, left);
      else waiting.delete(stream);
    }
  }

  return [
    route({
      method: "GET",
      path: "/events",
      summary: "What the socket would have said, for those who cannot keep one open.",
      answers: { 200: livePage },
      refuses: ["CURSOR_GONE", "TOO_MANY_REQUESTS"],
      access: { roles: ["customer", "guest"], byPass: true },
      query: z.strictObject({
        after: z.optional(wholeNumber),
        wait_ms: z.optional(wholeNumber),
      }),
      async handle({ query, caller, signal }) {
        const stream = streamOf(ownerOf(caller));
        const after = query.after === undefined ? undefined : Number(query.after);
        const waitMs = Math.min(Number(query.wait_ms ?? "0"), longestWaitMs);
        const ask = () => live.poll({ stream, after, waitMs, signal });
        const page = await (waitMs > 0 ? whileWaiting(stream, ask) : ask());
        if ("goneAt" in page)
          throw new Refusal("CURSOR_GONE", "read the orders and go on from the head", { head: page.goneAt });
        const { head, records, rings } = page;
        const next = records.at(-1)?.n ?? after ?? head;
        return {
          status: 200,
          body: { stream, head, events: records.map(shown), next, ...(rings.length > 0 && { rings }) },
        };
      },
    }),
    route({
      method: "PUT",
      path: "/events/heard",
      summary:
        "A page without a socket says up to where it has shown what it was told; no other device rings for that.",
      answers: { 204: null },
      access: { roles: ["customer", "guest"], byPass: true },
      body: ackRequest,
      async handle({ body: { stream, n }, caller }) {
        if (stream !== streamOf(ownerOf(caller))) throw new Refusal("FORBIDDEN");
        // Nobody has shown what has not happened.
        const head = await eventLog.streamHead(stream);
        if (head > 0) live.acknowledged(stream, Math.min(n, head));
        return { status: 204 };
      },
    }),
  ];
}

function shown({ data, name, eventId, stream, n, at, traceparent }: LiveRecord) {
  const head = { name, eventId, stream, n, at, ...(traceparent === undefined ? {} : { traceparent }) };
  return { ...(data as Record<string, unknown>), ...head };
}
