import type { GivenBack, SalesReport } from "@siren/contracts/barista";
import { seoulHour } from "./hours.ts";
import { due_krw, isOpen, type Ticket, type Unit } from "./ticket.ts";

const gone: ReadonlySet<Ticket["state"]> = new Set(["REJECTED", "VOIDED"]);
const isMade = (unit: Unit) => unit.state === "DONE";

function countBy<K>(all: readonly K[]): Map<K, number> {
  const counts = new Map<K, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** Both ends of a shift; the second is no more part of it. */
export type Shift = { from: number; to: number };
export const isIn = (shift: Shift | null, at: number): boolean =>
  shift === null || (at >= shift.from && at < shift.to);

/** A store's business day, or a shift of it, by its own tickets: what was made, for how much, how fast and by whom. */
export function salesOf(
  { storeId, day, shift }: { storeId: string; day: string; shift: Shift | null },
  all: readonly Ticket[],
  back: readonly GivenBack[],
): SalesReport {
  const kept = all.filter(({ state }) => !gone.has(state));
  const cups = kept.flatMap(({ units }) => units);
  const made = cups.filter(isMade);
  const waits = kept.flatMap(({ placedAt, readyAt }) =>
    readyAt === null ? [] : [Math.max(0, Math.round((readyAt - placedAt) / 1_000))],
  );
  const states = countBy(all.map(({ state }) => state));
  const paid = kept.filter(({ units }) => units.some(isMade));
  const byPayment = (tickets: readonly Ticket[]) => tickets.reduce((sum, one) => sum + due_krw(one), 0);
  return {
    ...{ storeId, day, from: shift?.from ?? null, to: shift?.to ?? null },
    tickets: {
      all: all.length,
      open: all.filter(isOpen).length,
      handedOver: states.get("HANDED_OVER") ?? 0,
      unclaimed: states.get("UNCLAIMED") ?? 0,
      rejected: states.get("REJECTED") ?? 0,
      voided: states.get("VOIDED") ?? 0,
    },
    cups: made.length,
    sales_krw: byPayment(paid),
    counter_krw: byPayment(paid.filter(({ payment }) => payment === "PAID_AT_COUNTER")),
    ...givenBackOf(back),
    remakes: all.flatMap(({ units }) => units).reduce((sum, { remakes }) => sum + remakes.length, 0),
    rejectedCups: cups.filter(({ state }) => state === "REJECTED").length,
    waitSeconds: {
      average:
        waits.length === 0 ? null : Math.round(waits.reduce((sum, one) => sum + one, 0) / waits.length),
      longest: waits.length === 0 ? null : Math.max(...waits),
    },
    items: itemsOf(made),
    hours: hoursOf(kept),
    handOvers: handOversOf(kept),
    baristas: [...countBy(made.flatMap(({ claimedBy }) => claimedBy ?? []))]
      .map(([memberId, cups]) => ({ memberId, cups }))
      .toSorted((a, b) => b.cups - a.cups),
  };
}

function givenBackOf(back: readonly GivenBack[]) {
  const sumOf = (some: readonly GivenBack[]) => some.reduce((sum, { amount_krw }) => sum + amount_krw, 0);
  return {
    refunds: back.map(({ orderId, number, amount_krw, method, reason, at }) => ({
      ...{ orderId, number, amount_krw, method, reason, at },
    })),
    refunded_krw: sumOf(back),
    refunded_counter_krw: sumOf(back.filter(({ method }) => method === "counter")),
  };
}

function itemsOf(made: readonly Unit[]): SalesReport["items"] {
  const items = new Map<string, SalesReport["items"][number]>();
  for (const { itemId, name, unit_krw } of made) {
    const known = items.get(itemId) ?? { itemId, name, cups: 0, sales_krw: 0 };
    items.set(itemId, { ...known, cups: known.cups + 1, sales_krw: known.sales_krw + unit_krw });
  }
  return [...items.values()].toSorted((a, b) => b.cups - a.cups);
}

function hoursOf(kept: readonly Ticket[]): SalesReport["hours"] {
  return [...countedBy(kept, ({ placedAt }) => seoulHour(placedAt))]
    .toSorted(([a], [b]) => a - b)
    .map(([hour, counts]) => ({ hour, ...counts }));
}

const handOversOf = (kept: readonly Ticket[]): SalesReport["handOvers"] =>
  [...countedBy(kept, ({ handOver }) => handOver)]
    .map(([handOver, counts]) => ({ handOver, ...counts }))
    .toSorted((a, b) => b.tickets - a.tickets);

/** The won of those alone of which something was made: together they are the day's. */
function countedBy<K>(kept: readonly Ticket[], keyOf: (ticket: Ticket) => K) {
  const counted = new Map<K, { tickets: number; cups: number; sales_krw: number }>();
  for (const ticket of kept) {
    const known = counted.get(keyOf(ticket)) ?? { tickets: 0, cups: 0, sales_krw: 0 };
    const cups = ticket.units.filter(isMade).length;
    counted.set(keyOf(ticket), {
      ...{ tickets: known.tickets + 1, cups: known.cups + cups },
      sales_krw: known.sales_krw + (cups > 0 ? due_krw(ticket) : 0),
    });
  }
  return counted;
}
