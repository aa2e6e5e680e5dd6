import type { BackEnd } from "@siren/chassis/back-end";
import { memberAudit, orderAudit, ticketAudit } from "@siren/contracts/audit";
import type * as z from "zod/mini";

export const audited = ["member", "order", "barista"] as const;
export type Audited = (typeof audited)[number];

export const auditOf = { member: memberAudit, order: orderAudit, barista: ticketAudit } as const;
type AuditPage<S extends Audited> = z.infer<(typeof auditOf)[S]>;

const pageSize = 500;
const mostPages = 40;
const timeoutMs = 4_000;
/** Facts of one moment may be committed a little after those of a later one. */
const overlapMs = 10_000;

/** Where a service's facts have been read up to. */
export type Reading = {
  cursor: string;
  /** The service's own time at its last complete answer. */
  readAt: number | null;
  /** Since when it has answered without a break, by our clock. */
  steadySince: number | null;
};

export const readingFrom = (since: number): Reading => ({
  ...{ cursor: String(since), readAt: null, steadySince: null },
});

type ReadParts = { client: BackEnd["client"]; now: () => number; signal: AbortSignal };

/** Reads what has changed since the last time, page by page; a service that is away is asked again next time. */
export async function readOn<S extends Audited>(
  service: S,
  reading: Reading,
  see: (page: AuditPage<S>) => void,
  { client, now, signal }: ReadParts,
): Promise<Reading> {
  let { cursor } = reading;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const answer = await client.call<AuditPage<S>>({
      ...{ service, method: "GET", path: `/internal/audit?since=${cursor}&limit=${pageSize}` },
      ...{ timeoutMs, retry: "safe", signal },
      // The page's shape follows from the service's name, which the compiler does not see.
      schema: auditOf[service] as unknown as { safeParse: z.ZodMiniType<AuditPage<S>>["safeParse"] },
    });
    if (!answer.ok) throw new Error(`${service} answered its audit with ${answer.status}`);
    const page = answer.body;
    see(page);
    const newest = page.facts.at(-1)?.changedAt;
    if (page.next === null) {
      const from = Math.max(0, newest === undefined ? 0 : newest - overlapMs);
      const later = Math.max(from, Number(cursor.split(".")[0]));
      return { cursor: String(later), readAt: page.at, steadySince: reading.steadySince ?? now() };
    }
    // More facts of one moment than a page holds: going on from the moment itself would never end.
    cursor = page.next === cursor ? String((newest ?? 0) + 1) : page.next;
  }
  return { ...reading, cursor };
}
