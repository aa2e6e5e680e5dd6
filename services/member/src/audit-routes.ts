import { type Route, route } from "@siren/chassis/http/routes";
import { auditQuery } from "@siren/contracts/audit";
import type { Store } from "@siren/store/open-store";
import { readAudit, readJournals, readWholeLedger } from "./audit.ts";
import type { MemberModels } from "./store.ts";

const access = { services: ["auditor"] } as const;
type Parts = { store: Store; models: MemberModels; now: () => number };

/** What the auditor reads, each answer of one moment. */
export function auditRoutes({ store, models, now }: Parts): Route[] {
  return [
    route({
      method: "GET",
      path: "/internal/audit",
      access,
      query: auditQuery,
      async handle(c) {
        const body = await store.unitOfWork((tx) => readAudit(models, tx, c.query, now()));
        return { status: 200, body };
      },
    }),
    route({
      method: "GET",
      path: "/internal/audit/journals",
      access,
      query: auditQuery,
      async handle(c) {
        const body = await store.unitOfWork((tx) => readJournals(models, tx, c.query, now()));
        return { status: 200, body };
      },
    }),
    route({
      method: "GET",
      path: "/internal/audit/ledger",
      access,
      handle: async () => ({
        status: 200,
        body: await store.unitOfWork((tx) => readWholeLedger(models, tx)),
      }),
    }),
  ];
}
