import { type Verdict, verdicts } from "@siren/contracts/audit";
import { orderPage } from "@siren/contracts/order";
import { Customer } from "../e2e/harness/cafe.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import type { Book } from "../e2e/harness/measured.ts";
import { staysSignedIn } from "../e2e/harness/signed-in.ts";
import { counted } from "../e2e/harness/step-table.ts";
import type { Acknowledged } from "./mix.ts";
import type { SignIn } from "./staff.ts";
import type { Timeline } from "./timeline.ts";

export type Check = { promise: string; holds: boolean; found: string };

/** What a cafe says when it cannot take an order just now: an answer, and no fault. */
export const turnedAway: ReadonlySet<string> = new Set([
  "STORE_AT_CAPACITY",
  "STORE_PAUSED",
  "STORE_CLOSED",
  "SOLD_OUT",
]);
/** Taps on a board that was a moment old. */
const lateTaps: ReadonlySet<string> = new Set(["ILLEGAL_TRANSITION"]);

/**
 * Of an open loop everybody who was to come has come, and has their order or was turned away; what went wrong on the
 * way and was made good is in the table. In a closed loop nothing went wrong.
 */
export function checkServed(book: Book, { arrivals, outcomes }: Timeline, planned?: number): Check {
  if (planned !== undefined) {
    const { finished, failed } = outcomes;
    return {
      promise: "everybody who was to come has their order or was turned away by a full store",
      holds: arrivals.length === planned && failed === 0 && finished > 0,
      found: `${planned} were to come, ${arrivals.length} came, ${finished} had their order, ${failed} failed`,
    };
  }
  const wrong = [...book.errors].filter(([code]) => !turnedAway.has(code) && !lateTaps.has(code));
  return {
    promise: "orders were finished, and no request failed",
    holds: wrong.length === 0 && book.ordersFinished > 0,
    found: `${book.ordersFinished} orders, ${book.requests} requests; ${counted(new Map(wrong))}`,
  };
}

export const everyOrderIsThere = "every acknowledged order is there with its total";
export const everyRuleHolds = "the auditor finds that every rule holds";

/** What could not be looked at is told beside what was measured, and does not hold. */
export const told = (promise: string, check: () => Promise<Check>): Promise<Check> =>
  check().catch((fault: unknown) => ({ promise, holds: false, found: `could not be looked at: ${fault}` }));

const readersAtOnce = 8;
/** Rules between services are judged once an order has been at rest for half a minute. */
const auditedWithinMs = 120_000;

/** Who was told that an order is placed reads it in their own list, with the total that was answered. */
export async function checkNothingLost(acknowledged: readonly Acknowledged[]): Promise<Check> {
  const left = [...Map.groupBy(acknowledged, ({ customer }) => customer)];
  const wrong: string[] = [];
  const lane = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [customer, orders] = next;
      const totals = await eventually("the orders of a customer are read", () => totalsOf(customer));
      for (const { orderId, total_krw } of orders) {
        const told = totals.get(orderId);
        if (told !== total_krw) wrong.push(`${orderId} ${told === undefined ? "is gone" : `costs ${told}`}`);
      }
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, lane));
  return {
    promise: everyOrderIsThere,
    holds: wrong.length === 0,
    found: `${acknowledged.length} orders${wrong.length > 0 ? `, of which ${wrong.length} not: ${wrong.slice(0, 5).join("; ")}` : ""}`,
  };
}

async function totalsOf(customer: Customer): Promise<Map<string, number>> {
  const totals = new Map<string, number>();
  for (let cursor = ""; ; ) {
    const page = await customer.get(`/api/v1/order/orders${cursor && `?cursor=${cursor}`}`, orderPage);
    for (const { orderId, total_krw } of page.orders) totals.set(orderId, total_krw);
    if (page.next === null) return totals;
    cursor = page.next;
  }
}

/** What the stack's own auditor says when it has read everything that this load did. */
export async function askAuditor(
  gateways: readonly string[],
  { email, password }: SignIn,
  signal: AbortSignal,
): Promise<Check> {
  const ops = staysSignedIn(await new Customer(gateways).login(email, password));
  const endsAt = performance.now() + auditedWithinMs;
  const askedAt = Date.now();
  let said: Verdict[] = [];
  let isFresh = false;
  while (!isFresh && performance.now() < endsAt && !signal.aborted) {
    const told = await ops.get("/ops/audit", verdicts).catch(() => undefined);
    said = told?.verdicts ?? [];
    isFresh =
      said.length > 0 &&
      said.every(({ state }) => state === "HOLDS") &&
      Object.values(told?.readAt ?? {}).every((at) => at !== null && at >= askedAt + quietMs);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const broken = said.filter(({ state }) => state !== "HOLDS");
  const about = broken.map(({ rule, state, evidence }) => `${rule} ${state} ${evidence}`).join("; ");
  return {
    promise: everyRuleHolds,
    holds: isFresh,
    found:
      broken.length > 0 ? about : `${said.length} rules hold${isFresh ? "" : ", not yet over all orders"}`,
  };
}

/** As long as the auditor waits by default before it compares services. */
const quietMs = 30_000;
