import type { Failpoints } from "@siren/chassis/failpoints";
import { type Route, route } from "@siren/chassis/http/routes";
import type { Caller } from "@siren/chassis/identity/caller";
import { auditQuery } from "@siren/contracts/audit";
import { availabilityRequest, rejectRequest, storeStateRequest } from "@siren/contracts/barista";
import { type IdPrefix, orderId, slug, ticketId, unitId } from "@siren/contracts/ids";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { TicketCommand } from "../domain/decide.ts";
import { viewOf } from "../domain/ticket-view.ts";
import type { Reads, StoreFloor, Transact } from "../use-cases/ports.ts";
import type { TapTicket } from "../use-cases/tap-ticket.ts";
import { voidOrder } from "../use-cases/void-order.ts";

export type RouteParts = {
  tapTicket: TapTicket;
  transact: Transact;
  floor: StoreFloor;
  reads: Reads;
  failpoints: Failpoints;
  newId: (prefix: IdPrefix) => string;
  now: () => number;
};

const staff = { roles: ["barista", "manager"] } as const;
const ofStore = z.object({ store: slug });

function onlyOwnStore(caller: Caller, storeId: string): void {
  if (!caller.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
}

export function baristaRoutes(parts: RouteParts): Route[] {
  const { tapTicket, transact, floor, reads, failpoints, newId, now } = parts;

  /** A tap that says nothing but which ticket. */
  const ticketTap = (verb: string, kind: "accept" | "finish" | "handOver" | "paid", step?: string) =>
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
    ticketTap("accept", "accept", "barista.ticket-accepted"),
    ticketTap("ready", "finish", "barista.ticket-ready"),
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
        const command = { kind: "reject", reason: c.body.reason } as const;
        const ticket = await tapTicket.ticket(c.params.ticket, { key: c.key ?? "", by: c.caller, command });
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
          headers: { "cache-control": "no-store" },
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
    route({
      method: "PUT",
      path: "/stores/:store/state",
      access: staff,
      key: "required",
      params: ofStore,
      body: storeStateRequest,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        const { state, until, note } = c.body;
        const key = { scope: `barista.state:${c.caller.sub}`, key: c.key ?? "" };
        const change = { state, until: until ?? null, note: note ?? null };
        await floor.setState(c.params.store, change, key);
        return { status: 200, body: change };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/availability/:item",
      access: staff,
      key: "required",
      params: z.object({ store: slug, item: slug }),
      body: availabilityRequest,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        const key = { scope: `barista.availability:${c.caller.sub}`, key: c.key ?? "" };
        await floor.setSoldOut(c.params.store, c.params.item, c.body.soldOut, key);
        return { status: 200, body: { itemId: c.params.item, soldOut: c.body.soldOut } };
      },
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
