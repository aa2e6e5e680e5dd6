import type { AuditRule, Finding, TicketFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { OrderState } from "@siren/contracts/order";
import type { Case } from "../casebook.ts";
import { eachOf, type Judgement, sumBy } from "../judgement.ts";
import { isWholePath } from "../ticket-path.ts";

const orderIdOf = ({ orderId }: Case) => orderId;
const ticketsOf = (all: readonly Case[]) => all.flatMap(({ tickets }) => [...tickets.values()]);
const pathsOf = (all: readonly Case[]) => all.flatMap(({ paths }) => [...paths.values()]);

/** What tickets' own events show of this rule. */
export function faultsOnPaths(all: readonly Case[], rule: AuditRule): Finding[] {
  return pathsOf(all).flatMap(({ ticketId, orderId, faults }) =>
    faults
      .filter((fault) => fault.rule === rule)
      .map(({ why }) => ({ subject: orderId, why: says("of-ticket", { ticket: ticketId, why }) })),
  );
}

const wantsTicket: ReadonlySet<OrderState> = new Set([
  ...(["AUTHORISED", "DEFERRED", "COUNTER_DUE", "ACCEPTED", "MAKING"] as const),
  ...(["READY", "PICKED_UP", "UNCLAIMED"] as const),
]);

/** Of quiet cases that are known from their beginning on: one ticket for each order to be made, none for others. */
export function judgeTickets(quiet: readonly Case[]): Judgement {
  const findings = eachOf(quiet, orderIdOf, ({ order, tickets }) => {
    // An order that was moved has left a void one behind at each store.
    const standing = [...tickets.values()].filter(({ state }) => state !== "VOIDED");
    if (standing.length > 1)
      return says("tickets-many", {
        n: standing.length,
        tickets: standing.map(({ ticketId }) => ticketId).join(", "),
      });
    if (!order) return says("ticket-of-no-order");
    const isPaidFor = order.history.some(({ state }) => wantsTicket.has(state));
    if (tickets.size === 0)
      return wantsTicket.has(order.state) ? says("no-ticket", { state: order.state }) : undefined;
    const ticket = standing[0] ?? [...tickets.values()][0];
    if (ticket && ticket.state !== "VOIDED" && ticket.moveNo !== order.moveNo)
      return says("ticket-of-other-move", { ticketMove: ticket.moveNo, moves: order.moveNo });
    return isPaidFor || ticket?.state === "VOIDED"
      ? undefined
      : says("ticket-unwanted", { state: order.state });
  });
  const tickets = sumBy(quiet, (one) => one.tickets.size);
  return {
    judged: quiet.length,
    findings,
    evidence: says("orders-and-tickets", { orders: quiet.length, tickets }),
  };
}

export function judgeCups(all: readonly Case[]): Judgement {
  const withTickets = all.filter(({ tickets }) => tickets.size > 0);
  const findings = eachOf(withTickets, orderIdOf, ({ tickets, sales }) => {
    const seen = new Set<string>();
    for (const { units, state: ofTicket } of tickets.values()) {
      if (ofTicket === "VOIDED") continue;
      for (const { line, n, state, doneTimes, remakes } of units) {
        const cup = `${line}/${n}`;
        if (seen.has(cup)) return says("cup-twice", { cup });
        seen.add(cup);
        if (doneTimes > 1 + remakes) return says("cup-made-often", { cup, times: doneTimes, anew: remakes });
        if (state === "DONE" && doneTimes === 0) return says("cup-never-made", { cup });
      }
    }
    const ordered = sales.at(-1)?.cups;
    if (ordered !== undefined && seen.size > ordered)
      return says("cups-beyond", { cups: seen.size, ordered });
    return undefined;
  });
  const cups = ticketsOf(all).flatMap(({ units }) => units);
  const made = sumBy(cups, ({ doneTimes }) => doneTimes);
  const anew = sumBy(cups, ({ remakes }) => remakes);
  return {
    judged: withTickets.length,
    findings: [...findings, ...faultsOnPaths(all, "cup-made-once")],
    evidence: says("cups", { cups: cups.length, made, anew }),
  };
}

export function judgeClaims(all: readonly Case[]): Judgement {
  const claims = sumBy(
    pathsOf(all),
    ({ cups }) => [...cups.values()].filter((cup) => cup.claimedAt !== null).length,
  );
  return {
    judged: pathsOf(all).length,
    findings: faultsOnPaths(all, "cup-claimed-by-one"),
    evidence: says("tickets-followed", { tickets: pathsOf(all).length, cups: claims }),
  };
}

const isBegun = ({ startedAt, units }: TicketFact) =>
  startedAt !== null || units.some(({ state, doneTimes }) => doneTimes > 0 || state === "CLAIMED");

/** Both facts are for good, so that it does not matter which was read later. */
export function judgeVoids(all: readonly Case[]): Judgement {
  const ended = all.filter(
    ({ order, tickets }) =>
      order?.state === "CANCELLED" || [...tickets.values()].some(({ state }) => state === "VOIDED"),
  );
  const findings = eachOf(ended, orderIdOf, ({ order, tickets }) => {
    const begun = [...tickets.values()].filter(isBegun);
    const voided = begun.find(({ state }) => state === "VOIDED");
    if (voided) return says("void-begun", { ticket: voided.ticketId, at: voided.startedAt });
    const [made] = begun;
    return order?.state === "CANCELLED" && made
      ? says("cancelled-begun", { ticket: made.ticketId, state: made.state })
      : undefined;
  });
  return {
    judged: ended.length,
    findings: [...findings, ...faultsOnPaths(all, "nothing-made-after-void")],
    evidence: says("called-off", { orders: ended.length }),
  };
}

const isReady = new Set(["READY", "HANDED_OVER", "UNCLAIMED"]);

export function judgeReady(all: readonly Case[]): Judgement {
  const ready = ticketsOf(all).filter(({ state }) => isReady.has(state));
  const unmade = ready.flatMap(({ orderId, ticketId, state, units }): Finding[] => {
    const left = units.filter((unit) => unit.state !== "DONE" && unit.state !== "REJECTED");
    // Taken back, which leaves its cups as they were, and made again: then all are done.
    return left.length === 0
      ? []
      : [
          {
            subject: orderId,
            why: says("cups-not-made", { ticket: ticketId, state, left: left.length, cups: units.length }),
          },
        ];
  });
  const early = all.flatMap(({ orderId, tickets, paths }) =>
    [...paths.values()].filter(isWholePath).flatMap(({ ticketId, readyWith }): Finding[] => {
      const units = tickets.get(ticketId)?.units.length ?? 0;
      return readyWith
        .filter(({ over }) => over < units)
        .map(({ version, over }) => ({
          subject: orderId,
          why: says("ready-early", { ticket: ticketId, version, over, cups: units }),
        }));
    }),
  );
  return {
    judged: ready.length,
    findings: [...unmade, ...early, ...faultsOnPaths(all, "ready-when-all-made")],
    evidence: says("ready-whole", { tickets: ready.length }),
  };
}
