import type { Failpoints } from "@siren/chassis/failpoints";
import { type Route, route } from "@siren/chassis/http/routes";
import { auditQuery } from "@siren/contracts/audit";
import {
  boardView,
  callBoard,
  rejectRequest,
  remakeRequest,
  storeNow,
  ticketView,
} from "@siren/contracts/barista";
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

const tapRefuses = [
  "NOT_FOUND",
  "WRONG_STORE",
  "ILLEGAL_TRANSITION",
  "PAYMENT_DUE",
  "VERSION_CONFLICT",
] as const;

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
    summary: string,
    verb: string,
    kind: "accept" | "finish" | "recall" | "handOver" | "paid",
    step?: string,
  ) =>
    route({
      method: "POST",
      path: `/tickets/:ticket/${verb}`,
      summary,
      answers: { 200: ticketView },
      refuses: tapRefuses,
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

  const unitTap = (summary: string, verb: "claim" | "done" | "release", step?: string) =>
    route({
      method: "POST",
      path: `/units/:unit/${verb}`,
      summary,
      answers: { 200: ticketView },
      refuses: [...tapRefuses, "UNIT_CLAIMED"],
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
    ticketTap("The store takes it on.", "accept", "accept", "barista.ticket-accepted"),
    ticketTap("Its cups are all made; the customer is called.", "ready", "finish", "barista.ticket-ready"),
    ticketTap("Takes back that it is ready.", "recall", "recall"),
    ticketTap("The customer has it.", "hand-over", "handOver"),
    ticketTap("It was paid at the counter.", "paid", "paid"),
    unitTap("I make this cup.", "claim", "barista.unit-claimed"),
    unitTap("This cup is made.", "done"),
    unitTap("I do not make this cup after all.", "release"),
    route({
      method: "POST",
      path: "/tickets/:ticket/reject",
      summary: "Does not make it, or some of its cups, and why; nobody pays for them.",
      answers: { 200: ticketView },
      refuses: tapRefuses,
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
      summary: "A finished cup is made anew, and why.",
      answers: { 200: ticketView },
      refuses: tapRefuses,
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
      summary: "Everything that a store's staff has before it.",
      answers: { 200: boardView },
      refuses: ["WRONG_STORE"],
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
      summary: "Numbers and masked nicknames, for the screen that customers see.",
      answers: { 200: callBoard },
      access: "anyone",
      params: ofStore,
      handle: async (c) => ({ status: 200, body: await reads.callBoard(c.params.store) }),
    }),
    route({
      method: "GET",
      path: "/stores/:store/now",
      summary: "Whether the store is busy or paused, how late it is, and what it is out of.",
      answers: { 200: storeNow },
      access: "anyone",
      params: ofStore,
      handle: async (c) => ({
        status: 200,
        body: await reads.storeNow(c.params.store),
        headers: { "cache-control": "no-store" },
      }),
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
