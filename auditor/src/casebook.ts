import type { JournalFact, MoneyFact, OrderFact, TicketFact } from "@siren/contracts/audit";
import type { TicketPath } from "./ticket-path.ts";

/** An order as its own events tell it. */
export type OrderTold = { first: number; last: number; lastAt: number; gap: string | undefined };
/** What was for sale when it was placed, or when it moved on. */
export type Sale = { storeId: string; at: number; total_krw: number; subjects: string[]; cups: number };
/** What member told of its money. */
export type HoldTold = { captured: number; released: number; refunded_krw: number; lastAt: number };

/** What the services say about one order. */
export type Case = {
  orderId: string;
  order: OrderFact | undefined;
  /** More than one is a fault or a move, which is why all are kept. */
  tickets: Map<string, TicketFact>;
  money: MoneyFact | undefined;
  journals: Map<string, JournalFact>;
  told: OrderTold | undefined;
  sales: Sale[];
  holdTold: HoldTold | undefined;
  paths: Map<string, TicketPath>;
  /** What began up to here may have been known and forgotten when this was begun: it may lack a part. */
  forgottenUpTo: number;
};

export type Casebook = ReturnType<typeof createCasebook>;

export const lastChangeOf = (one: Case): number =>
  Math.max(
    one.order?.changedAt ?? 0,
    one.money?.changedAt ?? 0,
    one.told?.lastAt ?? 0,
    one.holdTold?.lastAt ?? 0,
    ...[...one.tickets.values(), ...one.journals.values()].map(({ changedAt }) => changedAt),
    ...[...one.paths.values()].map(({ lastAt }) => lastAt),
  );

/** When its story began, or as early as we know of it. */
export function beginningOf(one: Case): number {
  const placedAt = one.order?.history[0]?.at;
  if (placedAt !== undefined) return placedAt;
  const known = [one.money, ...one.tickets.values(), ...one.journals.values()].flatMap((part) =>
    part ? [part.changedAt] : [],
  );
  return Math.min(one.told?.lastAt ?? Number.POSITIVE_INFINITY, ...known);
}

/** Known from its beginning on, when everything from `since` on was read. */
export const isWhole = (one: Case, since: number): boolean =>
  beginningOf(one) >= since && beginningOf(one) > one.forgottenUpTo;

/** Facts come more than once and a little out of order: the newest of each counts. */
export function createCasebook() {
  const cases = new Map<string, Case>();
  /** Whatever began up to here may have been forgotten before. */
  let forgottenUpTo = 0;
  let settled = 0;

  function caseOf(orderId: string): Case {
    const known = cases.get(orderId);
    if (known) return known;
    const fresh: Case = {
      ...{ orderId, order: undefined, tickets: new Map(), money: undefined, journals: new Map() },
      ...{ told: undefined, sales: [], holdTold: undefined, paths: new Map() },
      forgottenUpTo,
    };
    cases.set(orderId, fresh);
    return fresh;
  }

  return {
    caseOf,
    size: (): number => cases.size,
    all: (): readonly Case[] => [...cases.values()],
    /** How many were forgotten because nothing was wrong with them. */
    settled: (): number => settled,

    seeOrder(order: OrderFact): void {
      const known = caseOf(order.orderId);
      if (!known.order || known.order.version <= order.version) known.order = order;
    },

    seeTicket(ticket: TicketFact): void {
      const { tickets } = caseOf(ticket.orderId);
      if ((tickets.get(ticket.ticketId)?.version ?? 0) <= ticket.version)
        tickets.set(ticket.ticketId, ticket);
    },

    seeMoney(money: MoneyFact): void {
      const known = caseOf(money.orderId);
      if (!known.money || known.money.changedAt <= money.changedAt) known.money = money;
    },

    seeJournal(journal: JournalFact): void {
      if (journal.orderId !== null) caseOf(journal.orderId).journals.set(journal.journalId, journal);
    },

    /** Of those that nobody has touched since `before`, keeps the ones that `isHeld`. */
    forget(before: number, isHeld: (one: Case) => boolean): void {
      for (const one of cases.values()) {
        const lastChange = lastChangeOf(one);
        if (lastChange >= before || isHeld(one)) continue;
        cases.delete(one.orderId);
        forgottenUpTo = Math.max(forgottenUpTo, lastChange);
        settled += 1;
      }
    },

    /** From when on facts have to be read again to know all that is known here. */
    beginning: (fallback: number): number =>
      [...cases.values()].reduce((least, one) => Math.min(least, beginningOf(one)), fallback),
  };
}
