import { type Route, route } from "@siren/chassis/http/routes";
import { auditQuery, type OrderFact } from "@siren/contracts/audit";

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
      query: auditQuery,
      async handle({ query }) {
        const at = now();
        return { status: 200, body: { at, ...(await readAudit(query.since, query.limit)) } };
      },
    }),
  ];
}
