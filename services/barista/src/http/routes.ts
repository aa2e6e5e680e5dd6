import type { Failpoints } from "@siren/chassis/failpoints";
import { type Route, route } from "@siren/chassis/http/routes";
import { auditQuery } from "@siren/contracts/audit";
import { rejectRequest, remakeRequest } from "@siren/contracts/barista";
import { type IdPrefix, orderId, ticketId, unitId } from "@siren/contracts/ids";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import type { TicketCommand } from "../domain/decide.ts";
import { viewOf } from "../domain/ticket-view.ts";
import type { Reads, StoreFloor, Transact } from "../use-cases/ports.ts";
import type { SetStock } from "../use-cases/set-stock.ts";
import type { TapTicket } from "../use-cases/tap-ticket.ts";
import { voidOrder } from "../use-cases/void-order.ts";
import { floorRoutes } from "./floor-routes.ts";
import { ofStore, onlyOwnStore, staff } from "./staff.ts";

export type RouteParts = {
  tapTicket: TapTicket;
  setStock: SetStock;
  transact: Transact;
  floor: StoreFloor<Tx>;
  reads: Reads;
  failpoints: Failpoints;
  newId: (prefix: IdPrefix) => string;
  now: () => number;
  /** Says since when nothing new can come from order. */
  degraded: () => Record<string, string>;
};

export function baristaRoutes(parts: RouteParts): Route[] {
  const { tapTicket, transact, reads, failpoints, newId, now, degraded } = parts;

  /** A tap that says nothing but which ticket. */
  const ticketTap = (
    verb: string,
    kind: "accept" | "finish" | "recall" | "handOver" | "paid",
    step?: string,
  ) =>
    route({
      method: "POST",
      path: `/tickets/:ticket/${verb}`,
      access: staff,
      key: "required",
      params: z.object({ ticket: ticketId }),
      async handle(c) {
        const tapped = { key: c.key ?? "", by: c.caller, command: { kind } as TicketCommand };
        const ticket = await tapTicket.ticket(c.params.ticket, tapped);
        if (step) await failpoints.reach(step);
        return { status: 200, body: viewOf(ticket) };
      },
    });

  const unitTap = (verb: "claim" | "done" | "release", step?: string) =>
    route({
      method: "POST",
      path: `/units/:unit/${verb}`,
      access: staff,
      key: "required",
      params: z.object({ unit: unitId }),
      async handle(c) {
        const command = { kind: verb, unitId: c.params.unit, by: c.caller.sub };
        const ticket = await tapTicket.unit(c.params.unit, { key: c.key ?? "", by: c.caller, command });
        if (step) await failpoints.reach(step);
        return { status: 200, body: viewOf(ticket) };
      },
    });

  /** Order asks: `withdraw` only of a ticket that nobody has accepted. */
  const ending = (kind: "void" | "withdraw") =>
    route({
      method: "POST",
      path: `/internal/tickets/:order/${kind}`,
      access: { services: ["order"] },
      params: z.object({ order: orderId }),
      query: z.strictObject({ moveNo: z._default(z.coerce.number().check(z.int(), z.gte(0)), 0) }),
      async handle({ params, query }) {
        const which = { orderId: params.order, moveNo: query.moveNo };
        await transact((work) => voidOrder(work, which, { newId, now: now() }, kind));
        return { status: 200, body: { orderId: which.orderId, state: "VOIDED" } };
      },
    });

  return [
    ...floorRoutes(parts),
    ticketTap("accept", "accept", "barista.ticket-accepted"),
    ticketTap("ready", "finish", "barista.ticket-ready"),
    ticketTap("recall", "recall"),
    ticketTap("hand-over", "handOver"),
    ticketTap("paid", "paid"),
    unitTap("claim", "barista.unit-claimed"),
    unitTap("done"),
    unitTap("release"),
    route({
      method: "POST",
      path: "/tickets/:ticket/reject",
      access: staff,
      key: "required",
      params: z.object({ ticket: ticketId }),
      body: rejectRequest,
      async handle(c) {
        const { reason, units } = c.body;
        const command = { kind: "reject", reason, ...(units && { unitIds: units }) } as const;
        const ticket = await tapTicket.ticket(c.params.ticket, { key: c.key ?? "", by: c.caller, command });
        return { status: 200, body: viewOf(ticket) };
      },
    }),
    route({
      method: "POST",
      path: "/units/:unit/remake",
      access: staff,
      key: "required",
      params: z.object({ unit: unitId }),
      body: remakeRequest,
      async handle(c) {
        const ofCup = { unitId: c.params.unit, by: c.caller.sub };
        const command = { kind: "remake", reason: c.body.reason, ...ofCup } as const;
        const ticket = await tapTicket.unit(c.params.unit, { key: c.key ?? "", by: c.caller, command });
        return { status: 200, body: viewOf(ticket) };
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store/board",
      access: staff,
      params: ofStore,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        return {
          status: 200,
          body: await reads.board(c.params.store),
          headers: { "cache-control": "no-store", ...degraded() },
        };
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store/callboard",
      access: "anyone",
      params: ofStore,
      handle: async (c) => ({ status: 200, body: await reads.callBoard(c.params.store) }),
    }),
    ending("void"),
    ending("withdraw"),
    route({
      method: "GET",
      path: "/internal/audit",
      access: { services: ["auditor"] },
      query: auditQuery,
      handle: async (c) => ({ status: 200, body: await reads.audit(c.query.since, c.query.limit) }),
    }),
  ];
}
