import type { MoneyFact, OrderFact, TicketFact } from "@siren/contracts/audit";

/** What the three services say about one order. */
export type Case = {
  orderId: string;
  order: OrderFact | undefined;
  /** More than one is a fault, which is why all are kept. */
  tickets: ReadonlyMap<string, TicketFact>;
  money: MoneyFact | undefined;
};

export type Casebook = ReturnType<typeof createCasebook>;

const partsOf = ({ order, tickets, money }: Case) =>
  [order, money, ...tickets.values()].filter((part) => part !== undefined);

export const lastChangeOf = (one: Case): number =>
  Math.max(0, ...partsOf(one).map(({ changedAt }) => changedAt));

/** When its story began, or as early as we know of it. */
export const beginningOf = (one: Case): number =>
  one.order?.history[0]?.at ?? Math.min(...partsOf(one).map(({ changedAt }) => changedAt));

/** Facts come more than once and a little out of order: the newest of each counts. */
export function createCasebook() {
  const cases = new Map<string, Case>();

  function caseOf(orderId: string): Case {
    return cases.get(orderId) ?? { orderId, order: undefined, tickets: new Map(), money: undefined };
  }

  return {
    all: (): readonly Case[] => [...cases.values()],

    seeOrder(order: OrderFact): void {
      const known = caseOf(order.orderId);
      if (known.order && known.order.version > order.version) return;
      cases.set(order.orderId, { ...known, order });
    },

    seeTicket(ticket: TicketFact): void {
      const known = caseOf(ticket.orderId);
      if ((known.tickets.get(ticket.ticketId)?.version ?? 0) > ticket.version) return;
      const tickets = new Map(known.tickets).set(ticket.ticketId, ticket);
      cases.set(ticket.orderId, { ...known, tickets });
    },

    seeMoney(money: MoneyFact): void {
      const known = caseOf(money.orderId);
      if (known.money && known.money.changedAt > money.changedAt) return;
      cases.set(money.orderId, { ...known, money });
    },

    /** Of those that nobody has touched since `before`, keeps the ones that `isHeld`. */
    forget(before: number, isHeld: (one: Case) => boolean): void {
      for (const one of cases.values()) {
        if (lastChangeOf(one) < before && !isHeld(one)) cases.delete(one.orderId);
      }
    },

    /** From when on facts have to be read again to know all that is known here. */
    beginning: (fallback: number): number =>
      [...cases.values()].reduce((least, one) => Math.min(least, beginningOf(one)), fallback),
  };
}
