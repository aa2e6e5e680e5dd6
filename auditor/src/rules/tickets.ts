import type { AuditRule, Finding, TicketFact } from "@siren/contracts/audit";
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
      .map(({ why }) => ({ subject: orderId, why: `${ticketId}: ${why}` })),
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
      return `has ${standing.length} tickets: ${standing.map(({ ticketId }) => ticketId).join(", ")}`;
    if (!order) return "has a ticket, and no order";
    const isPaidFor = order.history.some(({ state }) => wantsTicket.has(state));
    if (tickets.size === 0) return wantsTicket.has(order.state) ? `${order.state}, and no ticket` : undefined;
    const ticket = standing[0] ?? [...tickets.values()][0];
    if (ticket && ticket.state !== "VOIDED" && ticket.moveNo !== order.moveNo)
      return `its ticket is that of move ${ticket.moveNo}, and it has moved ${order.moveNo} times`;
    return isPaidFor || ticket?.state === "VOIDED" ? undefined : `a ticket, and the order is ${order.state}`;
  });
  const tickets = sumBy(quiet, (one) => one.tickets.size);
  return { judged: quiet.length, findings, evidence: `${quiet.length} orders, ${tickets} tickets` };
}

export function judgeCups(all: readonly Case[]): Judgement {
  const withTickets = all.filter(({ tickets }) => tickets.size > 0);
  const findings = eachOf(withTickets, orderIdOf, ({ tickets, sales }) => {
    const seen = new Set<string>();
    for (const { units, state: ofTicket } of tickets.values()) {
      if (ofTicket === "VOIDED") continue;
      for (const { line, n, state, doneTimes, remakes } of units) {
        const cup = `${line}/${n}`;
        if (seen.has(cup)) return `cup ${cup} is there twice`;
        seen.add(cup);
        if (doneTimes > 1 + remakes)
          return `cup ${cup} was made ${doneTimes} times, and asked for anew ${remakes} times`;
        if (state === "DONE" && doneTimes === 0) return `cup ${cup} is done and was never made`;
      }
    }
    const ordered = sales.at(-1)?.cups;
    if (ordered !== undefined && seen.size > ordered) return `${seen.size} cups, and ordered were ${ordered}`;
    return undefined;
  });
  const cups = ticketsOf(all).flatMap(({ units }) => units);
  const made = sumBy(cups, ({ doneTimes }) => doneTimes);
  const anew = sumBy(cups, ({ remakes }) => remakes);
  return {
    judged: withTickets.length,
    findings: [...findings, ...faultsOnPaths(all, "cup-made-once")],
    evidence: `${cups.length} cups, ${made} made, ${anew} asked for anew`,
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
    evidence: `${pathsOf(all).length} tickets followed event by event, ${claims} cups in somebody's hands`,
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
    if (voided) return `${voided.ticketId} is void, and was begun at ${voided.startedAt}`;
    const [made] = begun;
    return order?.state === "CANCELLED" && made
      ? `CANCELLED, and ${made.ticketId} is ${made.state}`
      : undefined;
  });
  return {
    judged: ended.length,
    findings: [...findings, ...faultsOnPaths(all, "nothing-made-after-void")],
    evidence: `${ended.length} orders called off or moved on, of which nothing was made`,
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
            why: `${ticketId} is ${state}, and ${left.length} of ${units.length} cups are not made`,
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
          why: `${ticketId} was ready at version ${version}, with ${over} of ${units} cups made`,
        }));
    }),
  );
  return {
    judged: ready.length,
    findings: [...unmade, ...early, ...faultsOnPaths(all, "ready-when-all-made")],
    evidence: `${ready.length} tickets were ready, and all of their cups made before`,
  };
}
