import { type Route, route } from "@siren/chassis/http/routes";
import type { OrderFact } from "@siren/contracts/audit";
import * as z from "zod/mini";

export type AuditRoutesParts = {
  readAudit: (since: string, limit: number) => Promise<{ facts: OrderFact[]; next: string | null }>;
  now: () => number;
};

/** `since` is an instant, or the `next` of the page before. */
export function auditRoutes({ readAudit, now }: AuditRoutesParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/internal/audit",
      access: { services: ["auditor"] },
      query: z.strictObject({
        since: z._default(z.string().check(z.regex(/^\d{1,15}(\.ord_[0-9A-Z]{26})?$/)), "0"),
        limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(1000)), 200),
      }),
      async handle({ query }) {
        const at = now();
        return { status: 200, body: { at, ...(await readAudit(query.since, query.limit)) } };
      },
    }),
  ];
}
