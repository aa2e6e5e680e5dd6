import { type Route, route } from "@siren/chassis/http/routes";
import type { EventLogPort, LiveRecord } from "@siren/chassis/messaging/ports";
import { livePage } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { Owner } from "../domain/order.ts";
import { ownerOf } from "./caller.ts";

const pageSize = 100;

export type EventRoutesParts = {
  eventLog: Pick<EventLogPort, "readStream" | "streamHead">;
  streamOf: (owner: Owner) => string;
};

/** The same records as the socket's, for those who cannot keep one open. */
export function eventRoutes({ eventLog, streamOf }: EventRoutesParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/events",
      summary: "What the socket would have said, for those who cannot keep one open.",
      answers: { 200: livePage },
      refuses: ["CURSOR_GONE"],
      access: { roles: ["customer", "guest"], byPass: true },
      query: z.strictObject({ after: z.optional(z.string().check(z.regex(/^\d{1,15}$/))) }),
      async handle({ query, caller }) {
        const after = Number(query.after ?? "0");
        const stream = streamOf(ownerOf(caller));
        const records = await eventLog.readStream(stream, after, pageSize);
        const head = await eventLog.streamHead(stream);
        const oldest = records[0]?.n ?? head + 1;
        if (oldest > after + 1)
          throw new Refusal("CURSOR_GONE", "read the orders and go on from the head", { head });
        return {
          status: 200,
          body: { stream, head, events: records.map(shown), next: records.at(-1)?.n ?? after },
        };
      },
    }),
  ];
}

function shown({ data, name, eventId, stream, n, at, traceparent }: LiveRecord) {
  const head = { name, eventId, stream, n, at, ...(traceparent === undefined ? {} : { traceparent }) };
  return { ...(data as Record<string, unknown>), ...head };
}
